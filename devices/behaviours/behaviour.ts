import type { Because, PhaseName } from "../activity.js";
import type { ResultPost } from "../api-types.js";
import { drawUnder, type Case, type Outcome } from "../case.js";
import type { Setting } from "./setting.js";

/** The points at which a device may differ from a healthy one, in order. */
export interface Hooks {
  /**
   * Before each poll and post: milliseconds until the device is online; 0 if it is online. `ms`: time since the
   * agent's start.
   */
  offlineFor?(ms: number): number;
  /** After a pick: why the device vanishes with the opportunity and never posts; undefined if it does not. */
  afterPick?(of: Case): Because | undefined;
  /** The factor for a phase's duration. */
  phaseFactor?(phase: PhaseName): number;
  /** Duration of a reboot in the middle of a phase, in milliseconds. */
  rebootTime?(phase: PhaseName): number;
  /** A forced outcome; undefined leaves it to the next behaviour. */
  outcome?(of: Case): Outcome | undefined;
  /** Changes the result before it is posted. */
  changeResult?(post: ResultPost): ResultPost;
  /** Before the result is posted. */
  beforePost?(posting: Posting): Promise<void>;
  /** After the service accepted the result. */
  afterPost?(posting: Posting): Promise<void>;
}

/** A result that is about to be posted, or has been. */
export interface Posting {
  of: Case;
  /** The ids of the opportunities that the lab's other devices picked, latest last. */
  pickedByOthers: readonly string[];
  /** Posts the result once and ignores the answer; `then` says what the device does after a refusal. */
  postOnce: (opportunityId: string, then: string) => Promise<void>;
}

/** The description of a behaviour, from which the profile's schema, the defaults and the hooks are made. */
export interface BehaviourForm<Kind extends string, Settings extends object> {
  kind: Kind;
  /** For the schema: what the device does. */
  description: string;
  settings: { [Name in keyof Settings]-?: Setting<Exclude<Settings[Name], undefined>> };
  /** Checks of the settings that a schema cannot express. */
  problems?(settings: Settings): Iterable<SettingProblem>;
  hooks(settings: Settings): Hooks;
}

/** A wrong setting: its path below the behaviour, and what is accepted there. */
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

/** Decides by a draw, named after the behaviour, whether it happens in this case; without a draw if `rate` is 1. */
export function chance(kind: string, of: Case, rate: number): Because | undefined {
  if (rate >= 1) return { behaviour: kind };
  const draw = drawUnder(of, kind, rate);
  return draw.value < draw.threshold ? { behaviour: kind, draw } : undefined;
}
