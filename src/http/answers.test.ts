import { describe, expect, it, vi } from "vitest";
import type { Logger } from "../log.js";
import { handlers } from "../operations/index.js";
import { StoreError } from "../persistence/store.js";
import { testServer } from "./testing/test-server.js";

const listening = (): Logger => ({
  debug: vi.fn(),
  info: vi.fn(),
  warn: vi.fn(),
  error: vi.fn(),
});

describe("an answer that does not match the spec", () => {
  it.each([
    ["a missing field", { status: 200, body: {} }, /products: missing/],
    ["a wrong type", { status: 200, body: { products: {} } }, /products: got an object/],
    ["an unknown field", { status: 200, body: { products: [], extra: 1 } }, /extra: unknown field/],
    ["a status that is not declared", { status: 418, body: {} }, /status 418 is not declared/],
    ["no body", { status: 200, body: undefined }, /content type null/],
  ])("with %s becomes a 500, and the log says what was wrong", async (_, answer, violation) => {
    const log = listening();
    const server = await testServer({ log, handlers: { ...handlers, listProducts: () => answer as never } });
    const received = await server.send("GET", "/products");
    expect([received.status, received.body.id]).toEqual([500, "internal-error"]);
    const entry = expect.objectContaining({
      operationId: "listProducts",
      violation: expect.stringMatching(violation),
    });
    expect(log.error).toHaveBeenCalledWith(entry, "answer does not match the spec");
  });
});

describe("what the emulator cannot do", () => {
  it("an operation without a handler is 501", async () => {
    const log = listening();
    const server = await testServer({ log, handlers: {} });
    expect((await server.send("GET", "/products")).status).toBe(501);
  });

  it("an internal error is a 500 without a stack trace", async () => {
    const log = listening();
    const broken = () => {
      throw new Error("secret detail");
    };
    const server = await testServer({ log, handlers: { ...handlers, listProducts: broken } });
    const received = await server.send("GET", "/products");
    expect(received.status).toBe(500);
    expect(JSON.stringify(received.body)).not.toContain("secret detail");
    expect(log.error).toHaveBeenCalledWith(
      expect.objectContaining({ error: expect.stringContaining("secret detail") }),
      "unexpected error",
    );
  });

  it("a state that cannot be written is a 503 with Retry-After", async () => {
    const server = await testServer({ log: listening() });
    vi.spyOn(server.sandbox, "isDurable", "get").mockReturnValue(false);
    vi.spyOn(server.sandbox, "flushed").mockRejectedValue(new StoreError("ENOSPC"));
    const received = await server.send("POST", "/products", { name: "n", release: "r", snaps: [] });
    expect([received.status, received.headers.get("retry-after")]).toEqual([503, "1"]);
  });
});

describe("without authentication", () => {
  it("a 401 says what to do, with WWW-Authenticate (A-05)", async () => {
    const server = await testServer();
    const received = await server.unsigned("GET", "/products");
    expect([received.status, received.headers.get("www-authenticate")]).toEqual([401, 'OAuth realm="API"']);
    expect(received.body).toEqual({
      id: "unauthorized",
      message: expect.stringMatching(/sign requests with OAuth 1.0a/),
      url: null,
    });
  });

  it("--auth none treats every request as the first account's", async () => {
    const server = await testServer({ auth: "none" });
    await server.unsigned("POST", "/products", { name: "n", release: "r", snaps: [] });
    expect((await server.send("GET", "/products")).body.products).toHaveLength(1);
  });
});
