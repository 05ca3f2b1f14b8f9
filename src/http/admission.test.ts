import { EventEmitter } from "node:events";
import { expect, it } from "vitest";
import { admission, BODIES_IN_FLIGHT } from "./admission.js";

/** A loop whose rounds and time are told; each request takes `ms`. */
function setUp(ms: number) {
  let time = 0;
  let end = (): void => undefined;
  let done = 0;
  const served = admission(
    () => {
      time += ms;
      done += 1;
      return new Response("done");
    },
    { now: () => time, roundEnds: () => new Promise((resolve) => (end = resolve)) },
  );
  const socket = (): object => ({});
  const ask = async (from: object, headers: Record<string, string> = {}) => {
    const outgoing = new EventEmitter();
    const incoming = { socket: from, headers };
    const answer = await served(new Request("http://127.0.0.1/products"), { incoming, outgoing });
    return { answer, gone: () => void outgoing.emit("close") };
  };
  const nextRound = async (): Promise<void> => {
    end();
    await Promise.resolve();
  };
  return { ask, socket, nextRound, served, pass: (more: number) => (time += more), done: () => done };
}

it("accepts requests of one round for a limited time, refuses the rest, and starts again in the next", async () => {
  const { ask, socket, nextRound, done } = setUp(1);
  const sockets = Array.from({ length: 600 }, socket);
  const round = async (): Promise<number> => {
    const answers = await Promise.all(sockets.map((one) => ask(one)));
    return answers.filter(({ answer }) => answer.status === 200).length;
  };
  // At first nobody is known to ask often.
  expect(await round()).toBe(401);
  await nextRound();
  expect(await round()).toBe(250);
  expect(await round()).toBe(0);
  await nextRound();
  expect(await round()).toBe(250);
  expect(done()).toBe(901);
});

it("refuses nobody after a pause of the machine, and few requests only when they take very long", async () => {
  const { ask, socket, pass } = setUp(0);
  const sockets = Array.from({ length: 20 }, socket);
  for (const one of sockets) await ask(one);
  pass(1900);
  for (const one of sockets) expect((await ask(one)).answer.status).toBe(200);
  pass(200);
  expect((await ask(socket())).answer.status).toBe(503);
});

it("serves a client that asks seldom where others are refused", async () => {
  const { ask, socket, nextRound, pass } = setUp(1);
  const [busy, light] = [socket(), socket()];
  await ask(light);
  await ask(busy);
  await nextRound();
  pass(2000);
  await ask(busy);
  for (let n = 0; n < 260; n++) await ask(busy);
  expect((await ask(busy)).answer.status).toBe(503);
  expect((await ask(light)).answer.status).toBe(200);
  expect((await ask(light)).answer.status).toBe(503);
});

it("refuses with the documented body, and when to come again", async () => {
  const { ask, socket } = setUp(2001);
  await ask(socket());
  const { answer } = await ask(socket());
  expect(answer.status).toBe(503);
  expect(answer.headers.get("retry-after")).toBe("1");
  expect(answer.headers.get("x-request-id")).toMatch(/^.+$/);
  expect(await answer.json()).toEqual({
    id: "service-unavailable",
    message: "the emulator has more to do than it can answer soon; nothing was done",
    url: null,
  });
});

it("accepts a limited number of bytes of concurrent bodies, and any number of requests without a body", async () => {
  const { ask, socket } = setUp(0);
  const body = { "content-length": String(BODIES_IN_FLIGHT / 4) };
  const taken = [];
  for (let n = 0; n < 4; n++) taken.push(await ask(socket(), body));
  expect(taken.map(({ answer }) => answer.status)).toEqual([200, 200, 200, 200]);
  expect((await ask(socket(), { "content-length": "1" })).answer.status).toBe(503);
  expect((await ask(socket(), { "transfer-encoding": "chunked" })).answer.status).toBe(503);
  expect((await ask(socket())).answer.status).toBe(200);
  taken[0]!.gone();
  expect((await ask(socket(), body)).answer.status).toBe(200);
});

it("does not stand before a request without a socket", async () => {
  const { served, done } = setUp(1000);
  for (let n = 0; n < 5; n++) await served(new Request("http://127.0.0.1/products"), {});
  expect(done()).toBe(5);
});
