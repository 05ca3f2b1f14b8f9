import { Client } from "./client.js";
import { newFolder } from "./clean-up.js";
import { type Emulator, startEmulator } from "./emulator.js";
import { type Context, mib, type Part, pause, type Promised, quantile } from "./part.js";

const FULL_MS = 600_000;
const QUICK_MS = 8000;
/** Maximum duration of a stop in milliseconds. */
const STOP_MS = 5000;
/** Number of samples of memory and handles. */
const SAMPLES = 20;
const QUICK_SAMPLES = 4;
/** Growth that counts as flat. */
const FLAT_SHARE = 1.15;
const FLAT_BYTES = 24 * 2 ** 20;
const FLAT_HANDLES = 4;
/** A stream of a dashboard stays open for this time in milliseconds. */
const STREAM_MS = 300;

/** Part 5: resets, sandboxes, snapshots, labs and dashboards come and go; memory and handles stay flat. */
export const soak: Part = {
  name: "soak",
  title: "soak with resets, sandboxes and dashboards",
  async run(context) {
    const answers = context.promise("every step succeeds");
    const memory = context.promise("memory stays flat");
    const handles = context.promise("handles stay flat, and a stop takes 5 s at most");
    const { path, remove } = newFolder();
    const emulator = await startEmulator([
      "--data-dir",
      `${path}/data`,
      "--speed",
      "3600",
      "--log-level",
      "warn",
    ]);
    const samples: { rss: number; handles: number }[] = [];
    const [count, duration] = context.quick ? [QUICK_SAMPLES, QUICK_MS] : [SAMPLES, FULL_MS];
    let steps = 0;
    for (let n = 0; n < count; n++) {
      const until = performance.now() + duration / count;
      steps += (
        await Promise.all([
          inTurns(until, (turn) => sandboxLife(emulator, answers, `${n}-${turn}`)),
          inTurns(until, (turn) => dashboardVisit(emulator, answers, turn)),
          inTurns(until, () => defaultSandbox(emulator, answers)),
        ])
      ).reduce((sum, turns) => sum + turns, 0);
      // Connections close.
      await pause(1000);
      const { rss, handles: open } = emulator.usage();
      samples.push({ rss, handles: open });
      if (n % 4 === 0) context.say(`${steps} turns, ${mib(rss)}, ${open} handles`);
    }
    judgeFlat(context, samples, { memory, handles });
    answers.figure = `${steps} turns`;
    const slowdown = emulator.slowdown();
    const began = performance.now();
    const { code, stderr } = await emulator.kill("SIGTERM");
    const ms = performance.now() - began;
    handles.check(
      code === 0 && ms < STOP_MS * slowdown,
      () => `exit code ${String(code)} after ${ms.toFixed(0)} ms`,
    );
    answers.check(!/error/i.test(stderr), () => `the log has errors: ${stderr.slice(0, 300)}`);
    remove();
  },
};

function judgeFlat(
  { quick }: Context,
  samples: readonly { rss: number; handles: number }[],
  { memory, handles }: { memory: Promised; handles: Promised },
): void {
  // In the first fifth code is loaded and compiled, and what keeps a bounded number fills up.
  const settled = samples.slice(Math.floor(samples.length / 5));
  const middle = Math.floor(settled.length / 2);
  const [early, late] = [settled.slice(0, middle), settled.slice(middle)];
  const median = (part: typeof early, of: (one: (typeof early)[0]) => number): number =>
    quantile(part.map(of), 0.5);
  const rss = [early, late].map((part) => median(part, (one) => one.rss)) as [number, number];
  const open = [early, late].map((part) => median(part, (one) => one.handles)) as [number, number];
  memory.figure = rss.map(mib).join(" → ");
  handles.figure = open.join(" → ");
  // A sample is too short for memory: the first minute fills caches.
  if (!quick) memory.check(rss[1] <= rss[0] * FLAT_SHARE + FLAT_BYTES, () => memory.figure);
  handles.check(open[1] <= open[0] + FLAT_HANDLES, () => handles.figure);
}

async function inTurns(until: number, turn: (n: number) => Promise<void>): Promise<number> {
  let n = 0;
  while (performance.now() < until) await turn(n++);
  return n;
}

