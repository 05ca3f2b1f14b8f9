/**
 * From a product to a test result, with types made from the OpenAPI document: registers a product and a Test Spec,
 * advertises a snap revision and follows its test until the result is stored.
 *
 * usage:    npx tsx examples/typescript/walk.ts [--timeout SECONDS] [CONF.INI] [URL]
 * example:  npx tsx examples/typescript/walk.ts .spi-emulator/conf.ini http://127.0.0.1:7740
 *
 * Exit code: 0 if the test PASSED, 1 if it did not or no result came in time.
 */
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import createClient from "openapi-fetch";
import { parseCredentialsIni } from "../../src/oauth1/credentials-file.js";
import { authorizationHeader, type Credentials } from "../../src/oauth1/sign.js";
import type { paths } from "../../src/spec/types.gen.js";

const { values, positionals } = parseArgs({
  options: { timeout: { type: "string", default: "120" } },
  allowPositionals: true,
});
const [ini = "conf.ini", baseUrl = "http://127.0.0.1:7740"] = positionals;
const deadline = performance.now() + Number(values.timeout) * 1000;

/** Waits, if there is time left. */
async function wait(ms: number, whatFor: string): Promise<void> {
  if (performance.now() + ms > deadline) throw new Error(`time is up: ${whatFor}`);
  await sleep(ms);
}

/**
 * A fetch that signs. A temporary error is retried after 0.5, 1, 2, ... seconds; each attempt is signed again, since
 * the server refuses a nonce that it has seen before.
 */
function signingFetch(credentials: Credentials): (request: Request) => Promise<Response> {
  return async (request) => {
    for (let pause = 500; ; pause = Math.min(2 * pause, 30_000)) {
      const signed = request.clone();
      const authorization = authorizationHeader({
        method: request.method,
        url: request.url,
        credentials,
        signatureMethod: "HMAC-SHA1",
        timestamp: Math.floor(Date.now() / 1000),
        nonce: randomUUID(),
      });
      signed.headers.set("authorization", authorization);
      const answer = await fetch(signed).catch((error: unknown) => error as Error);
      if (answer instanceof Response && answer.status < 500) return answer;
      const problem = answer instanceof Response ? `HTTP ${answer.status}` : answer.message;
      await wait(pause, `${request.method} ${request.url}: ${problem}`);
    }
  };
}

/** The answer's data; an error's body says what is wrong. */
function ok<T>({ data, error, response }: { data?: T; error?: unknown; response: Response }): T {
  if (data === undefined)
    throw new Error(`${response.url}: HTTP ${response.status}: ${JSON.stringify(error)}`);
  return data;
}

async function walk(): Promise<boolean> {
  const credentials = parseCredentialsIni(readFileSync(ini, "utf8"), ini);
  const api = createClient<paths>({ baseUrl, fetch: signingFetch(credentials) });

  const product = ok(
    await api.POST("/products", {
      body: { name: "test-product.walk", release: "15.04-core", snaps: ["test-snap.foo"] },
    }),
  );
  console.log(`product      ${product.id}  ${product.name}`);
  const path = { product_id: product.id };

  // No platform: an agent of any platform may run it.
  const smoke = { name: "smoke", test_payload: { test_cmds: ["snap list"] } };
  const spec = ok(await api.POST("/products/{product_id}/test-specs", { params: { path }, body: smoke }));
  console.log(`test spec    ${spec.id}  ${spec.name}`);

  const snap = { name: "test-snap.foo", revision: 2, channel: "edge" as const };
  const { ids } = ok(await api.POST("/products/{product_id}/snaps", { params: { path }, body: snap }));
  // One opportunity for each Test Spec, so here it is one.
  const { test_opportunity_id } = ids[0]!;
  console.log(`opportunity  ${test_opportunity_id}`);
  const query = { test_opportunity_id };

  for (let seen = 0; ;) {
    const { event_logs } = ok(
      await api.GET("/products/{product_id}/tests/events", { params: { path, query } }),
    );
    const { events } = event_logs[0]!;
    for (const event of events.slice(seen)) console.log(`  ${event.timestamp}  ${event.event_type}`);
    seen = events.length;
    if (events.at(-1)?.event_type === "RESULT_STORED") break;
    await wait(500, "no result is stored yet");
  }

  const { test_results } = ok(
    await api.GET("/products/{product_id}/tests/results", { params: { path, query } }),
  );
  const result = test_results[0]!;
  console.log(JSON.stringify(result.result_payload, null, 2));
  console.log(`${result.test_status} by agent ${result["agent-id"]}`);
  return result.test_status === "PASSED";
}

try {
  process.exitCode = (await walk()) ? 0 : 1;
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
