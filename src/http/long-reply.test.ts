import { beforeAll, describe, expect, it, vi } from "vitest";
import { LONG, PIECE } from "../operations/long-list.js";
import { textInPieces } from "./long-reply.js";
import { testServer, type TestServer } from "./testing/test-server.js";

const decoder = new TextDecoder();

describe("a long list", () => {
  const items = vi.fn((from: number, to: number) => Array.from({ length: to - from }, (_, n) => from + n));
  const long = { name: "numbers", count: 1001, items };

  it("is made in pieces that are one JSON text together", async () => {
    const sent = vi.fn();
    const text = await new Response(textInPieces({ ...long, whenSent: sent })).text();
    expect(JSON.parse(text)).toEqual({ numbers: Array.from({ length: 1001 }, (_, n) => n) });
    expect(items.mock.calls).toHaveLength(Math.ceil(1001 / PIECE));
    expect(sent.mock.calls).toEqual([[text.length]]);
  });

  it("is made no faster than it is taken, and no further than somebody takes it", async () => {
    items.mockClear();
    const reader = textInPieces({ ...long, whenSent: () => undefined }).getReader();
    const first = await reader.read();
    expect(decoder.decode(first.value)).toMatch(/^\{"numbers":\[0,1,/);
    expect(items.mock.calls).toEqual([[0, PIECE]]);
    await reader.cancel();
    expect(items.mock.calls).toHaveLength(1);
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

  it("are told as they were when they were asked for, also where they are deleted meanwhile", async () => {
    const before = (await server.send("GET", paths()[0]!)).body;
    const answer = await server.stream(paths()[0]!);
    expect((await server.send("DELETE", `/products/${product}`)).status).toBe(204);
    expect(await answer.json()).toEqual(before);
  });
});
