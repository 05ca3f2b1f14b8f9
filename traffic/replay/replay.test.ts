import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { DEFAULTS } from "../../src/config.js";
import { type Emulator, runEmulator } from "../../src/emulator.js";
import { newSecret } from "../../src/ids.js";
import { type Credentials, signedFetch } from "../../src/oauth1/sign.js";
import { atFileEnd } from "../../src/testing/file-end.js";
import { temporaryFolder } from "../../src/testing/temporary-folder.js";
import type { TrafficExchange } from "../exchange.js";
import { readRecording } from "../recording/read.js";
import { replayedHere } from "../testing/replayed.js";
import { clientOf, startedProxy } from "../testing/started-proxy.js";
import { walkThrough } from "../testing/walk-through.js";

let emulator: Emulator;
beforeAll(async () => {
  emulator = await runEmulator({
    ...DEFAULTS,
    ...{ port: 0, inMemory: true, lab: false, seed: "contract", logLevel: "silent" },
  });
  atFileEnd(() => emulator.close());
});

/** What a proxy in front of the emulator records of clients. */
async function recorded(
  clients: (url: string, credentials: Credentials) => Promise<void>,
): Promise<TrafficExchange[]> {
  const file = join(temporaryFolder(), "recording.jsonl");
  const { credentials } = emulator;
  const proxy = await startedProxy({ target: emulator.url, credentials: [credentials], record: file });
  await clients(proxy.url, credentials);
  await proxy.close();
  const text = readFileSync(file, "utf8");
  for (const secret of [credentials.token_secret, credentials.consumer_secret])
    expect(text).not.toContain(secret);
  return readRecording(file).exchanges;
}

describe("a recording of the emulator", () => {
  it("of everything that an owner and an agent do replays with no difference", async () => {
    const exchanges = await recorded(async (url, credentials) => {
      const call = clientOf(credentials, url);
      await walkThrough(async (...request) => ({ json: (await call(...request)).json as unknown }) as never);
    });
    const { differing, tally } = await replayedHere(exchanges);
    expect(differing).toEqual([]);
    expect(tally.counts).toMatchObject({ exchanges: 32, agreeing: 32 });
    // Between two emulators even the messages agree, but for the ids in them.
    expect(tally.reasons()).toEqual([]);
  });

  it("of tokens, the older API and every kind of refusal replays with no difference", async () => {
    const exchanges = await recorded(others);
    const { differing, steps, tally } = await replayedHere(exchanges);
    expect(differing).toEqual([]);
    expect(steps.filter(({ notSent }) => notSent !== null)).toEqual([]);
    expect(tally.counts.compared).toBe(exchanges.length);
    const statuses = new Set(steps.map(({ replayed }) => replayed?.status));
    for (const status of [200, 201, 204, 400, 401, 403, 404, 405, 409, 415])
      expect(statuses).toContain(status);
  });

  it("asks with dates that stand for those that answers told", async () => {
    const exchanges = await recorded(async (url, credentials) => {
      const call = clientOf(credentials, url);
      const { json: product } = await call("POST", "/products", { name: "d", release: "r", snaps: ["a.b"] });
      const at = `/products/${product.id}`;
      await call("POST", `${at}/test-specs`, { name: "one" });
      for (const revision of [1, 2, 3])
        await call("POST", `${at}/snaps`, { name: "a.b", revision, channel: "edge" });
      const { json } = await call("GET", `${at}/tests/events`);
      const second = json.event_logs[1].queued_at as string;
      for (const date of [second, second.replace("+00:00", ""), second.replace("+00:00", "Z")])
        for (const name of ["start_date", "end_date"])
          await call("GET", `${at}/tests/events?${name}=${encodeURIComponent(date)}`);
    });
    const { differing, tally } = await replayedHere(exchanges);
    expect(differing).toEqual([]);
    expect(tally.counts).toMatchObject({ exchanges: exchanges.length, agreeing: exchanges.length });
    const counts = exchanges
      .slice(-6)
      .map(({ answer }) => (JSON.parse(answer!.body.text!) as { event_logs: unknown[] }).event_logs.length);
    expect(counts).toEqual([2, 1, 2, 1, 2, 1]);
  });

  it("with what it cannot send says why, and leaves alone what follows from it", async () => {
    const exchanges = await recorded(async (url, credentials) => {
      const call = clientOf(credentials, url);
      const { json } = await call("POST", "/products", { name: "n", release: "r", snaps: [] });
      await call("GET", `/products/${json.id}`);
      await call("GET", "/products/00000000-0000-4000-8000-000000000000");
    });
    const [made, ...rest] = exchanges as [TrafficExchange, ...TrafficExchange[]];
    const cut = { ...made, body: { ...made.body, isCut: true } };
    const { steps, differing } = await replayedHere([cut, ...rest]);
    expect(steps.map(({ notSent }) => notSent)).toEqual([
      "the request's body was not kept whole",
      "exchange 1 was not sent: the request's body was not kept whole",
      null,
    ]);
    expect(differing).toEqual([]);
    const none = {
      ...made,
      answer: null,
      failure: { code: "ECONNREFUSED", message: "", stage: "connecting" as const },
    };
    expect((await replayedHere([none])).steps[0]!.notSent).toBe("it did not reach the deployment");
    const busy = { ...made, answer: { ...made.answer!, status: 503 } };
    expect((await replayedHere([busy])).steps[0]!.notSent).toBe("it was refused for the moment, with 503");
  });
});

