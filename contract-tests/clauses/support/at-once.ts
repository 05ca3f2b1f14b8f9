import type { Answer } from "../../target/answer.js";
import type { ClauseContext } from "../clause.js";
import { type ResultPost } from "./agent.js";
import { type TriggerKind } from "./trigger.js";

/** The number of concurrent requests. */
export const AT_ONCE = 4;

export const times = Array.from({ length: AT_ONCE }, (_, n) => n);

export const atOnce = <T>(work: (n: number) => Promise<T>): Promise<T[]> => Promise.all(times.map(work));

export const statusesOf = (answers: readonly Answer[]): number[] =>
  answers.map(({ status }) => status).toSorted();

export const idsOf = (bodies: readonly { id: string }[]): string[] => bodies.map(({ id }) => id).toSorted();

export const BODIES: Record<TriggerKind, (t: ClauseContext, snap: string) => Record<string, unknown>> = {
  image: (t) => ({ image_unique_id: t.uuid(), image_reference: null }),
  snap: (_, name) => ({ name, revision: 7, channel: "edge" }),
  "gold-master": (_, name) => ({ snaps: [{ name, revision: 7 }], channel: "stable" }),
};

/** A post with all fields. */
export const full = (agent_id: string): Required<ResultPost> => ({
  agent_id,
  test_status: "FAILED",
  result_payload: { b: [1, 2, { c: null }], a: "x" },
  agent_revno: "197",
  agent: { timing: { setup_start: "2015-08-26T00:00:22.651078" } },
});
