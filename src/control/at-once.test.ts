import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { DEFAULTS } from "../config.js";
import { type Emulator, runEmulator } from "../emulator.js";
import { temporaryFolder } from "../testing/temporary-folder.js";

const dataDir = temporaryFolder();
const config = { ...DEFAULTS, port: 0, dataDir, seed: "empty", lab: false, clock: "manual" } as const;

async function withEmulator<T>(work: (control: Control, emulator: Emulator) => Promise<T>): Promise<T> {
  const emulator = await runEmulator(config);
  const control: Control = async (method, path, body) => {
    const headers = { "content-type": "application/json" };
    const init = { method, headers, body: body === undefined ? null : JSON.stringify(body) };
    const answer = await fetch(`${emulator.url}/_emulator${path}`, init);
    await answer.text();
    return answer.status;
  };
  try {
    return await work(control, emulator);
  } finally {
    await emulator.close();
  }
}
type Control = (method: string, path: string, body?: object) => Promise<number>;

const five = (work: () => Promise<number>): Promise<number[]> =>
  Promise.all(Array.from({ length: 5 }, work)).then((statuses) => statuses.sort());

it("concurrent creation of sandboxes with one name makes one, which is there after a restart", async () => {
  await withEmulator(async (control) => {
    expect(await five(() => control("POST", "/sandboxes", { name: "one" }))).toEqual([
      201, 409, 409, 409, 409,
    ]);
  });
  await withEmulator(async (control) => expect(await control("GET", "/sandboxes/one")).toBe(200));
});

it("a sandbox that is created while another of its name is deleted keeps its file", async () => {
  await withEmulator(async (control) => {
    await control("POST", "/sandboxes", { name: "two" });
    const gone = control("DELETE", "/sandboxes/two");
    // Refused until the other sandbox and its file are deleted.
    await expect.poll(() => control("POST", "/sandboxes", { name: "two" }), { interval: 0 }).toBe(201);
    expect(await gone).toBe(204);
  });
  await withEmulator(async (control) => expect(await control("GET", "/sandboxes/two")).toBe(200));
});

it("concurrent saves of snapshots with one name make one, and leave nothing else behind", async () => {
  await withEmulator(async (control) => {
    expect(await five(() => control("POST", "/snapshots", { name: "s" }))).toEqual([201, 409, 409, 409, 409]);
    expect(readdirSync(join(dataDir, "snapshots"))).toEqual(["s.snapshot.json"]);
  });
});

it("an advance whose client leaves is no error of the emulator", async () => {
  const log = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() };
  const emulator = await runEmulator({ ...config, inMemory: true, seed: "demo", lab: true }, log);
  onTestFinished(() => emulator.close());
  const clock = async () =>
    ((await (await fetch(`${emulator.url}/_emulator/clock`)).json()) as { now: string }).now;
  const began = await clock();
  const abort = new AbortController();
  const advanced = fetch(`${emulator.url}/_emulator/clock/advance`, {
    ...{ method: "POST", headers: { "content-type": "application/json" }, signal: abort.signal },
    body: JSON.stringify({ by_ms: 300 * 86_400_000 }),
  });
  await expect.poll(clock, { interval: 1 }).not.toBe(began);
  abort.abort();
  await expect(advanced).rejects.toThrow("abort");
  // The clock stands still when the advance has ended.
  const pause = async (): Promise<boolean> => (await clock()) === (await clock());
  await expect.poll(pause).toBe(true);
  expect(log.error).not.toHaveBeenCalled();
});

it("an advance whose sandbox is deleted meanwhile is refused", async () => {
  await withEmulator(async (control, { url }) => {
    const clock = async (): Promise<unknown> =>
      ((await (await fetch(`${url}/_emulator/clock?sandbox=away`)).json()) as { now: string }).now;
    await control("POST", "/sandboxes", { name: "away", seed: "demo", lab: true, clock: { mode: "manual" } });
    const began = await clock();
    const advanced = control("POST", "/clock/advance?sandbox=away", { by_ms: 300 * 86_400_000 });
    await expect.poll(clock, { interval: 1 }).not.toBe(began);
    expect(await control("DELETE", "/sandboxes/away")).toBe(204);
    expect(await advanced).toBe(409);
  });
});

it("concurrent imports of one snapshot into several sandboxes give each its own credentials", async () => {
  await withEmulator(async (control, { url }) => {
    const get = async (path: string): Promise<unknown> => (await fetch(`${url}/_emulator${path}`)).json();
    const accounts = [{ email: "one@b.c", password: "p", products: [] }];
    await control("POST", "/sandboxes", { name: "from" });
    await control("POST", "/seed?sandbox=from", { seed: { accounts } });
    await control("POST", "/snapshots?sandbox=from", { name: "all" });
    const document = (await get("/snapshots/all")) as object;
    await control("DELETE", "/sandboxes/from");
    const names = ["to-1", "to-2", "to-3"];
    for (const name of names) await control("POST", "/sandboxes", { name });
    await Promise.all(names.map((name) => control("POST", `/snapshot-imports?sandbox=${name}`, document)));
    const keys = await Promise.all(
      names.map(async (name) => {
        const found = (await get(`/sandboxes/${name}`)) as {
          accounts: { credentials: { consumer_key: string } }[];
        };
        return found.accounts[0]!.credentials.consumer_key;
      }),
    );
    expect(new Set(keys).size).toBe(3);
  });
});

it("resets to a large seed that come at once are done one after the other, so that one state is made at a time", async () => {
  const snap = { name: "x.y", channel: "edge" };
  const history = Array.from({ length: 100 }, (_, n) => ({
    ago: `${n + 1}m`,
    snap: { ...snap, revision: n + 1 },
  }));
  const specs = Array.from({ length: 100 }, (_, n) => ({ name: `s${n}` }));
  const product = { name: "p", release: "r", snaps: ["x.y"], test_specs: specs, history };
  const seed = { accounts: [{ email: "a@b.c", password: "p", products: [product] }] };
  await withEmulator(async (control) => {
    expect(await control("POST", "/seed", { seed })).toBe(200);
    const from = process.cpuUsage();
    const ended = await Promise.all(
      Array.from({ length: 6 }, async () => {
        expect(await control("POST", "/reset")).toBe(200);
        return process.cpuUsage(from).user;
      }),
    );
    expect(Math.min(...ended) / Math.max(...ended)).toBeLessThan(0.5);
  });
});
