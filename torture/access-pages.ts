import { Client } from "./client.js";
import { startEmulator } from "./emulator.js";
import type { Context } from "./part.js";
import { type Operation, readSpec } from "./spec.js";

const FOREIGN_HOSTS = [
  "evil.example",
  "evil.example:7740",
  "localhost.evil.example",
  "127.0.0.1.evil.example",
  "evillocalhost",
  "0.0.0.0",
  "128.0.0.1",
  "[::2]",
  "169.254.169.254",
  "xn--localhost-9za",
];
const OWN_HOSTS = [
  "localhost",
  "LOCALHOST:1",
  "anything.localhost",
  "127.0.0.1",
  "127.255.0.9:80",
  "[::1]",
  "demo.example.com",
  "DEMO.example.com:443",
];
/** What browsers send for pages of other sites. */
const FOREIGN_PAGES: readonly Record<string, string>[] = [
  { origin: "https://evil.example" },
  { origin: "null" },
  { origin: "http://127.0.0.1:1" },
  { origin: "http://localhost.evil.example" },
  { origin: "file://" },
  { "sec-fetch-site": "cross-site" },
  { "sec-fetch-site": "same-site" },
];
const PAGES: readonly Pick<Operation, "plane" | "method" | "path">[] = [
  { plane: "control", method: "GET", path: "/_emulator/dashboard/" },
  {
    plane: "control",
    method: "POST",
    path: "/_emulator/dashboard/?action=reset",
  },
  { plane: "control", method: "GET", path: "/_emulator/dashboard/exchanges" },
  { plane: "control", method: "GET", path: "/_emulator/dashboard/events" },
];
const METHODS = ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"];

/** Whether a path of the document, such as `/a/wait`, is also one of a pattern, such as `/a/{id}`. */
const isLike = (pattern: string, path: string): boolean =>
  new RegExp(`^${pattern.replaceAll(".", "\\.").replaceAll(/\{\w+\}/g, "[^/]+")}$`).test(path);

/** Every operation of both planes with the headers of foreign pages, and with methods that it does not have. */
export async function attackPages(context: Context): Promise<void> {
  const hosts = context.promise("a foreign Host gets 403 on every plane, an own Host does not");
  const origins = context.promise("a page of another site gets 403 from control plane and dashboard");
  const methods = context.promise("a method that is not documented gets 405 with Allow");
  const emulator = await startEmulator([
    "--in-memory",
    "--no-lab",
    "--seed",
    "empty",
    "--public-url",
    "https://demo.example.com",
    "--log-level",
    "warn",
  ]);
  const { operations } = await readSpec(emulator.url);
  const client = new Client(emulator.url, null);
  const call = (
    method: string,
    path: string,
    headers: Record<string, string>,
  ): ReturnType<Client["call"]> => {
    const filled = path.replaceAll(/\{\w+\}/g, "1");
    return client.call(method, filled, { headers, cutMs: 20 });
  };
  for (const { plane, method, path } of [
    ...operations,
    ...PAGES,
    { plane: "product", method: "GET", path: "/nothing" },
  ]) {
    for (const host of FOREIGN_HOSTS) {
      const { status, text } = await call(method, path, { host });
      hosts.check(
        status === 403 || status === 400,
        () => `${method} ${path}, Host ${host}: HTTP ${status} ${text}`,
      );
    }
    // Requests that change nothing.
    if (method === "GET")
      for (const host of OWN_HOSTS) {
        const { status, text } = await call(method, path, { host });
        hosts.check(
          status !== 403 && status !== 0,
          () => `${method} ${path}, Host ${host}: HTTP ${status} ${text}`,
        );
      }
    if (plane !== "control") continue;
    for (const headers of FOREIGN_PAGES) {
      const { status, text, headers: answered } = await call(method, path, headers);
      const isOpen = Object.keys(answered).some((name) => name.startsWith("access-control-"));
      origins.check(
        status === 403 && !isOpen,
        () => `${method} ${path} ${JSON.stringify(headers)}: HTTP ${status} ${text}`,
      );
    }
  }
  for (const path of new Set(operations.map((operation) => operation.path))) {
    const documented = operations.filter((operation) => operation.path === path).map(({ method }) => method);
    const isOther = (method: string): boolean =>
      operations.some((one) => one.method === method && one.path !== path && isLike(one.path, path));
    for (const method of METHODS.filter((one) => !documented.includes(one) && !isOther(one))) {
      const { status, headers, text } = await call(method, path, {});
      const allowed = headers.allow?.split(", ") ?? [];
      // Other paths of the document may match the same text, so more may be allowed.
      const isRight =
        status === 405 && documented.every((one) => allowed.includes(one)) && !allowed.includes(method);
      methods.check(
        isRight,
        () => `${method} ${path}: HTTP ${status}, Allow ${String(headers.allow)} ${text}`,
      );
    }
  }
  client.close();
  await emulator.kill("SIGTERM");
}
