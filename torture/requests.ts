import { Client, signature } from "./client.js";
import { type Emulator, startEmulator } from "./emulator.js";
import { newFolder } from "./clean-up.js";
import { type Draft, encoded, mutate } from "./mutate.js";
import { type Context, mib, type Part, quantile } from "./part.js";
import type { Random } from "./random.js";
import { rawSockets } from "./raw-sockets.js";
import { type AnswerPromises, ENDLESS, judge } from "./request-judge.js";
import { DashboardSource, draftOf, Ids, OTHER } from "./request-source.js";
import { type Operation, readSpec, type Spec } from "./spec.js";

/** Requests of all workers. */
const FULL = 100_000;
const QUICK = 1600;
/** Emulators, each with one client that sends one request at a time, so that CPU time belongs to a request. */
const WORKERS = 2;
/** After this number of requests the state is reset, and memory is measured. */
const ROUND = 1000;
/** CPU time that a request may take for each 100 kB that it sent, in milliseconds. */
const CPU_MS = 100;
const CPU_BYTES = 1e5;
/** Clock steps do the work that the client asks for, up to 5 s (docs/reliability.md, Bounds). */
const WORK_IS_ASKED = new Set(["advanceClock"]);
/** How long an emulator may work after its last answer, in milliseconds. */
const QUIET_MS = 5000;
/** Pages whose links are followed after each reset. */
const PAGES = 30;
/** Growth of memory that counts as flat: caches and the fragmentation of the heap. */
const FLAT_SHARE = 1.2;
const FLAT_BYTES = 24 * 2 ** 20;

/** Part 3: requests made from the two documents and the dashboard's forms, and mutated. */
export const requests: Part = {
  name: "requests",
  title: "mutated requests over every plane, and raw sockets",
  async run(context) {
    const promises: AnswerPromises = {
      noServerError: context.promise("no 5xx that was not asked for, and no answer is missing"),
      form: context.promise("every answer has a documented form"),
      cost: context.promise("no request costs more than 100 ms of CPU for each 100 kB that it sent"),
      memory: context.promise("memory stays flat"),
    };
    const total = context.quick ? QUICK : FULL;
    const workers = await Promise.all(
      Array.from({ length: WORKERS }, (_, n) => worker(context, promises, { n, count: total / WORKERS })),
    );
    const statuses = new Map<number, number>();
    for (const { counts } of workers)
      for (const [status, count] of counts) statuses.set(status, (statuses.get(status) ?? 0) + count);
    promises.noServerError.figure = [...statuses]
      .sort(([a], [b]) => a - b)
      .map(([status, count]) => `${status === 0 ? "cut" : status}: ${count}`)
      .join(", ");
    promises.cost.figure = `highest ${Math.max(...workers.map(({ highest }) => highest)).toFixed(0)} ms`;
    promises.memory.figure = workers.map(({ memory }) => memory).join("; ");
  },
};

interface WorkerResult {
  counts: Map<number, number>;
  /** The highest CPU time for 100 kB. */
  highest: number;
  memory: string;
}

async function worker(
  context: Context,
  promises: AnswerPromises,
  { n, count }: { n: number; count: number },
): Promise<WorkerResult> {
  const { path, remove } = newFolder();
  const emulator = await startEmulator(["--data-dir", `${path}/data`, "--no-lab", "--log-level", "silent"]);
  const spec = await readSpec(emulator.url);
  const sender = new Sender({
    emulator,
    spec,
    promises,
    random: context.random.fork(n),
  });
  const memory: number[] = [];
  for (let done = 0; done < count && !context.isOver(); done += 1) {
    if (done % ROUND === 0) {
      await sender.reset();
      memory.push(emulator.usage().rss);
      if (n === 0 && done % 10_000 === 0)
        context.say(`${done * WORKERS} requests, ${sender.dashboard.size}, ${mib(memory.at(-1)!)}`);
    }
    await sender.one();
  }
  if (n === 0) await rawSockets(emulator, promises, context);
  await sender.reset();
  memory.push(emulator.usage().rss);
  const half = memory.slice(Math.floor(memory.length / 4));
  const [early, late] = [
    quantile(half.slice(0, half.length / 2), 0.5),
    quantile(half.slice(half.length / 2), 0.5),
  ];
  if (!context.quick)
    promises.memory.check(late <= early * FLAT_SHARE + FLAT_BYTES, () => `${mib(early)} became ${mib(late)}`);
  const { code } = await emulator.kill("SIGTERM");
  promises.noServerError.check(code === 0, () => `the emulator ended with ${String(code)}`);
  sender.close();
  remove();
  return {
    counts: sender.counts,
    highest: sender.highest,
    memory: `${mib(early)} → ${mib(late)}`,
  };
}

/** Sends one request after another to one emulator. */
class Sender {
  readonly counts = new Map<number, number>();
  highest = 0;
  readonly dashboard = new DashboardSource();
  readonly #client: Client;
  readonly #ids = new Ids();
  #credentials;

  constructor(
    private readonly given: {
      emulator: Emulator;
      spec: Spec;
      promises: AnswerPromises;
      random: Random;
    },
  ) {
    this.#client = new Client(given.emulator.url, null, 1);
    this.#credentials = given.emulator.credentials;
  }

  close(): void {
    this.#client.close();
  }

