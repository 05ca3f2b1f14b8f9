import { EventEmitter } from "node:events";
import { Agent, request } from "node:http";
import { describe, expect, it, onTestFinished } from "vitest";
import { DEFAULTS } from "../config.js";
import { runEmulator } from "../emulator.js";
import { admission } from "./admission.js";
import { BODIES_IN_FLIGHT } from "./body-room.js";
import type { Bindings } from "./context.js";

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
      loop: {
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
    },
  );
  const socket = (remoteAddress?: string): object => ({ remoteAddress });
  const ask = async (from: object, headers: Record<string, string> = {}) => {
    const outgoing = new EventEmitter();
    const incoming = { socket: from, headers };
    const bindings = { incoming, outgoing } as unknown as Bindings;
    const answer = await served(new Request("http://127.0.0.1/products"), bindings);
    return { answer, takeRoom: bindings.takeRoom, gone: () => void outgoing.emit("close") };
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
  const sockets = Array.from({ length: 600 }, () => socket());
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
  const [busy, light] = [Array.from({ length: 400 }, () => socket()), socket()];
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

it("does not take a client for one that asks seldom because its requests wait long", async () => {
  const { ask, socket, done } = setUp(10);
  const [busy, light] = [Array.from({ length: 200 }, () => socket()), socket()];
  await ask(light);
  // Each asks again as soon as it is answered, the last ones after 2 s.
  const firsts = busy.map((one) => ask(one));
  const answers = firsts.map((first, n) => first.then(() => ask(busy[n]!)));
  await firsts.at(-1);
  const before = done();
  await ask(light);
  expect(done() - before).toBeLessThan(5);
  await Promise.all(answers);
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

describe("the room for concurrent bodies", () => {
  const MEBIBYTE = 1024 * 1024;
  const body = { "content-length": String(MEBIBYTE) };

  it("is not taken by bodies that are announced and do not come", async () => {
    const { ask, socket } = setUp(0);
    const stalled = await Promise.all(Array.from({ length: 500 }, () => ask(socket("127.0.0.1"), body)));
    expect(admitted(stalled)).toBe(500);
    expect((await ask(socket("127.0.0.1"), body)).takeRoom?.(MEBIBYTE)).toBe(true);
  });

  it("is taken by what has come, until the answer has gone", async () => {
    const { ask, socket } = setUp(0);
    const first = await ask(socket("127.0.0.1"), { "transfer-encoding": "chunked" });
    expect(first.takeRoom?.(BODIES_IN_FLIGHT / 2)).toBe(true);
    const second = await ask(socket("127.0.0.1"), body);
    expect(second.takeRoom?.(1)).toBe(false);
    expect((await ask(socket("127.0.0.1"))).answer.status).toBe(200);
    first.gone();
    expect(first.takeRoom?.(1)).toBe(false);
    expect(second.takeRoom?.(MEBIBYTE)).toBe(true);
  });

  it("always has some left for an address that has none", async () => {
    const { ask, socket } = setUp(0);
    for (let n = 1; n < 10; n++) {
      const { takeRoom } = await ask(socket(`127.0.0.${n}`), body);
      let held = 0;
      while (takeRoom!(MEBIBYTE / 4)) held += MEBIBYTE / 4;
      expect(held).toBeGreaterThan(BODIES_IN_FLIGHT / 2 ** n - MEBIBYTE);
    }
  });
});

it("does not stand before a request without a socket", async () => {
  const { served, done } = setUp(1000);
  for (let n = 0; n < 5; n++) await served(new Request("http://127.0.0.1/products"), {});
  expect(done()).toBe(5);
});

it("refuses nothing of the control plane and the dashboard, however late their turn is", async () => {
  const emulator = await runEmulator({ ...DEFAULTS, port: 0, inMemory: true, seed: "empty", lab: false });
  onTestFinished(() => emulator.close());
  const agent = new Agent({ keepAlive: true });
  onTestFinished(() => agent.destroy());
  const get = (path: string, onAnswer = (): void => undefined): Promise<number> =>
    new Promise((resolve, reject) => {
      request(emulator.url + path, { agent }, (answer) => {
        onAnswer();
        answer.resume().once("end", () => resolve(answer.statusCode!));
      })
        .on("error", reject)
        .end();
    });
  const own = ["/_emulator/info", "/_emulator/dashboard/"];
  for (const path of own) await get(path);
  const paths = Array.from({ length: 300 }, (_, at) => own[at % 20] ?? "/products");
  // All connections are open, and none of their clients is one that asks seldom.
  await Promise.all(paths.map((path) => get(path)));
  let isFirst = true;
  const statuses = await Promise.all(
    paths.map((path) =>
      get(path, () => {
        // The others have come, and wait longer than any request may.
        if (isFirst) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2100);
        isFirst = false;
      }),
    ),
  );
  const of = (isOwn: boolean) => new Set(statuses.filter((_, at) => own.includes(paths[at]!) === isOwn));
  expect(of(false)).toContain(503);
  expect(of(true)).toEqual(new Set([200]));
});
