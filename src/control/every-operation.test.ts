import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DEFAULTS } from "../config.js";
import { type Emulator, runEmulator } from "../emulator.js";
import { loadControlSpec } from "../spec/load-spec.js";

const TOKEN = "a token that nobody guesses";

const { operations } = await loadControlSpec();
/** With a token, so that no operation that is let through does anything. */
let emulator: Emulator;
beforeAll(async () => {
  const config = { ...DEFAULTS, port: 0, inMemory: true, lab: false, seed: "empty", adminToken: TOKEN };
  emulator = await runEmulator(config);
});
afterAll(() => emulator.close());

/** Status and headers of the answer to a request with exactly these headers. */
function send(
  method: string,
  path: string,
  headers: Record<string, string>,
): Promise<{ status: number; cors: string[] }> {
  const { hostname, port } = new URL(emulator.url);
  const filled = path.replaceAll(/\{\w+\}/g, "1");
  return new Promise((resolve, reject) => {
    const asked = request({ hostname, port, path: filled, method, headers, agent: false }, (answer) => {
      const cors = Object.keys(answer.headers).filter((name) => name.startsWith("access-control-"));
      resolve({ status: answer.statusCode!, cors });
      answer.destroy();
    });
    asked.on("error", reject).end();
  });
}

/** The headers that a browser sends for a page of another site. The token is right, so that only they are judged. */
const FOREIGN: [string, Record<string, string>][] = [
  ["a foreign Host", { host: "evil.example" }],
  ["a foreign Origin", { origin: "https://evil.example" }],
  ["the Origin of another port", { origin: "http://127.0.0.1:1" }],
  ["an opaque Origin", { origin: "null" }],
  ["a request of another site", { "sec-fetch-site": "cross-site" }],
  ["a request of a sibling site", { "sec-fetch-site": "same-site" }],
  [
    "a link of another site",
    { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" },
  ],
];

describe.each(operations.map(({ operationId, method, path }) => ({ operationId, method, path })))(
  "$operationId",
  ({ method, path }) => {
    it("is refused to pages of other sites, and shown to none", async () => {
      for (const [what, headers] of FOREIGN) {
        const answer = await send(method.toUpperCase(), path, {
          ...headers,
          authorization: `Bearer ${TOKEN}`,
        });
        expect([what, answer]).toEqual([what, { status: 403, cors: [] }]);
      }
      const { cors } = await send("OPTIONS", path, {
        ...{ origin: "https://evil.example", "access-control-request-method": method.toUpperCase() },
      });
      expect(cors).toEqual([]);
    });

    it("wants the token, unless it is a probe", async () => {
      const { status } = await send(method.toUpperCase(), path, {});
      if (["/_emulator/health", "/_emulator/ready"].includes(path)) expect(status).not.toBe(401);
      else expect(status).toBe(401);
    });
  },
);
