import { createServer, request as forward, type Server } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Running, startProcess, type StartedEmulator } from "../testing/emulator-process.js";
import { listening } from "../testing/listening.js";
import { missingPython, PYTHON } from "../testing/programs.js";

/** Sends each case of standard input's JSON with requests_oauthlib and prints the answers; one process for all. */
const SCRIPT = `
import json, sys
from oauthlib.oauth1 import Client
from requests import Request
from requests_oauthlib import OAuth1, OAuth1Session
given = json.load(sys.stdin)
class Old(Client):
    def get_oauth_params(self, request):
        return [(k, "1451926708" if k == "oauth_timestamp" else v) for k, v in super().get_oauth_params(request)]
def answer(case):
    c = {**given["credentials"], **case.get("credentials", {})}
    keys = [c[k] for k in ("consumer_key", "consumer_secret", "token_key", "token_secret")]
    options = {"signature_method": case["by"]} if "by" in case else {}
    if case.get("old"):
        options["client_class"] = Old
    session = OAuth1Session(*keys, **options)
    session.trust_env = False
    body = {"json": case["json"]} if "json" in case else {}
    made = Request(case.get("method", "GET"), case["url"], params=case.get("params"), **body)
    prepared = session.prepare_request(made)
    answers = [session.send(prepared, allow_redirects=False) for _ in range(case.get("times", 1))]
    last = answers[-1]
    return {"statuses": [a.status_code for a in answers], "headers": dict(last.headers),
            "body": last.json() if last.text else None, "url": prepared.url}
json.dump([answer(case) for case in given["cases"]], sys.stdout)
`;

interface Case {
  url: string;
  method?: "POST";
  json?: unknown;
  params?: Record<string, string>;
  /** Default: HMAC-SHA1, as in the library. */
  by?: "PLAINTEXT";
  credentials?: { consumer_secret?: string; token_key?: string; token_secret?: string };
  /** With a timestamp of years ago. */
  old?: true;
  /** How many times the same signed request is sent. */
  times?: number;
}
interface Answer {
  statuses: number[];
  headers: Record<string, string>;

  body: any;
  url: string;
}

/** Names that a signature must carry over: blanks, plus and percent signs, separators, non-ASCII. */
const NAMES = ["a b", "a+b", "100%", "100%25", "%2B", "a&b=c;d", "é ü+%C3%A9", "日本語 🧪", "~*'()!$,/?:@"];
/** The same query as people type it. */
const BY_HAND = ["a%20b", "a+b", "%61%20b", "a%20b&", "&a+b"].map((value) =>
  value.startsWith("&") ? `?&image_unique_id=${value.slice(1)}` : `?image_unique_id=${value}`,
);
const PREFIX = "/some prefix/v1".replace(" ", "%20");

const missing = missingPython();

