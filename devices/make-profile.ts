import type { PhaseName } from "./activity.js";
import type { JsonObject, TestStatus } from "./api-types.js";
import { parseDuration } from "./duration.js";
import { parseRevisionCondition } from "./outcome.js";
import type { BehaviourSettings, Distribution, OutcomeRule, Profile, RuleCondition } from "./profile.js";

/** A duration as profiles write it. */
type Duration = string | number;
type WrittenDistribution =
  Duration | { min: Duration; max: Duration } | { mean: Duration; deviation: Duration };

type WrittenBehaviour =
  | { kind: "slow"; factor?: number }
  | { kind: "flaky"; rate: number }
  | { kind: "fails-from-revision"; snap?: string; revision: number }
  | { kind: "provisioning-fails" | "vanishes-after-pick"; rate?: number }
  | { kind: "reboots-mid-test"; reboot_time?: Duration }
  | { kind: "posts-twice" | "oversized-payload" | "posts-to-foreign" }
  | { kind: "offline"; windows: { after: Duration; for: Duration; every?: Duration }[] };

/** A profile as it is written, with the schema's defaults filled in (a behaviour's excepted). */
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

/** Where a profile was written. */
export interface ProfileSource {
  file: string;
  folder: string;
  agentLine: number;
}

/** A checked profile in the form that the lab works with. */
export function makeProfile(written: WrittenProfile, source: ProfileSource): Profile {
  const { kit } = written;
  return {
    ...written,
    agent: { ...written.agent, line: source.agentLine },
    poll_interval: parseDuration(written.poll_interval),
    phases: {
      provision: makeDistribution(written.phases.provision),
      test: makeDistribution(written.phases.test),
      teardown: makeDistribution(written.phases.teardown),
    },
    outcomes: written.outcomes.map(makeRule),
    behaviours: written.behaviours.map(makeBehaviour),
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

/** Ajv fills no defaults in under `oneOf`, so a behaviour's are here, as the schema has them. */
function makeBehaviour(written: WrittenBehaviour): BehaviourSettings {
  switch (written.kind) {
    case "slow":
      return { factor: 5, ...written };
    case "provisioning-fails":
    case "vanishes-after-pick":
      return { rate: 1, ...written };
    case "reboots-mid-test":
      return { ...written, reboot_time: parseDuration(written.reboot_time ?? "2m") };
    case "offline":
      return { ...written, windows: written.windows.map(makeWindow) };
    default:
      return written;
  }
}

function makeWindow(written: { after: Duration; for: Duration; every?: Duration }) {
  const every = written.every === undefined ? null : parseDuration(written.every);
  return { after: parseDuration(written.after), for: parseDuration(written.for), every };
}
