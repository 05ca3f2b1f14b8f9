import { describe, expect, it } from "vitest";
import { inProcessFetch, toPlainResponse } from "./in-process.js";
import { emptyReply, jsonReply } from "./reply.js";

/** Asks a server that looks at the request by `look`. */
async function ask<T>(look: (request: Request) => T | Promise<T>, init?: RequestInit): Promise<T> {
  let seen: Promise<T> | undefined;
  const fetch = inProcessFetch(async (request, bindings) => {
    expect(bindings).toEqual({ lab: true });
    seen = (async () => look(request))();
    await seen;
    return new Response(null, { status: 204 });
  });
  expect((await fetch("http://spi.test/agents/a/pick?x=1", init)).status).toBe(204);
  return seen!;
}

const POST: RequestInit = { method: "POST", headers: { "X-Any": "1" }, body: '{"a":"ü"}' };

describe("inProcessFetch", () => {
  it("passes on method, URL, headers and the length of the body", async () => {
    const seen = await ask(
      ({ url, method, headers }) => [url, method, headers.get("x-any"), headers.get("content-length")],
      POST,
    );
    expect(seen).toEqual(["http://spi.test/agents/a/pick?x=1", "POST", "1", "10"]);
    expect(await ask(({ method, body, headers }) => [method, body, headers.get("content-length")])).toEqual([
      ...["GET", null, null],
    ]);
  });

  it("allows the body to be read in every way, repeatedly", async () => {
    const read = await ask(
      async (request) => [
        new TextDecoder().decode(await request.arrayBuffer()),
        await request.clone().text(),
        JSON.stringify(await request.json()),
        await new Response(request.body).text(),
        request.bodyUsed,
      ],
      POST,
    );
    expect(read).toEqual([POST.body, POST.body, POST.body, POST.body, false]);
  });

  it("passes on the signal", async () => {
    const controller = new AbortController();
    const signal = await ask((request) => request.signal, { ...POST, signal: controller.signal });
    controller.abort();
    expect(signal.aborted).toBe(true);
    expect((await ask((request) => request.signal)).aborted).toBe(false);
  });

  it("accepts only text as a body", async () => {
    await expect(ask(() => null, { method: "POST", body: new Uint8Array(1) })).rejects.toThrow("is text");
  });

  it("asks for the signal only when the server does", async () => {
    let asked = 0;
    const init: RequestInit = {
      ...POST,
      get signal() {
        asked += 1;
        return AbortSignal.abort();
      },
    };
    await ask(({ headers }) => [...headers], init);
    expect(asked).toBe(0);
    expect(await ask(({ signal }) => signal.aborted, init)).toBe(true);
  });

  it("gives headers by name in any case, and all of them", async () => {
    const seen = await ask(({ headers }) => {
      const each: string[] = [];
      headers.forEach((value, name) => each.push(`${name}=${value}`));
      return [headers.has("X-ANY"), headers.has("x-other"), headers.get("x-other"), each, [...headers]];
    }, POST);
    const all = [
      ["x-any", "1"],
      ["content-length", "10"],
    ];
    expect(seen).toEqual([true, false, null, all.map((pair) => pair.join("=")), all]);
  });
});

it("an answer that makes no stream is read like a Response", async () => {
  const answer = toPlainResponse(jsonReply(503, { a: "ü" }, { "retry-after": "7" }));
  expect([answer.status, answer.ok, answer.headers.get("Retry-After")]).toEqual([503, false, "7"]);
  expect([await answer.text(), await answer.json()]).toEqual(['{"a":"ü"}', { a: "ü" }]);
  const empty = toPlainResponse(emptyReply(204));
  expect([empty.ok, await empty.text(), empty.headers.get("retry-after")]).toEqual([true, "", null]);
});
