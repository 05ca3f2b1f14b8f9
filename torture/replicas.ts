import { type Part, pause, quantile } from "./part.js";
import { postgresPrograms, startPostgres } from "./postgres.js";
import { ReplicaGroup } from "./replica-group.js";
import { type ReplicaPromises, SandboxLoad } from "./replica-load.js";
import { ResetLoad } from "./replica-resets.js";

const REPLICAS = 3;
const SANDBOXES = 12;
const KILLS = 300;
const QUICK_KILLS = 6;
/** Sandboxes that are replaced beside writes before the first kill, and how often each. */
const REPLACED = 3;
const ROUNDS = 200;
const QUICK_ROUNDS = 20;
/** Maximum time until each sandbox answers again, in milliseconds. */
const AGAIN_MS = 5000;

/** Part 7: kill -9 of random replicas under load; a client's own record of what was acknowledged is the judge. */
export const replicas: Part = {
  name: "replicas",
  title: "kill -9 of random replicas over one database",
  async run(context) {
    const { random, say } = context;
    const programs = postgresPrograms();
    if (programs === null) {
      say("skipped: PostgreSQL is not installed");
      return;
    }
    const promises: ReplicaPromises = {
      durable: context.promise("an acknowledged write is there after its replica was killed"),
      whole: context.promise("nothing is half, twice, or in another sandbox"),
      once: context.promise("no opportunity is given to two agents"),
      answers: context.promise("a client gets an answer, or 503 with Retry-After"),
    };
    const again = context.promise("each sandbox answers again within 5 s");
    const postgres = await startPostgres(programs);
    const group = new ReplicaGroup(postgres.address, random.fork("group"));
    await Promise.all(Array.from({ length: REPLICAS }, () => group.start()));
    const resets = {
      answers: context.promise("beside resets and loads of snapshots each write is carried out"),
      whole: context.promise(
        "what was acknowledged after a reset or a load is there, and nothing from before it",
      ),
    };
    const replaced = await Promise.all(
      Array.from({ length: REPLACED }, (_, n) => ResetLoad.make(group, resets, `replaced-${n}`)),
    );
    const rounds = context.quick ? QUICK_ROUNDS : ROUNDS;
    let done = 0;
    for (; done < rounds && !context.isOver(); done++)
      await Promise.all(replaced.map((load) => load.round(done % 2 === 1)));
    resets.answers.figure = `${done * REPLACED} resets and loads, ${sum(replaced)} acknowledged writes`;
    const loads: SandboxLoad[] = [];
    for (let n = 0; n < SANDBOXES; n++) loads.push(await SandboxLoad.make(group, promises, `sandbox-${n}`));
    let isOver = false;
    const running = Promise.all(loads.map((load, n) => load.run(random.fork(n), () => isOver)));
    running.catch(() => undefined);
    const times: number[] = [];
    const slowest: number[] = [];
    const kills = context.quick ? QUICK_KILLS : KILLS;
    let killed = 0;
    while (killed < kills && !context.isOver()) {
      await Promise.race([pause(100 + random.below(400)), running]);
      const emulator = group.choose();
      const waited = group.waiting();
      const began = performance.now();
      const [, ...answered] = await Promise.all([
        emulator.kill("SIGKILL").then(() => group.start()),
        ...loads.map((load) => load.untilAnswered(began)),
      ]);
      killed += 1;
      times.push(...answered);
      const latest = Math.max(...answered);
      slowest.push(latest);
      const own = latest - waited();
      again.check(
        own <= AGAIN_MS,
        () => `kill ${killed}: ${latest.toFixed(0)} ms, ${own.toFixed(0)} of its own`,
      );
      if (killed % 10 === 0) say(`${killed} kills, ${sum(loads)} acknowledged writes`);
    }
    isOver = true;
    await running;
    for (const load of loads) {
      await load.settle();
      await load.settleResults();
    }
    promises.durable.figure = `${killed} kills, ${sum(loads)} acknowledged writes`;
    const ms = (values: readonly number[], share: number): string => quantile(values, share).toFixed(0);
    again.figure = `p50 ${ms(times, 0.5)} ms, slowest of each kill p50 ${ms(slowest, 0.5)}, max ${ms(slowest, 1)} ms`;
    await group.stop();
    postgres.stop();
  },
};

const sum = (loads: readonly { acknowledged: number }[]): number =>
  loads.reduce((all, { acknowledged }) => all + acknowledged, 0);
