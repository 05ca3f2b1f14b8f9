import type { PhaseName } from "./activity.js";
import type { JsonObject, TestStatus } from "./api-types.js";
import type { BehaviourSettings } from "./behaviours/index.js";
import type { Distribution } from "./duration.js";

/** A condition on a revision: `{ test: ">=", revision: 12 }`. */
export interface RevisionCondition {
  test: "=" | "!=" | ">=" | "<=" | ">" | "<";
  revision: number;
}

/** The conditions of a rule; all given conditions must match. */
export interface RuleCondition {
  /** A snap under test: the primary snap or another of the list. */
  snap?: string;
  /** Revision of `snap`; without it, of the primary snap. */
  revision?: RevisionCondition;
  channel?: string;
  platform?: string;
  /** Name of the Test Spec. */
  spec?: string;
  trigger?: "image" | "snap" | "gold-master";
}

/** One outcome rule. The first rule that matches, and whose draw is under `rate`, decides. */
export interface OutcomeRule {
  when: RuleCondition;
  then: { status: TestStatus; rate: number; reason: string | null };
}

/** The lab's own scripts instead of simulated phases. Commands are argument lists; no shell is involved. */
export interface KitSettings {
  provision: string[];
  test: string[];
  teardown: string[] | null;
  /** Timeout of one command, in milliseconds of real time. */
  timeout: number;
  /** Maximum number of bytes of output to keep per command. */
  output_limit: number;
  /** The profile's folder, to which relative commands are resolved. */
  folder: string;
}

/** A loaded device profile; durations are in milliseconds. */
export interface Profile {
  name: string;
  description: string;
  platform: string | null;
  /** `line`: the line of the agent id in the file, for messages. */
  agent: { id: string; group: string | null; revision: string | null; line: number };
  account: string | null;
  /** Number of devices; with more than one, their agent ids end in `-01`, `-02`... */
  count: number;
  poll_interval: number;
  phases: Record<PhaseName, Distribution>;
  result_payload: JsonObject;
  outcomes: OutcomeRule[];
  behaviours: BehaviourSettings[];
  kit: KitSettings | null;
  /** Its file, for messages. */
  file: string;
}
