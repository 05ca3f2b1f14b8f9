import { beforeAll, describe, expect, it, vi } from "vitest";
import { LONG, LONG_CHARACTERS, PIECE, PIECE_CHARACTERS } from "../operations/long-list.js";
import type { FaultRule } from "../sandbox/fault-rule.js";
import { textInPieces } from "./long-reply.js";
import { testServer, type TestServer } from "./testing/test-server.js";

const decoder = new TextDecoder();

describe("a long list", () => {
  const item = vi.fn((at: number): unknown => at);
  const long = { bodyOf: (numbers: unknown[]) => ({ about: [], numbers }), count: 1001, item, kept: 0 };

  it("is made in pieces that are one JSON text together", async () => {
    const sent = vi.fn();
    const pieces: string[] = [];
    for await (const piece of textInPieces({ ...long, whenSent: sent })) pieces.push(decoder.decode(piece));
    expect(JSON.parse(pieces.join(""))).toEqual({
      about: [],
      numbers: Array.from({ length: 1001 }, (_, n) => n),
    });
    expect(pieces).toHaveLength(Math.ceil(1001 / PIECE));
    expect(sent.mock.calls).toEqual([[pieces.join("").length]]);
  });

  it("ends a piece early if its items are large, and leaves out those that are gone", async () => {
    const large = "x".repeat(PIECE_CHARACTERS / 4);
    const sizes: number[] = [];
    const gone = [0, 1, 2, 3, 4, 5, 6, 7, 11, 100];
    const item = (at: number): unknown => (gone.includes(at) ? undefined : `${at}${large}`);
    let text = "";
    for await (const piece of textInPieces({ ...long, count: 101, item, whenSent: () => undefined })) {
      sizes.push(piece.length);
      text += decoder.decode(piece);
    }
    expect(Math.max(...sizes)).toBeLessThan(PIECE_CHARACTERS + large.length);
    const { numbers } = JSON.parse(text) as { numbers: string[] };
    expect(numbers.map((one) => Number.parseInt(one))).toEqual(
      Array.from({ length: 101 }, (_, at) => at).filter((at) => !gone.includes(at)),
    );
  });

  it("waits before each piece, for its part of the items", async () => {
    const parts: number[] = [];
    const pause = (part: number): Promise<void> => Promise.resolve(void parts.push(part));
    const pieces: string[] = [];
    for await (const piece of textInPieces({ ...long, whenSent: () => undefined }, pause)) {
      pieces.push(decoder.decode(piece));
      expect(parts).toHaveLength(pieces.length);
    }
    expect(JSON.parse(pieces.join(""))).toMatchObject({ numbers: { length: 1001 } });
    expect(parts.map((part) => Math.round(part * 1001))).toEqual([200, 200, 200, 200, 200, 1]);
  });

  it("is made no faster than it is taken, and no further than somebody takes it", async () => {
    item.mockClear();
    const reader = textInPieces({ ...long, whenSent: () => undefined }).getReader();
    const first = await reader.read();
    expect(decoder.decode(first.value)).toMatch(/^\{"about":\[\],"numbers":\[0,1,/);
    expect(item.mock.calls).toHaveLength(PIECE);
    await reader.cancel();
    expect(item.mock.calls).toHaveLength(PIECE);
  });
});

describe("events and results of many opportunities", () => {
  let server: TestServer;
  let product: string;
  const opportunities = LONG + 1;

  beforeAll(async () => {
    const history = Array.from({ length: opportunities }, (_, n) => ({
      ago: `${n + 10}m`,
      snap: { name: "x.y", revision: n + 1, channel: "edge" },
    }));
    const products = [{ name: "p", release: "r", snaps: ["x.y"], test_specs: [{ name: "s" }], history }];
    const account = { email: "a@b.c", password: "p", organizations: ["org"], products };
    server = await testServer({ seed: JSON.stringify({ accounts: [account] }) });
    product = [...server.sandbox.state.tables.products.keys()][0]!;
  });

  const paths = () => [
    `/products/${product}/tests/events`,
    `/products/${product}/tests/results`,
    "/orgs/org/tests/events",
    "/orgs/org/results",
  ];

  it("are told whole, in pieces", async () => {
    for (const path of paths()) {
      const answer = await server.stream(path);
      const pieces: string[] = [];
      for await (const piece of answer.body!) pieces.push(decoder.decode(piece));
      expect([path, answer.status, pieces.length]).toEqual([path, 200, Math.ceil(opportunities / PIECE)]);
      const [list] = Object.values(JSON.parse(pieces.join("")) as Record<string, { id?: string }[]>);
      expect(list).toHaveLength(opportunities);
      const { response } = server.sandbox.exchanges.all().at(-1)!;
      expect(response!.body.bytes).toBe(Buffer.byteLength(pieces.join("")));
    }
  });

  it.each<FaultRule>([
    { match: { operation: "createProduct" }, effect: { truncate: true } },
    { match: { operation: "listProducts" }, effect: { stale: true } },
    { effect: { latency_ms: 0 } },
    { effect: { slow_body_ms: 0 } },
    { effect: { delay_stored_ms: 1 } },
    { effect: { truncate: true }, times: 1, calls: { from: 2, to: 2 } },
  ])("go out in pieces beside %j, which needs no whole answer", async (rule) => {
    for (const path of paths()) {
      server.sandbox.faults.clear();
      const before = await (await server.stream(path)).text();
      server.sandbox.faults.add(rule);
      const pieces: string[] = [];
      for await (const piece of (await server.stream(path)).body!) pieces.push(decoder.decode(piece));
      expect([path, pieces.length]).toEqual([path, Math.ceil(opportunities / PIECE)]);
      expect(pieces.join("")).toBe(before);
    }
    server.sandbox.faults.clear();
  });

  it("are stale or cut as a whole", async () => {
    const path = paths()[0]!;
    const before = await (await server.stream(path)).text();
    server.sandbox.faults.add({ effect: { truncate: true }, times: 1 });
    const cut = await server.stream(path);
    expect(cut.headers.get("content-length")).toBe(String(Buffer.byteLength(before)));
    await expect(cut.text()).rejects.toThrow("terminated");
    server.sandbox.faults.clear();
    server.sandbox.faults.add({ effect: { stale: true } });
    expect(await (await server.stream(path)).text()).toBe(before);
    expect(server.sandbox.faults.keptCharacters).toBe(before.length);
    server.sandbox.faults.clear();
  });

  it("are told as they were when they were asked for, also where they are deleted meanwhile", async () => {
    const before = (await server.send("GET", paths()[0]!)).body;
    const answer = await server.stream(paths()[0]!);
    expect((await server.send("DELETE", `/products/${product}`)).status).toBe(204);
    expect(await answer.json()).toEqual(before);
  });
});

it("results, products and Test Specs with much in them go out in pieces, of any number", async () => {
  const server = await testServer();
  const much = "x".repeat(LONG_CHARACTERS / 4);
  const product = (await server.send("POST", "/products", { name: "p", release: "r", snaps: [] })).body
    .id as string;
  const made = [];
  for (let n = 0; n < 6; n++)
    made.push(
      await server.send("POST", `/products/${product}/test-specs`, { name: `s${n}`, test_payload: much }),
    );
  expect(made.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201, 201]);
  const piecesOf = async (path: string): Promise<string[]> => {
    const pieces: string[] = [];
    for await (const piece of (await server.stream(path)).body!) pieces.push(decoder.decode(piece));
    return pieces;
  };
  const specs = await piecesOf(`/products/${product}/test-specs`);
  expect(specs).toHaveLength(6);
  expect(JSON.parse(specs.join(""))).toEqual({ test_specs: made.map(({ body }) => body as unknown) });

  const image = { image_unique_id: "i", image_reference: null, extra_snaps: [] };
  const advertised = await server.send("POST", `/products/${product}/images`, image);
  expect(advertised.body.ids).toHaveLength(6);
  for (let n = 0; n < 6; n++) {
    const picked = await server.send("POST", "/agents/a/pick");
    const id = picked.body.test_opportunity_id as string;
    const result = { agent_id: "a", test_status: "PASSED", result_payload: { much } };
    await server.send("POST", `/test-opportunities/${id}/results`, result);
    await server.clock.advance(1000);
  }
  const results = await piecesOf(`/products/${product}/tests/results`);
  expect(results).toHaveLength(6);
  expect((JSON.parse(results.join("")) as { test_results: unknown[] }).test_results).toHaveLength(6);

  const snaps = Array.from({ length: 5 }, (_, n) => `${"x".repeat(100)}${n}.dev`);
  for (let n = 0; n < LONG; n++)
    await server.send("POST", "/products", { name: `p${n}`, release: "r", snaps });
  const products = await piecesOf("/products");
  expect(products).toHaveLength(Math.ceil((LONG + 1) / PIECE));
  expect((JSON.parse(products.join("")) as { products: unknown[] }).products).toHaveLength(LONG + 1);
});
