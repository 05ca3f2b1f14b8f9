import type { PhaseName } from "./activity.js";
import type { JsonObject, TestStatus } from "./api-types.js";
import { readBehaviour, type WrittenBehaviour } from "./behaviours/index.js";
import { parseDuration, type Distribution } from "./duration.js";
import { parseRevisionCondition } from "./outcome.js";
import type { OutcomeRule, Profile, RuleCondition } from "./profile.js";

/** A duration as written in profiles. */
type Duration = string | number;
type WrittenDistribution =
  Duration | { min: Duration; max: Duration } | { mean: Duration; deviation: Duration };

/** A profile as written, with the schema's defaults filled in (except those of behaviours). */
export interface WrittenProfile {
  name: string;
  description: string;
  platform: string | null;
  agent: { id: string; group: string | null; revision: string | null };
  account: string | null;
  count: number;
  poll_interval: Duration;
  phases: Record<PhaseName, WrittenDistribution>;
  result_payload: JsonObject;
  outcomes: {
    when: Omit<RuleCondition, "revision"> & { revision?: string | number };
    then: { status: TestStatus; rate: number; reason: string | null };
  }[];
  behaviours: WrittenBehaviour[];
  kit?: {
    provision: string[];
    test: string[];
    teardown?: string[];
    timeout: Duration;
    output_limit: number;
  };
}

/** The source of a profile. */
export interface ProfileSource {
  file: string;
  folder: string;
  /** The line of `agent.id`, for messages. */
  agentLine: () => number;
}

/** Converts a checked profile to the form that the lab uses. */
export function makeProfile(written: WrittenProfile, source: ProfileSource): Profile {
  const { kit } = written;
  return {
    ...written,
    agent: {
      ...written.agent,
      get line() {
        return source.agentLine();
      },
    },
    poll_interval: parseDuration(written.poll_interval),
    phases: {
      provision: makeDistribution(written.phases.provision),
      test: makeDistribution(written.phases.test),
      teardown: makeDistribution(written.phases.teardown),
    },
    outcomes: written.outcomes.map(makeRule),
    behaviours: written.behaviours.map(readBehaviour),
    kit: kit
      ? { ...kit, teardown: kit.teardown ?? null, timeout: parseDuration(kit.timeout), folder: source.folder }
      : null,
    file: source.file,
  };
}

function makeDistribution(written: WrittenDistribution): Distribution {
  if (typeof written !== "object") return { kind: "fixed", ms: parseDuration(written) };
  if ("min" in written) {
    return { kind: "uniform", min: parseDuration(written.min), max: parseDuration(written.max) };
  }
  return { kind: "normal", mean: parseDuration(written.mean), deviation: parseDuration(written.deviation) };
}

function makeRule({ when: { revision, ...when }, then }: WrittenProfile["outcomes"][number]): OutcomeRule {
  if (revision === undefined) return { when, then };
  return { when: { ...when, revision: parseRevisionCondition(revision) }, then };
}
