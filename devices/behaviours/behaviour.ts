import type { Because, PhaseName } from "../activity.js";
import type { ResultPost } from "../api-types.js";
import { drawUnder, type Case, type Outcome } from "../case.js";
import type { Setting } from "./setting.js";

/** The places in an agent's life where a device may do otherwise than a healthy one, in their order. */
export interface Hooks {
  /**
   * Before each poll and each post: milliseconds until the device is online, 0 when it is online. `ms` counts from the
   * start of its agent.
   */
  offlineFor?(ms: number): number;
  /** After a pick: why the device goes away with the opportunity, never to post. */
  afterPick?(of: Case): Because | undefined;
  /** How many times as long a phase takes. */
  phaseFactor?(phase: PhaseName): number;
  /** Milliseconds that the device reboots in the middle of a phase. */
  rebootTime?(phase: PhaseName): number;
  /** An outcome that is forced; undefined leaves it to the next behaviour. */
  outcome?(of: Case): Outcome | undefined;
  /** Changes the result before it is posted. */
  changeResult?(post: ResultPost): ResultPost;
  /** Before the result is posted. */
  beforePost?(posting: Posting): Promise<void>;
  /** After the service took the result. */
  afterPost?(posting: Posting): Promise<void>;
}

/** A result that is about to be posted, or was. */
export interface Posting {
  of: Case;
  /** Ids of the opportunities that other devices of the lab picked, the latest last. */
  pickedByOthers: readonly string[];
  /** Posts the result once, whatever the answer; `then` says what the device does after a refusal. */
  postOnce: (opportunityId: string, then: string) => Promise<void>;
}

/** A behaviour as its file describes it: the profile's schema, the defaults and the hooks are made from this. */
export interface BehaviourForm<Kind extends string, Settings extends object> {
  kind: Kind;
  /** For the schema: what the device does. */
  description: string;
  settings: { [Name in keyof Settings]-?: Setting<Exclude<Settings[Name], undefined>> };
  /** What a schema cannot say of the settings: where it is, and what is accepted there. */
  problems?(settings: Settings): Iterable<SettingProblem>;
  hooks(settings: Settings): Hooks;
}

/** A setting that is wrong: its path below the behaviour, and what is accepted in its place. */
export interface SettingProblem {
  path: (string | number)[];
  accepted: string;
}

/** Describes a behaviour. */
export function behaviour<const Kind extends string, Settings extends object>(
  form: BehaviourForm<Kind, Settings>,
): BehaviourForm<Kind, Settings> {
  return form;
}

/** Whether a draw under `rate`, named by the behaviour, says that it happens in this case; no draw at 1. */
export function chance(kind: string, of: Case, rate: number): Because | undefined {
  if (rate >= 1) return { behaviour: kind };
  const draw = drawUnder(of, kind, rate);
  return draw.value < draw.threshold ? { behaviour: kind, draw } : undefined;
}