/** Tokens, the older API, wrong signatures, wrong bodies, wrong paths. */
async function others(url: string, credentials: Credentials): Promise<void> {
  const login = async (body: unknown): Promise<Record<string, string>> => {
    const answer = await fetch(`${url}/api/v2/tokens/oauth`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    return (await answer.json()) as Record<string, string>;
  };
  const first = { email: "first@example.com", password: "correct horse" };
  for (const body of [
    ...[
      { ...first, token_name: "a" },
      { ...first, token_name: "a" },
      { ...first, password: "wrong", token_name: "a" },
    ],
    ...[{ email: "two-factor@example.com", password: "two factors", token_name: "a" }],
    { email: "two-factor@example.com", password: "two factors", token_name: "a", otp: "123456" },
    { email: "suspended@example.com", password: "suspended account", token_name: "a" },
    { email: "first@example.com" },
  ])
    await login(body);
  const call = clientOf(credentials, url);
  const { json: product } = await call("POST", "/products", {
    name: "o",
    release: "r",
    snaps: ["hello.world"],
  });
  const at = `/products/${product.id}`;
  const { json: spec } = await call("POST", `${at}/test-specs`, {
    name: "one",
    image_name: "img",
    platform: "x",
  });
  await call("PUT", at, { name: "other", release: "r", snaps: ["hello.world", "a.b"] });
  const image = { image_reference: null, image_unique_id: "legacy-1", image_name: "img", upgrade_snaps: [] };
  const { json: made } = await call("POST", "/orgs/first-org/images", image);
  await call("POST", "/orgs/first-org/images", { ...image, image_name: "none" });
  await call("POST", "/orgs/first-org/snap-revisions", { name: "hello.world", revision: 3 });
  await call("POST", "/orgs/not-mine/snap-revisions", { name: "hello.world", revision: 3 });
  await call("POST", `/agents/x/pick`, { platform: "y" });
  await call("POST", `/agents/x/pick`, { platform: "x" });
  const post = { agent_id: "x", test_status: "FAILED", result_payload: { a: made.ids[0] } };
  const results = `/test-opportunities/${made.ids[0]}/results`;
  for (const sent of [{ ...post, agent_id: "y" }, post, post, { ...post, test_status: "PASSED" }])
    await call("POST", results, sent);
  await call("GET", `/orgs/first-org/tests/events?test_opportunity_id=${made.ids[0]}`);
  await call("GET", "/orgs/first-org/results?image_unique_id=legacy-1");
  await call("DELETE", `${at}/test-specs/${spec.id}`);
  await call("GET", `${at}/test-specs/${spec.id}`);
  await call("GET", `${at}/tests/events?start_date=yesterday&colour=red`);
  await call("DELETE", "/orgs/first-org/images");
  const send = signedFetch(credentials, { fetch, now: Date.now, nonce: () => newSecret(8) });
  const raw = async (method: string, path: string, body: string | null, type?: string): Promise<void> => {
    const headers: Record<string, string> = type === undefined ? {} : { "content-type": type };
    await (
      await send(url + path, { method, body: body === null ? null : Buffer.from(body), headers })
    ).text();
  };
  await raw("POST", "/products", '{"name": ', "application/json");
  await raw("POST", "/products", "name=x", "text/plain");
  await raw("POST", "/products", '{"name": "x", "name": "y"}', "application/json");
  await raw("HEAD", at, null);
  await raw("GET", "/nothing/here?a=%20b", null);
  await (await fetch(`${url}/products`)).text();
  await clientOf({ ...credentials, token_secret: "wrong" }, url)("GET", "/products");
  await call("DELETE", at);
  await call("GET", at);
}