const PRODUCT = {
  name: "soak.foo",
  release: "15.04-core",
  snaps: ["test-snap.foo"],
};

/** A sandbox is made, used with its lab, saved, loaded, reset and deleted. */
async function sandboxLife(emulator: Emulator, answers: Promised, id: string): Promise<void> {
  const control = new Client(emulator.url, null, 2);
  const name = `soak-${id}`;
  const query = `?sandbox=${name}`;
  const made = await control.call("POST", "/_emulator/sandboxes", {
    body: {
      name,
      seed: "demo",
      lab: true,
      clock: { mode: "scaled", speed: 3600 },
    },
  });
  if (!answers.check(made.status === 201, () => `create: ${made.status} ${made.text}`)) {
    control.close();
    return;
  }
  const { accounts } = JSON.parse(made.text) as {
    accounts: { credentials: Emulator["credentials"] }[];
  };
  const client = new Client(emulator.url, accounts[0]!.credentials, 2);
  const expect = async (status: number, call: ReturnType<Client["call"]>, what: string): Promise<string> => {
    const answer = await call;
    answers.check(answer.status === status, () => `${what}: ${answer.status} ${answer.text}`);
    return answer.text;
  };
  const { id: product } = JSON.parse(
    await expect(201, client.call("POST", "/products", { body: PRODUCT }), "product"),
  ) as { id: string };
  await expect(
    201,
    client.call("POST", `/products/${product}/test-specs`, {
      body: { name: "smoke" },
    }),
    "test spec",
  );
  for (let revision = 0; revision < 5; revision++)
    await expect(
      201,
      client.call("POST", `/products/${product}/snaps`, {
        body: { name: "test-snap.foo", revision, channel: "edge" },
      }),
      "advertise",
    );
  await expect(200, client.call("GET", `/products/${product}/tests/results`), "results");
  await expect(201, control.call("POST", `/_emulator/snapshots${query}`, { body: { name } }), "save");
  await expect(200, control.call("POST", `/_emulator/snapshots/${name}/load${query}`), "load");
  await expect(204, control.call("DELETE", `/_emulator/snapshots/${name}`), "delete snapshot");
  await expect(200, control.call("POST", `/_emulator/reset${query}`, { body: {} }), "reset");
  await expect(204, control.call("DELETE", `/_emulator/sandboxes/${name}`), "delete");
  client.close();
  control.close();
}

/** A person opens pages, with the streams that they keep open, and leaves. */
async function dashboardVisit(emulator: Emulator, answers: Promised, turn: number): Promise<void> {
  const client = new Client(emulator.url, null, 6);
  const streams = ["/_emulator/dashboard/events", "/_emulator/events"].map((path) =>
    client.call("GET", path, { cutMs: STREAM_MS }),
  );
  for (const page of ["", "opportunities", "results", "exchanges", "trigger", "api"].slice(turn % 3)) {
    const { status } = await client.call("GET", `/_emulator/dashboard/${page}`);
    answers.check(status === 200, () => `page ${page}: ${status}`);
  }
  for (const { status } of await Promise.all(streams))
    answers.check(status === 200, () => `a stream got ${status}`);
  client.close();
}

/** The default sandbox works and is reset. */
async function defaultSandbox(emulator: Emulator, answers: Promised): Promise<void> {
  const control = new Client(emulator.url, null, 1);
  const reset = await control.call("POST", "/_emulator/reset", {
    body: { seed: "demo" },
  });
  answers.check(reset.status === 200, () => `reset: ${reset.status} ${reset.text}`);
  const { accounts } = await control.json<{
    accounts: { credentials: Emulator["credentials"] }[];
  }>("GET", "/_emulator/sandboxes/default");
  const client = new Client(emulator.url, accounts[0]!.credentials, 2);
  const { products } = await client.json<{ products: { id: string }[] }>("GET", "/products");
  for (let n = 0; n < 20; n++) {
    const answer = await client.call("POST", `/products/${products[0]!.id}/images`, {
      body: { image_unique_id: `i-${n}`, image_reference: null },
    });
    answers.check(answer.status === 201, () => `image: ${answer.status} ${answer.text}`);
  }
  client.close();
  control.close();
}
