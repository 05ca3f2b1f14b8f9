import { EventEmitter } from "node:events";
import { expect, it } from "vitest";
import { admission, BODIES_IN_FLIGHT } from "./admission.js";

/** A loop whose time is told; each request takes `ms`. The rounds are those of the machine, and are counted. */
function setUp(ms: number) {
  let time = 0;
  let done = 0;
  let rounds = 0;
  let isConnecting = false;
  const { fetch: served, connected } = admission(
    () => {
      time += ms;
      done += 1;
      return new Response("done");
    },
    {
      now: () => time,
      roundEnds: () =>
        new Promise((resolve) =>
          setImmediate(() => {
            rounds += 1;
            if (isConnecting) connected();
            resolve();
          }),
        ),
    },
  );
  const socket = (): object => ({});
  const ask = async (from: object, headers: Record<string, string> = {}) => {
    const outgoing = new EventEmitter();
    const incoming = { socket: from, headers };
    const answer = await served(new Request("http://127.0.0.1/products"), { incoming, outgoing });
    return { answer, gone: () => void outgoing.emit("close") };
  };
  const pass = (more: number) => (time += more);
  const connect = (): void => {
    isConnecting = true;
    connected();
  };
  return { ask, socket, served, pass, connect, done: () => done, rounds: () => rounds };
}

const admitted = (answers: { answer: Response }[]): number =>
  answers.filter(({ answer }) => answer.status === 200).length;

it("takes requests that come at once for a limited time, and refuses the rest", async () => {
  const { ask, socket, done } = setUp(1);
  const sockets = Array.from({ length: 600 }, socket);
  const round = async (): Promise<number> => admitted(await Promise.all(sockets.map((one) => ask(one))));
  // At first nobody is known to ask often.
  expect(await round()).toBe(406);
  expect(await round()).toBe(250);
  expect(await round()).toBe(250);
  expect(done()).toBe(906);
});

it("lets no more than 10,000 requests wait: the others are refused at once", async () => {
  const { ask, socket, rounds } = setUp(6);
  let atOnce = 0;
  const all = Array.from({ length: 10_500 }, async () => {
    const { answer } = await ask(socket());
    if (rounds() === 0 && answer.status === 503) atOnce += 1;
  });
  await Promise.all(all);
  expect(atOnce).toBe(10_500 - 1 - 10_000);
});

it("does a few milliseconds of work in one round, so that new connections are accepted meanwhile", async () => {
  const { ask, socket, rounds } = setUp(1);
  const answers = Array.from({ length: 100 }, () => ask(socket()));
  expect(admitted(await Promise.all(answers))).toBe(100);
  expect(rounds()).toBeGreaterThanOrEqual(19);
});

it("does less in a round while connections come, because each waits for those before it", async () => {
  const { ask, socket, rounds, connect } = setUp(0.1);
  const answers = Array.from({ length: 100 }, () => ask(socket()));
  connect();
  expect(admitted(await Promise.all(answers))).toBe(100);
  expect(rounds()).toBeGreaterThanOrEqual(25);
});

it.each([
  ["refuses nobody after a pause of the machine", 1900, 21],
  ["refuses few requests only when they wait very long", 2100, 1],
])("%s", async (_, ms, expected) => {
  const { ask, socket, pass } = setUp(0);
  const first = ask(socket());
  // The first takes the time of its round, so that the others wait.
  pass(10);
  const waiting = Array.from({ length: 20 }, () => ask(socket()));
  pass(ms);
  expect(admitted(await Promise.all([first, ...waiting]))).toBe(expected);
});

it("serves clients that ask seldom before the others", async () => {
  const { ask, socket, pass, done } = setUp(1);
  const [busy, light] = [Array.from({ length: 400 }, socket), socket()];
  await Promise.all([light, ...busy].map((one) => ask(one)));
  // The light client's last request is long ago, the others' is not.
  pass(1000);
  await Promise.all(busy.map((one) => ask(one)));
  const before = done();
  const answers = busy.map((one) => ask(one));
  const { answer } = await ask(light);
  expect(answer.status).toBe(200);
  // Of the requests that came before it, only those of a round had their turn.
  expect(done() - before).toBeLessThan(20);
  expect(admitted(await Promise.all(answers))).toBeLessThan(260);
});

it("refuses with the documented body, and when to come again", async () => {
  const { ask, socket } = setUp(2001);
  const first = ask(socket());
  const [, , { answer }] = (await Promise.all([first, ask(socket()), ask(socket())])) as [
    unknown,
    unknown,
    Awaited<typeof first>,
  ];
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

it("accepts one body of any length while there is no other: its operation limits it", async () => {
  const { ask, socket } = setUp(0);
  const long = { "content-length": String(BODIES_IN_FLIGHT * 2) };
  const first = await ask(socket(), long);
  expect(first.answer.status).toBe(200);
  expect((await ask(socket(), { "content-length": "1" })).answer.status).toBe(503);
  first.gone();
  expect((await ask(socket(), long)).answer.status).toBe(200);
});

it("does not stand before a request without a socket", async () => {
  const { served, done } = setUp(1000);
  for (let n = 0; n < 5; n++) await served(new Request("http://127.0.0.1/products"), {});
  expect(done()).toBe(5);
});
