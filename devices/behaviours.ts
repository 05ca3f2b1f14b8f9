import { createHash } from "node:crypto";
import type { Because, DrawMade } from "./activity.js";
import { RESULT_LIMIT, type ResultPost } from "./api-types.js";
import { drawUnder, type Case, type Outcome } from "./outcome.js";
import { hasSnap, revisionOf } from "./opportunity.js";
import type { BehaviourSettings, OfflineWindow } from "./profile.js";

/** The places where a device may behave otherwise than a healthy one. Each hook may be absent. */
export interface Behaviour {
  kind: string;
  /** An outcome that this behaviour forces; undefined leaves it to the next one. */
  outcome?(of: Case): Outcome | undefined;
  /** How much longer a phase takes. */
  slowdown?: number;
  /** Says why the device goes away with the opportunity, never to post. */
  vanishes?(of: Case): Because | undefined;
  /** Milliseconds that the device is away in the middle of the test. */
  rebootTime?: number;
  /** Changes the result before it is posted. */
  result?(post: ResultPost): ResultPost;
  /** An opportunity that it posts to first, though it does not hold it. `seen` are those that others picked. */
  foreignPost?(of: Case, seen: readonly string[]): string;
  /** How often it posts one result. */
  posts?: number;
  /** Milliseconds until it is online again, 0 when it is online, at `ms` since its agent's start. */
  offlineFor?(ms: number): number;
}

type Makers = {
  [K in BehaviourSettings["kind"]]: (
    settings: Extract<BehaviourSettings, { kind: K }>,
  ) => Omit<Behaviour, "kind">;
};

const MAKERS: Makers = {
  slow: ({ factor }) => ({ slowdown: factor }),

  flaky: ({ rate }) => ({
    outcome: (of) => {
      const because = chance("flaky", of, rate);
      return because && { status: "FAILED", reason: "flaky device", because };
    },
  }),

  "fails-from-revision": ({ snap, revision: first }) => ({
    outcome: (of) => {
      const name = snap ?? of.opportunity.primary_snap_name;
      const revision = revisionOf(of.opportunity, snap);
      if (typeof name !== "string" || !hasSnap(of.opportunity, name)) return undefined;
      if (revision === undefined || revision < first) return undefined;
      const reason = `${name} fails from revision ${first} on; this is ${revision}`;
      return { status: "FAILED", reason, because: { behaviour: "fails-from-revision" } };
    },
  }),

  "provisioning-fails": ({ rate }) => ({
    outcome: (of) => {
      const because = chance("provisioning-fails", of, rate);
      return because && { status: "ERROR", reason: "provisioning failed", because };
    },
  }),

  "vanishes-after-pick": ({ rate }) => ({ vanishes: (of) => chance("vanishes-after-pick", of, rate) }),

  "reboots-mid-test": ({ reboot_time }) => ({ rebootTime: reboot_time }),

  "posts-twice": () => ({ posts: 2 }),

  "oversized-payload": () => ({
    result: (post) => ({
      ...post,
      result_payload: { ...post.result_payload, log: "x".repeat(RESULT_LIMIT + 1) },
    }),
  }),

  "posts-to-foreign": () => ({
    foreignPost: (of, seen) => seen.at(-1) ?? unknownId(of.opportunity.test_opportunity_id),
  }),

  offline: ({ windows }) => ({
    offlineFor: (ms) => Math.max(0, ...windows.map((window) => leftOf(window, ms))),
  }),
};

/** A profile's behaviours, ready to run, in their order. */
export function makeBehaviours(settings: readonly BehaviourSettings[]): Behaviour[] {
  return settings.map((entry) => {
    const make = MAKERS[entry.kind] as (settings: BehaviourSettings) => Omit<Behaviour, "kind">;
    return { kind: entry.kind, ...make(entry) };
  });
}

/** What the first behaviour that has something to say says. */
export function firstOf<T>(
  behaviours: readonly Behaviour[],
  ask: (one: Behaviour) => T | undefined,
): T | undefined {
  for (const behaviour of behaviours) {
    const said = ask(behaviour);
    if (said !== undefined) return said;
  }
  return undefined;
}

function chance(
  behaviour: string,
  of: Case,
  rate: number,
): { behaviour: string; draw?: DrawMade } | undefined {
  if (rate >= 1) return { behaviour };
  const draw = drawUnder(of, behaviour, rate);
  return draw.value < draw.threshold ? { behaviour, draw } : undefined;
}

/** Milliseconds that are left of an offline window at `ms` since the start; 0 outside of it. */
function leftOf(window: OfflineWindow, ms: number): number {
  const since = ms - window.after;
  if (since < 0) return 0;
  const into = window.every === null ? since : since % window.every;
  return Math.max(0, window.for - into);
}

/** An id that no opportunity has, the same in every run. */
function unknownId(opportunityId: string): string {
  const digits = createHash("sha256").update(`foreign\0${opportunityId}`).digest("hex");
  const groups = [digits.slice(0, 8), digits.slice(8, 12), `4${digits.slice(13, 16)}`];
  return [...groups, `8${digits.slice(17, 20)}`, digits.slice(20, 32)].join("-");
}
