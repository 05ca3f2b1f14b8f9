import type { Credentials } from "../src/oauth1/sign.js";
import type { Client } from "./client.js";

/** A visitor of a demo host. */
export interface Visitor {
  cookie: string;
  sandbox: string;
}

const BROWSER = {
  "user-agent": "Mozilla/5.0 (X11; Linux x86_64)",
  accept: "text/html,*/*",
};

/** Headers of a visitor's browser. */
export const browserOf = (visitor: Pick<Visitor, "cookie">): Record<string, string> => ({
  ...BROWSER,
  cookie: visitor.cookie,
});

/** A new visitor. `headers`: more headers of the first page. */
export async function arrive(client: Client, headers: Record<string, string> = {}): Promise<Visitor> {
  const answer = await client.call("GET", "/_emulator/dashboard/", { headers: { ...BROWSER, ...headers } });
  const cookie = answer.headers["set-cookie"]?.find((one) => one.includes("visitor"))?.split(";")[0] ?? "";
  return { cookie, sandbox: /@([a-z]+-[a-z]+-\d+)\.example/.exec(answer.text)?.[1] ?? "" };
}

/** The credentials that the dashboard gives to a visitor. */
export async function credentialsOf(client: Client, visitor: Visitor): Promise<Credentials> {
  const { text } = await client.call("GET", "/_emulator/dashboard/?download=conf.ini", {
    headers: browserOf(visitor),
  });
  const entry = (key: string): string => new RegExp(`^${key} = (\\S+)$`, "m").exec(text)?.[1] ?? "";
  return {
    consumer_key: entry("consumer_key"),
    consumer_secret: entry("consumer_secret"),
    token_key: entry("token_key"),
    token_secret: entry("token_secret"),
  };
}
