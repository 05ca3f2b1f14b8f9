/**
 * Appends so many walked opportunities, each with its result, to the state file of a data directory that an emulator with
 * the seed of servers.ts has left: as requests would have, by the same rules. Arguments: the file, the number.
 */
import process from "node:process";
import type { Change } from "../src/domain/records.js";
import { State } from "../src/domain/state.js";
import { advertiseSnap } from "../src/domain/trigger.js";
import { type Decision, isRefusal } from "../src/domain/refusal.js";
import { pickOpportunity, postResult, storeResult } from "../src/domain/walk.js";
import { IdSource } from "../src/ids.js";
import { openStore } from "../src/persistence/low-store.js";

const [file = "", wanted = "0"] = process.argv.slice(2);
const AT_ONCE = 200;
const SECOND = 1_000_000;
const AGENTS = 100;

const store = await openStore({ file, warn: console.warn, marked: true });
const state = State.of(store.tables);
const meta = store.tables.meta.get("sandbox")!;
const ids = new IdSource(meta.settings.random_seed, meta.ids_drawn);
const [account] = state.accounts();
const [product] = state.products(account!);
let now = meta.last_time;

function commit(changes: Change[]): void {
  now += SECOND;
  const all: Change[] = [
    ...changes,
    { table: "meta", update: { id: "sandbox", ids_drawn: ids.drawn, last_time: now } },
  ];
  state.around(all, () => store.commit(all));
}

function decided<T>(decision: Decision<T>): T {
  if (isRefusal(decision)) throw new Error(decision.message);
  commit(decision.changes);
  return decision.value;
}

for (let n = 1; n <= Number(wanted); n++) {
  const given = { now, newId: ids.next };
  const fields = { name: "test-snap.foo", revision: n, channel: "edge" as const };
  const [opportunity] = decided(advertiseSnap(state, product!, fields, given));
  const agent = {
    agent_id: `agent-${n % AGENTS}`,
    agent_group: "lab",
    platform: "amd64",
    agent_revno: "197",
  };
  commit(pickOpportunity(state, account!, agent, now).changes);
  const result_payload = {
    summary: "PASSED: all tests passed",
    duration_s: n % 100,
    log: [`boot ${n}`, "ok"],
  };
  const result = {
    agent_id: agent.agent_id,
    agent_revno: "197",
    test_status: "PASSED" as const,
    result_payload,
  };
  const id = opportunity!.id;
  decided(postResult(state, account!, id, result, { now, newId: ids.next }));
  commit(storeResult(state, id, now));
  if (n % AT_ONCE === 0) await store.flushed();
}
await store.close();
