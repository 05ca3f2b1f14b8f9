import { describe, expect, it } from "vitest";
import { type Exchange, ExchangeLog } from "./exchange-log.js";

const exchange = (changes: Partial<Exchange> = {}): Omit<Exchange, "id"> => ({
  requestId: "r",
  at: 0,
  wallAt: 0,
  durationMs: 1,
  source: "client",
  operationId: null,
  account: null,
  method: "GET",
  url: "http://127.0.0.1/",
  path: "/",
  requestHeaders: new Headers(),
  headerBytes: 0,
  requestBody: { bytes: 0, kept: null },
  response: { status: 200, headers: {}, body: { bytes: 0, kept: null } },
  requestProblems: [],
  responseProblems: [],
  refusal: null,
  faultId: null,
  nearest: null,
  subjects: { agent: null, products: [], opportunities: [] },
  foundNothing: false,
  ...changes,
});

const LONG = "x".repeat(50_000);

describe("an exchange log", () => {
  it("keeps the latest, and counts those that it forgot", () => {
    const log = new ExchangeLog(3);
    for (let n = 0; n < 10; n++) log.add(exchange());
    expect(log.all().map(({ id }) => id)).toEqual([8, 9, 10]);
    expect(log).toMatchObject({ dropped: 7, last: 10 });
    log.clear();
    expect(log.all()).toEqual([]);
    log.add(exchange());
    expect(log.all().map(({ id }) => id)).toEqual([11]);
    expect(log.dropped).toBe(0);
  });

  it.each<[what: string, kept: Partial<Exchange>]>([
    ["its address", { url: LONG }],
    ["its path", { path: LONG }],
    ["its headers", { headerBytes: LONG.length }],
    ["its body", { requestBody: { bytes: LONG.length, kept: Buffer.from(LONG) } }],
    ["its body that is not read yet", { requestBody: { bytes: LONG.length, kept: null } }],
    ["the answer's body", { response: { status: 200, headers: {}, body: { bytes: null, kept: LONG } } }],
    ["the problems of the request", { requestProblems: Array<string>(50).fill("x".repeat(1000)) }],
    ["the problems of the answer", { responseProblems: [LONG] }],
    ["the refusal", { refusal: { id: "i", message: LONG, detail: null } }],
    ["the detail of the refusal", { refusal: { id: "i", message: "", detail: LONG } }],
    ["the nearest path", { nearest: LONG }],
    ["what it is about", { subjects: { agent: null, products: [], opportunities: [LONG] } }],
  ])("charges %s", (_, kept) => {
    const log = new ExchangeLog(1000, 1_000_000);
    for (let n = 0; n < 100; n++) log.add(exchange(kept));
    expect(log.all().length).toBe(19);
    expect(log.dropped).toBe(81);
  });
});
