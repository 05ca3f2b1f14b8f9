import type { LoadClient, LoadReport } from "./load.js";
import { SNAP, type Target } from "./servers.js";

/** A request that is measured. */
export type Kind = "post" | "get";

/** How much of it. */
export interface Amount {
  /** Requests before the first round, until code is compiled and memory has settled. */
  warmUp: number;
  rounds: number;
  requests: number;
}

/** What one server made of one round. */
export interface Round extends LoadReport {
  /** CPU of the server in microseconds a request, all its threads. */
  cpu: number;
}

const CONNECTIONS = 32;
const numbers = new Map<Target, number>();

/** One round of one kind against one server. */
export async function round(client: LoadClient, target: Target, kind: Kind, count: number): Promise<Round> {
  const { port, credentials, product, opportunity } = target;
  const first = numbers.get(target) ?? 1;
  numbers.set(target, first + count);
  const common = { port, credentials, first, count, connections: CONNECTIONS };
  const before = (await target.process.used()).cpu;
  // Signing goes on before the requests: the server does nothing meanwhile.
  const report =
    kind === "post"
      ? await client.run({ ...common, method: "POST", path: `/products/${product}/snaps`, body: SNAP }, 201)
      : await client.run(
          {
            ...common,
            method: "GET",
            path: `/products/${product}/tests/events?test_opportunity_id=${opportunity}`,
          },
          200,
        );
  return { ...report, cpu: ((await target.process.used()).cpu - before) / count };
}

/** Warms all servers up, then measures them in turn, round after round: what disturbs the machine meets all of them. */
export async function alternating(
  client: LoadClient,
  targets: readonly Target[],
  kind: Kind,
  amount: Amount,
): Promise<Map<string, Round[]>> {
  const rounds = new Map<string, Round[]>(targets.map(({ name }) => [name, []]));
  for (const target of targets) await round(client, target, kind, scaled(target, amount.warmUp));
  for (let n = 0; n < amount.rounds; n++) {
    for (const target of targets) {
      rounds.get(target.name)!.push(await round(client, target, kind, scaled(target, amount.requests)));
    }
  }
  return rounds;
}

/** Prism takes several times as long. */
const scaled = ({ name }: Target, count: number): number => (name === "Prism" ? Math.ceil(count / 4) : count);
