import { beforeEach, describe, expect, it } from "vitest";
import { LONG, LONG_CHARACTERS, PIECE, PIECE_CHARACTERS } from "../operations/long-list.js";
import { MAX_KEPT_BODY } from "../sandbox/exchange-log.js";
import { testServer, type TestServer } from "../http/testing/test-server.js";

let server: TestServer;
beforeEach(async () => {
  server = await testServer();
});

/** The pieces of an answer; `between` runs after the first one. */
async function piecesOf(
  path: string,
  between: () => unknown = () => undefined,
  init?: RequestInit,
): Promise<string[]> {
  const answer = await server.controlStream(path, init);
  expect(answer.status).toBe(200);
  const pieces: string[] = [];
  for await (const piece of answer.body!) {
    pieces.push(new TextDecoder().decode(piece));
    if (pieces.length === 1) await between();
  }
  return pieces;
}

describe("many exchanges with long bodies", () => {
  const count = 60;
  /** Three characters of JSON for each one of the body, so that the answer is longer than the log. */
  const body = JSON.stringify({ name: "\\".repeat(MAX_KEPT_BODY / 4) });
  beforeEach(async () => {
    for (let n = 0; n < count; n++) await server.send("POST", "/products", body);
  });

  it.each([
    ["/_emulator/exchanges?limit=1000", (body: any) => body.exchanges],
    ["/_emulator/exchanges.har", (body: any) => body.log.entries],
  ])("go out in pieces at %s", async (path, listOf) => {
    const pieces = await piecesOf(path);
    const text = pieces.join("");
    expect(text.length).toBeGreaterThan(LONG_CHARACTERS);
    expect(pieces.length).toBeGreaterThanOrEqual(text.length / (2 * PIECE_CHARACTERS));
    expect(listOf(JSON.parse(text))).toHaveLength(count);
  });

  it("are left out where they are cleared meanwhile", async () => {
    const pieces = await piecesOf("/_emulator/exchanges?limit=1000", () => server.sandbox.exchanges.clear());
    const { exchanges, total } = JSON.parse(pieces.join("")) as {
      exchanges: { id: number }[];
      total: number;
    };
    expect(total).toBe(count);
    expect(exchanges.length).toBeGreaterThan(0);
    expect(exchanges.map(({ id }) => id)).toEqual(Array.from(exchanges, (_, at) => at + 1));
    expect(exchanges.length).toBeLessThan(count);
  });
});

it.each(["/_emulator/exchanges?limit=1000", "/_emulator/exchanges.har"])(
  "exchanges whose headers are full of secrets go out in pieces at %s, however short they are shown",
  async (path) => {
    const secrets = Array.from({ length: 700 }, (_, n) => `o${n}="secret-${n}"`);
    const authorization = `OAuth ${secrets.join(", ")}`;
    const count = 60;
    for (let n = 0; n < count; n++) await server.unsigned("GET", "/products", undefined, { authorization });
    const pieces = await piecesOf(path);
    expect(pieces.join("").length).toBeLessThan(LONG_CHARACTERS);
    expect(pieces.length).toBeGreaterThanOrEqual((count * authorization.length * 2) / PIECE_CHARACTERS);
  },
);

describe("exchanges whose bodies are hidden", () => {
  const count = 40;
  /** Looked through for names of secrets behind escapes, and then not shown. */
  const body = `x p%61ssword=1&${"%70".repeat(21_300)}`;
  beforeEach(async () => {
    for (let n = 0; n < count; n++)
      await server.unsigned("POST", "/products", body, { "content-length": String(body.length) });
  });

  it.each([
    ["/_emulator/exchanges?limit=1000", undefined],
    ["/_emulator/exchanges.har", undefined],
    [
      "/_emulator/exchanges/wait",
      { method: "POST", body: `{"count":${count}}`, headers: { "content-type": "application/json" } },
    ],
  ])("go out a few in each piece: %s", async (path, init) => {
    const pieces = await piecesOf(path, () => undefined, init);
    expect(pieces.join("").length).toBeLessThan(LONG_CHARACTERS);
    expect(pieces.join("")).not.toContain("%70%70");
    expect(pieces.length).toBeGreaterThanOrEqual((count * body.length) / PIECE_CHARACTERS);
  });
});

describe("the status of many unfinished opportunities", () => {
  it("goes out in pieces, without those that are finished or deleted meanwhile", async () => {
    const fields = { name: "p", release: "r", snaps: ["x.y"] };
    const made = async (specs: number): Promise<string> => {
      const { id } = (await server.send("POST", "/products", fields)).body;
      for (let n = 0; n < specs; n++)
        await server.send("POST", `/products/${id}/test-specs`, { name: `s${n}` });
      return id as string;
    };
    const product = await made(LONG / 10);
    const other = await made(1);
    const image = (n: number) => ({ image_unique_id: `i${n}`, image_reference: null, extra_snaps: [] });
    for (let n = 0; n < 11; n++) await server.send("POST", `/products/${product}/images`, image(n));
    await server.send("POST", `/products/${other}/images`, image(0));
    const all = JSON.parse((await piecesOf("/_emulator/status")).join("")) as Status;
    expect(all.unfinished).toHaveLength(LONG * 1.1 + 1);
    const pieces = await piecesOf("/_emulator/status", () => server.send("DELETE", `/products/${other}`));
    expect(pieces).toHaveLength(Math.ceil((LONG * 1.1 + 1) / PIECE));
    const { unfinished, counts } = JSON.parse(pieces.join("")) as Status;
    expect(counts.unfinished).toBe(LONG * 1.1 + 1);
    expect(unfinished).toEqual(all.unfinished.slice(0, -1));
  });
});

interface Status {
  unfinished: unknown[];
  counts: { unfinished: number };
}
