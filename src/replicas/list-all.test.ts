import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, it, vi } from "vitest";
import { TURN_SIZE } from "../clock/in-turns.js";
import type { Database } from "../postgres/database.js";
import type { ListedSandbox } from "../postgres/ownership.js";
import { SandboxRegistry } from "../sandbox/registry.js";
import { atFileEnd } from "../testing/file-end.js";
import { internalRequests } from "./internal.js";
import { listAll } from "./list-all.js";
import type { Membership } from "./membership.js";

const COUNT = 3000;
const SECRET = "secret";

afterEach(() => vi.restoreAllMocks());

/** The most characters of JSON that are read and written between two turns of others. */
function perTurn(): () => number {
  let [most, sum] = [0, 0];
  const { parse, stringify } = JSON;
  const count = (text: string | undefined): void => {
    sum += text?.length ?? 0;
    most = Math.max(most, sum);
  };
  vi.spyOn(JSON, "parse").mockImplementation((text: string) => {
    count(text);
    return parse(text) as unknown;
  });
  vi.spyOn(JSON, "stringify").mockImplementation((value: unknown) => {
    const text = stringify(value);
    count(text);
    return text;
  });
  let isOver = false;
  const turn = (): void => {
    sum = 0;
    if (!isOver) setImmediate(turn);
  };
  turn();
  return () => {
    isOver = true;
    return most;
  };
}

const shape = (name: string, seed: string) => ({
  ...{ name, seed, random_seed: "x".repeat(600), clock: { mode: "manual" } },
  ...{ accounts: [], counts: { products: 1 } },
});

/** Another replica that has these sandboxes open, and what a replica without any needs for a list. */
async function group(rows: ListedSandbox[], open: Iterable<unknown>) {
  const never = (): never => {
    throw new Error("nobody asks for it");
  };
  const internal = { sandboxes: () => open, open: never, leaves: never };
  const server = createServer((incoming, outgoing) => internalRequests(incoming, outgoing, internal));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  atFileEnd(() => void server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const membership = { id: "me", replica: (id: string) => (id === "other" ? { url } : undefined) };
  const database = { rows: () => Promise.resolve(rows) } as unknown as Pick<Database, "rows">;
  const list = () =>
    listAll({
      ...{ database, registry: new SandboxRegistry(), secret: SECRET },
      membership: membership as unknown as Membership,
    });
  return { url, list };
}

it("lists thousands of sandboxes, of the database and of other replicas, while others have turns", async () => {
  const names = Array.from({ length: COUNT }, (_, n) => `s-${n}`);
  const rows = names.map((name, n) => ({
    name,
    summary: JSON.stringify(shape(name, "noted")),
    owner: n % 2 === 0 ? "other" : null,
  }));
  const live = names.filter((_, n) => n % 2 === 0).map((name) => shape(name, "live"));
  const { url, list } = await group(rows, live);
  const most = perTurn();
  const all = await list();
  // A little more than a piece for each of the three steps that may come in one turn.
  expect(most()).toBeLessThan(3.3 * TURN_SIZE);
  expect(all).toHaveLength(COUNT);
  expect(all[0]).toEqual({ ...shape("s-0", "live"), replica: url });
  expect(all[1]).toEqual({ ...shape("s-1", "noted"), replica: null });
  expect(all.map(({ name }) => name)).toEqual(names);
});

it("shows what was noted where another replica breaks off, or answers something else", async () => {
  const rows = ["a", "b", "c"].map((name) => ({
    name,
    summary: JSON.stringify(shape(name, "noted")),
    owner: "other",
  }));
  function* broken(): Generator {
    yield shape("a", "live");
    throw new Error("on purpose");
  }
  const seeds = async (open: Iterable<unknown>) =>
    (await (await group(rows, open)).list()).map(({ seed }) => seed);
  expect(await seeds(broken())).toEqual(["noted", "noted", "noted"]);
  expect(await seeds([null, 1, { name: "a" }, shape("b", "live")])).toEqual(["noted", "live", "noted"]);
});
