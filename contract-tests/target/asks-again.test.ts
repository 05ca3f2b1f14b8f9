import { expect, it } from "vitest";
import { Session } from "../run/session.js";
import type { Target } from "./target.js";
import { TargetGone } from "./target-error.js";
import { type Incoming, type Sender, TransportError } from "./transport.js";

const credentials = { consumer_key: "a", consumer_secret: "b", token_key: "c", token_secret: "d" };
const refusal: Incoming = { status: 503, headers: {}, text: "{}" };

/** A session whose requests to `/silent` get no answer and all others a refusal; `GET /products` gets it when the test says. */
async function session() {
  const asked: { answer: (answer: Incoming) => void; signal: AbortSignal }[] = [];
  const transport: Sender = {
    accepts: () => Promise.resolve(true),
    close: () => undefined,
    send: ({ url }, signal) =>
      url.endsWith("/products")
        ? new Promise((answer, reject) => {
            signal.addEventListener("abort", () => reject(signal.reason as Error));
            asked.push({ answer, signal });
          })
        : url.includes("/silent")
          ? Promise.reject(new TransportError("ETIMEDOUT", "no answer within 1 ms"))
          : Promise.resolve(refusal),
  };
  const target: Target = {
    ...{ url: "http://127.0.0.1:1", credentials, profile: "full", patienceMs: 0 },
    ...{ capabilities: new Set(), lacks: new Map() },
  };
  const opened = await Session.open({ target, transport, waitsMs: 0 });
  const get = (path: string, signal?: AbortSignal) =>
    opened
      .context("test", signal)
      .send({ method: "GET", path })
      .catch((error: unknown) => error);
  return { asked, get };
}

/** Turns of the loop until something is so. */
async function until(isSo: () => boolean): Promise<void> {
  for (let turn = 0; turn < 1000 && !isSo(); turn++) await new Promise((resolve) => setImmediate(resolve));
  expect(isSo()).toBe(true);
}

it("a target that refuses all is found while it is asked whether it answers at all", async () => {
  const { asked, get } = await session();
  const silent = ["a", "b", "c"].map((name) => get(`/silent/${name}`));
  await until(() => asked.length === 1);
  const refused = get("/refused");
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
  asked[0]!.answer(refusal);
  expect(await refused).toBeInstanceOf(TargetGone);
  expect(asked).toHaveLength(1);
  for (const error of await Promise.all(silent)) expect(error).toBeInstanceOf(TransportError);
});

it("the end of one clause does not answer the question of another", async () => {
  const { asked, get } = await session();
  const end = new AbortController();
  const first = ["a", "b", "c"].map((name) => get(`/silent/${name}`, end.signal));
  await until(() => asked.length === 1);
  const refused = get("/refused");
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
  end.abort(new Error("the clause has ended"));
  await until(() => asked.length === 2);
  asked[1]!.answer(refusal);
  expect(await refused).toBeInstanceOf(TargetGone);
  await Promise.all(first);
});