describe("python's requests_oauthlib", () => {
  let emulator: StartedEmulator;
  let proxy: Server;
  let behindProxy: string;
  let product: string;

  async function ask(cases: Case[]): Promise<Answer[]> {
    const input = JSON.stringify({ credentials: emulator.credentials, cases });
    const { code, stdout, stderr } = await new Running(PYTHON, ["-c", SCRIPT], { input }).ended;
    expect([code, stderr]).toEqual([0, ""]);
    return JSON.parse(stdout) as Answer[];
  }

  beforeAll(async () => {
    if (missing !== undefined) return;
    // Strips the prefix and sets the inner host, as a reverse proxy does.
    proxy = createServer((request, response) => {
      const path = request.url!.replace(PREFIX, "");
      const headers = { ...request.headers, host: new URL(emulator.url).host };
      // A connection each: a kept one may end just when it is used again.
      const options = { path, method: request.method, headers, agent: false } as const;
      const onward = forward(emulator.url, options, (answer) => {
        response.writeHead(answer.statusCode!, answer.headers);
        answer.pipe(response);
      });
      request.pipe(onward);
    });
    behindProxy = `http://127.0.0.1:${await listening(proxy)}${PREFIX}`;
    emulator = await startProcess(["--seed", "empty", "--no-lab", "--public-url", `${behindProxy}/`]);
    const json = { name: "p", release: "r", snaps: [] };
    const [made] = await ask([{ method: "POST", url: `${emulator.url}/products`, json }]);
    product = `/products/${made!.body.id}`;
    await ask([{ method: "POST", url: `${emulator.url}${product}/test-specs`, json: { name: "smoke" } }]);
  });

  afterAll(async () => {
    if (missing === undefined) await new Promise((resolve) => proxy.close(resolve));
  });

  it.for<[string, Case["by"], boolean]>([
    ["HMAC-SHA1, its default", undefined, false],
    ["PLAINTEXT", "PLAINTEXT", false],
    ["HMAC-SHA1 behind a path prefix", undefined, true],
    ["PLAINTEXT behind a path prefix", "PLAINTEXT", true],
  ])("%s", async ([, by, isBehindProxy], context) => {
    context.skip(missing !== undefined, missing);
    const url = (isBehindProxy ? behindProxy : emulator.url) + product;
    const how = by === undefined ? {} : { by };
    // Computed in each mode, because each lists the products of the modes before it.
    const made = await ask(
      NAMES.map((image_unique_id) => ({
        ...how,
        method: "POST",
        url: `${url}/images`,
        json: { image_unique_id, image_reference: null },
      })),
    );
    expect(made.map(({ statuses }) => statuses)).toEqual(NAMES.map(() => [201]));
    const found = await ask([
      ...NAMES.map((image_unique_id) => ({
        ...how,
        url: `${url}/tests/events`,
        params: { start_date: "2015-08-26 00:00:00+00:00", image_unique_id },
      })),
      ...BY_HAND.map((query) => ({ ...how, url: `${url}/tests/events${query}` })),
    ]);
    for (const [index, { statuses, body, url: sent }] of found.entries()) {
      const label = `${sent}: ${JSON.stringify(body).slice(0, 400)}`;
      expect(statuses, label).toEqual([200]);
      const name = NAMES[index] ?? "a b";
      const names = body.event_logs.map((log: { image_unique_id: string }) => log.image_unique_id);
      expect([...new Set(names)], label).toEqual([name]);
      const ids = body.event_logs.map((log: { test_opportunity_id: string }) => log.test_opportunity_id);
      const expected = made[NAMES.indexOf(name)]!.body.ids[0].test_opportunity_id;
      expect(ids.at(-1), label).toBe(expected);
    }
  });

  it("is refused with the documented error if the signature is invalid", async (context) => {
    context.skip(missing !== undefined, missing);
    const url = `${emulator.url}/products`;
    const wrong = { token_secret: "wrong" };
    const answers = await ask([
      { url, credentials: wrong },
      { url, credentials: wrong, by: "PLAINTEXT" },
      { url, credentials: { consumer_secret: "wrong" } },
      { url, credentials: { token_key: "nobody" } },
      { url, old: true },
      { url, times: 2 },
      { url, times: 2, by: "PLAINTEXT" },
    ]);
    const reasons = [
      /^oauth_signature does not match/,
      /^oauth_signature does not match/,
      /^oauth_signature does not match/,
      /^unknown token_key 'nobody'/,
      /^oauth_timestamp 1451926708 is \d+ s behind the server's clock, 300 s are allowed/,
      /^oauth_nonce '\d+' was used before with oauth_timestamp \d+: /,
      /^oauth_nonce '\d+' was used before with oauth_timestamp \d+: /,
    ];
    for (const [index, { statuses, headers, body }] of answers.entries()) {
      expect(statuses).toEqual(index < 5 ? [401] : [200, 401]);
      expect(body).toEqual({
        id: "unauthorized",
        message: expect.stringMatching(reasons[index]!),
        url: null,
      });
      expect(headers["www-authenticate"] ?? headers["WWW-Authenticate"]).toBe('OAuth realm="API"');
      for (const secret of ["consumer_secret", "token_secret"] as const)
        expect(JSON.stringify(body)).not.toContain(emulator.credentials[secret]);
    }
  });

  it("is refused behind the prefix if it signs another address than the public one", async (context) => {
    context.skip(missing !== undefined, missing);
    // The name that only the proxy uses for the emulator is neither the public URL nor the Host header.
    const url = `${behindProxy.replace("127.0.0.1", "localhost")}/products`;
    const [answer] = await ask([{ url }]);
    expect(answer!.statuses).toEqual([401]);
    expect(answer!.body.message).toMatch(/^oauth_signature does not match/);
  });
});