  async one(): Promise<void> {
    const { spec, random, promises } = this.given;
    const operation = random.chance(0.2) ? null : random.pick(spec.operations);
    const draft =
      operation === null
        ? this.dashboard.draft(random)
        : draftOf(operation, { spec, ids: this.#ids, random });
    mutate(draft, random);
    // An endless stream, if a mutation of the path leads there.
    if (draft.path.startsWith("/_emulator/dashboard/events")) return;
    const what = `${draft.method} ${draft.path.slice(0, 120)}${queryOf(draft).slice(0, 120)} ${String(draft.body ?? "").slice(0, 120)}`;
    const { answer, cpuMs } = await this.#measured(draft, operation);
    this.counts.set(answer.status, (this.counts.get(answer.status) ?? 0) + 1);
    judge({ draft, operation, answer, what }, spec, promises);
    if (operation === null || !WORK_IS_ASKED.has(operation.id))
      await this.#judgeCost({ draft, operation, what, cpuMs });
    // A form of the dashboard may have asked for faults.
    if (operation === null && draft.method === "POST") await this.#client.call("DELETE", "/_emulator/faults");
    if (operation === null) return;
    if (answer.status < 300) this.#ids.learn(operation, answer.text);
    // These may give the accounts other credentials, or make answers of the product API wrong on purpose.
    if (answer.status < 300 && operation.plane === "control" && operation.method !== "GET")
      await this.#refresh(operation);
  }

  async #measured(
    draft: Draft,
    operation: Operation | null,
  ): Promise<{ answer: Awaited<ReturnType<Client["call"]>>; cpuMs: number }> {
    const { emulator, random } = this.given;
    const target = draft.path + queryOf(draft);
    const headers = { ...draft.headers };
    if (operation?.plane === "product" && random.chance(0.95))
      headers.authorization = this.#authorization(draft.method, target);
    const endless = operation !== null && ENDLESS.has(operation.id);
    const before = emulator.usage().cpuMs;
    const answer = await this.#client.call(draft.method, target, {
      headers,
      ...(draft.body === null ? {} : { body: draft.body }),
      timeoutMs: endless ? 60 : 30_000,
    });
    return { answer, cpuMs: emulator.usage().cpuMs - before };
  }

  #authorization(method: string, target: string): string {
    const { emulator, random } = this.given;
    const by = random.chance(0.1) ? "PLAINTEXT" : "HMAC-SHA1";
    const header = signature(method, emulator.url + target, this.#credentials, by);
    if (!random.chance(0.03)) return header;
    const at = random.below(header.length);
    return random.pick([
      header.slice(0, at),
      header + header,
      header.slice(0, at) + random.pick(["%", '"', ",", "é".normalize("NFD").slice(0, 1)]) + header.slice(at),
    ]);
  }

  /**
   * A request that seems too expensive is sent twice more, to an emulator that does nothing: what happened at the same time,
   * such as the end of an earlier request's work or of a garbage collection, does not count.
   */
  async #judgeCost({
    draft,
    operation,
    what,
    cpuMs,
  }: {
    draft: Draft;
    operation: Operation | null;
    what: string;
    cpuMs: number;
  }): Promise<void> {
    const { promises, emulator } = this.given;
    const per = (ms: number): number => ms / Math.max(1, Buffer.byteLength(draft.body ?? "") / CPU_BYTES);
    let least = per(cpuMs);
    for (let again = 0; again < 2 && least > CPU_MS; again++) {
      const isQuiet = await emulator.becomesQuiet(QUIET_MS);
      promises.cost.check(isQuiet, () => `work for more than ${QUIET_MS} ms after an answer: ${what}`);
      least = Math.min(least, per((await this.#measured(draft, operation)).cpuMs));
    }
    this.highest = Math.max(this.highest, least);
    promises.cost.check(least <= CPU_MS, () => `${least.toFixed(0)} ms for 100 kB: ${what}`);
  }

  /** An ordinary state: the demo seed, one other sandbox, no snapshots, no faults. */
  async reset(): Promise<void> {
    const control = (method: string, path: string, body?: object): ReturnType<Client["call"]> =>
      this.#client.call(method, path, body ? { body } : {});
    const sandboxes = await this.#client.json<{
      sandboxes: { name: string }[];
    }>("GET", "/_emulator/sandboxes");
    for (const { name } of sandboxes.sandboxes)
      if (name !== "default") await control("DELETE", `/_emulator/sandboxes/${name}`);
    const { snapshots } = await this.#client.json<{
      snapshots: { name: string }[];
    }>("GET", "/_emulator/snapshots");
    for (const { name } of snapshots) await control("DELETE", `/_emulator/snapshots/${name}`);
    await control("DELETE", "/_emulator/faults");
    await this.#client.json("POST", "/_emulator/reset", {
      body: { seed: "demo" },
    });
    await this.#client.json("POST", "/_emulator/sandboxes", {
      body: { name: OTHER, seed: "demo", clock: { mode: "manual" }, lab: true },
    });
    await this.#learnCredentials();
    await this.dashboard.explore(this.#client, PAGES);
  }

  async #refresh({ id }: Operation): Promise<void> {
    if (id === "addFault") await this.#client.call("DELETE", "/_emulator/faults");
    if (["reset", "loadSeed", "loadSnapshot", "importSnapshot", "deleteSandbox"].includes(id))
      await this.#learnCredentials();
    if (id === "deleteSandbox")
      await this.#client.call("POST", "/_emulator/sandboxes", {
        body: { name: OTHER, seed: "demo", clock: { mode: "manual" } },
      });
  }

  async #learnCredentials(): Promise<void> {
    const { accounts } = await this.#client.json<{
      accounts: { credentials: Emulator["credentials"] }[];
    }>("GET", "/_emulator/sandboxes/default");
    if (accounts[0]) this.#credentials = accounts[0].credentials;
  }
}

const queryOf = ({ query }: Draft): string =>
  query.length === 0
    ? ""
    : `?${query.map(([name, value]) => `${encoded(name)}=${encoded(value)}`).join("&")}`;
