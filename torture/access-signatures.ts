import { spawn } from "node:child_process";
import { atExit } from "./clean-up.js";
import { Client } from "./client.js";
import { startEmulator } from "./emulator.js";
import type { Context } from "./part.js";
import type { Random } from "./random.js";

/** Debian's own python, which has Debian's python3-requests-oauthlib. */
const PYTHON = "/usr/bin/python3";

/** Signs each case; sends those that are to be sent as they are, and prints the others' URL and header. */
const SCRIPT = `
import json, sys
from requests import Request
from requests_oauthlib import OAuth1Session
given = json.load(sys.stdin)
c = given["credentials"]
keys = [c[k] for k in ("consumer_key", "consumer_secret", "token_key", "token_secret")]
for case in given["cases"]:
    session = OAuth1Session(*keys, signature_method=case["by"])
    session.trust_env = False
    body = {"json": {"a": "b c"}} if case["method"] in ("POST", "PUT") else {}
    if case["sent"]:
        answer = session.request(case["method"], case["url"], timeout=60, **body)
        print(json.dumps({"status": answer.status_code, "text": answer.text[:200]}))
    else:
        prepared = session.prepare_request(Request(case["method"], case["url"], **body))
        header = prepared.headers["Authorization"]
        print(json.dumps({"url": prepared.url, "header": header.decode("ascii") if isinstance(header, bytes) else header}))
`;

interface Case {
  method: string;
  /** Another documented method of the path, or the same. */
  other: string;
  url: string;
  by: "HMAC-SHA1" | "PLAINTEXT";
  sent: boolean;
}

interface Result {
  status?: number;
  text?: string;
  url?: string;
  header?: string;
}

/** What an independent client signs is accepted; each change of a signed request is refused. */
export async function signatures(context: Context): Promise<void> {
  const accepted = context.promise("signatures of python3-requests-oauthlib are accepted");
  const refused = context.promise("a changed, repeated or foreign signature gets 401");
  const emulator = await startEmulator(["--in-memory", "--no-lab", "--seed", "empty", "--log-level", "warn"]);
  const random = context.random.fork("signatures");
  const cases = Array.from({ length: context.quick ? 40 : 600 }, () => caseOf(emulator.url, random));
  const results = await python({ credentials: emulator.credentials, cases });
  if (results === null) {
    accepted.fail("Debian's python3-requests-oauthlib is missing: apt-get install python3-requests-oauthlib");
    return;
  }
  const client = new Client(emulator.url, null);
  for (const [n, { method, other, url, by, sent }] of cases.entries()) {
    const { url: signedUrl, header, ...sentResult } = results[n]!;
    if (sent) {
      const { status, text } = sentResult;
      accepted.check(
        status !== 401 && status! < 500,
        () => `${method} ${url} ${by}: HTTP ${String(status)} ${String(text)}`,
      );
      continue;
    }
    const send = (authorization: string, as = method, to = signedUrl!): ReturnType<Client["call"]> =>
      client.call(as, to.slice(emulator.url.length), {
        headers: { authorization },
      });
    for (const [what, changed] of changesOf(header!)) {
      const answer = await send(changed);
      refused.check(answer.status === 401, () => `${what}: HTTP ${answer.status} ${answer.text}; ${changed}`);
    }
    if (by === "PLAINTEXT") continue;
    // PLAINTEXT does not protect the request line.
    if (other !== method) {
      const { status } = await send(header!, other);
      refused.check(status === 401, () => `another method: HTTP ${status}`);
    }
    const otherUrl = await send(
      header!,
      method,
      `${signedUrl!}${signedUrl!.includes("?") ? "&" : "?"}more=1`,
    );
    refused.check(otherUrl.status === 401, () => `another URL: HTTP ${otherUrl.status}`);
    const first = await send(header!);
    accepted.check(first.status !== 401, () => `${method} ${url}: HTTP ${first.status} ${first.text}`);
    const again = await send(header!);
    refused.check(again.status === 401, () => `sent twice: HTTP ${again.status}`);
  }
  client.close();
  await emulator.kill("SIGTERM");
}

const TEXTS = [
  "a",
  "a b",
  "é",
  "%",
  "%2B",
  "+",
  "~",
  "100%",
  "2015-08-26T00:00:00+00:00",
  "&=",
  "'()*!",
  "/",
  "😀",
  "",
];

function caseOf(url: string, random: Random): Case {
  const encoded = (): string => encodeURIComponent(random.pick(TEXTS));
  const query = Array.from({ length: random.below(4) }, () => `${encoded()}=${encoded()}`).join("&");
  // Undocumented methods get 405 without a look at the signature.
  const [path, methods] = random.pick<[string, string[]]>([
    ["/products", ["GET", "POST"]],
    [`/products/x${encoded()}`, ["GET", "PUT", "DELETE"]],
    [`/products/x${encoded()}/test-specs`, ["GET", "POST"]],
    [`/orgs/x${encoded()}/results`, ["GET"]],
  ]);
  return {
    method: random.pick(methods),
    other: methods.at(-1)!,
    url: `${url}${path}${query === "" ? "" : `?${query}`}`,
    by: random.pick(["HMAC-SHA1", "HMAC-SHA1", "PLAINTEXT"]),
    sent: random.chance(0.7),
  };
}

/** The header with one field wrong or missing. */
function changesOf(header: string): [string, string][] {
  const fields = ["oauth_signature", "oauth_consumer_key", "oauth_token"];
  const wrong = fields.map((name): [string, string] => [
    `another ${name}`,
    header.replace(
      new RegExp(`(${name}=")(.)`),
      (_, start: string, one: string) => start + (one === "a" ? "b" : "a"),
    ),
  ]);
  const missing = fields.map((name): [string, string] => [
    `no ${name}`,
    header.replace(new RegExp(`,? ?${name}="[^"]*"`), ""),
  ]);
  return [
    ...wrong,
    ...missing,
    [
      "another method of signing",
      header.replace(/oauth_signature_method="[^"]*"/, 'oauth_signature_method="RSA-SHA1"'),
    ],
  ];
}

/** Null if python or its module is missing. */
async function python(input: object): Promise<Result[] | null> {
  const child = spawn(PYTHON, ["-c", SCRIPT], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const kill = atExit(() => child.kill("SIGKILL"));
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
  child.stdin.on("error", () => undefined).end(JSON.stringify(input));
  const code = await new Promise((resolve) =>
    child.once("error", () => resolve(null)).once("close", resolve),
  );
  kill();
  if (code !== 0) return null;
  return text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Result);
}
