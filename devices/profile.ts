import type { PhaseName } from "./activity.js";
import type { JsonObject, TestStatus } from "./api-types.js";
import type { BehaviourSettings } from "./behaviours/index.js";
import type { Distribution } from "./duration.js";

/** A condition on a revision: `{ test: ">=", revision: 12 }`. */
export interface RevisionCondition {
  test: "=" | "!=" | ">=" | "<=" | ">" | "<";
  revision: number;
}

/** What an opportunity must be like for a rule to hold; every condition given must hold. */
export interface RuleCondition {
  /** A snap under test: the primary one or another of the list. */
  snap?: string;
  /** Revision of `snap`; without it, of the primary snap. */
  revision?: RevisionCondition;
  channel?: string;
  platform?: string;
  /** Name of the Test Spec. */
  spec?: string;
  trigger?: "image" | "snap" | "gold-master";
}

/** One outcome rule; the first whose condition holds, and whose draw is under `rate`, decides. */
export interface OutcomeRule {
  when: RuleCondition;
  then: { status: TestStatus; rate: number; reason: string | null };
}

/** The lab's own scripts instead of simulated phases. Commands are argument lists: no shell reads them. */
export interface KitSettings {
  provision: string[];
  test: string[];
  teardown: string[] | null;
  /** Wall time in milliseconds that one command may take. */
  timeout: number;
  /** Bytes of output that are kept of one command. */
  output_limit: number;
  /** Where commands with a relative path are found: the folder of the profile. */
  folder: string;
}

/** A device profile as loaded; durations are milliseconds. */
export interface Profile {
  name: string;
  description: string;
  platform: string | null;
  /** `line`: where its file names the agent id, for messages. */
  agent: { id: string; group: string | null; revision: string | null; line: number };
  account: string | null;
  /** How many devices of this profile there are; with more than one, their agent ids end in `-01`, `-02`... */
  count: number;
  poll_interval: number;
  phases: Record<PhaseName, Distribution>;
  result_payload: JsonObject;
  outcomes: OutcomeRule[];
  behaviours: BehaviourSettings[];
  kit: KitSettings | null;
  /** The file it came from, for messages. */
  file: string;
}
