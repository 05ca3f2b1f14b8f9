import type { TestStatus } from "./api-types.js";
import type { Instant } from "./lab-clock.js";

/** The phases of one walk, in order. */
export const PHASES = ["provision", "test", "teardown"] as const;
export type PhaseName = (typeof PHASES)[number];

/** What a device is doing. `vanished`: it took an opportunity and went away. `stopped`: not started, or ended. */
export type Activity =
  | "idle"
  | "polling"
  | "provisioning"
  | "testing"
  | "teardown"
  | "posting"
  | "offline"
  | "backing-off"
  | "vanished"
  | "stopped";

/** Why a device decided as it did: reading this must be enough to foretell the next run. */
export type Because =
  | { override: "next" | "opportunity" }
  | { rule: number; draw?: DrawMade }
  | { behaviour: string; draw?: DrawMade }
  | { kit: string }
  | { default: true };

/** A named draw, its value, and the threshold that the value was under. */
export interface DrawMade {
  name: string;
  value: number;
  threshold: number;
}

/** What happened, without where and when. */
export type ActivityDetail =
  | { kind: "started" | "online" }
  | { kind: "offline"; why: string }
  | { kind: "stopped"; why: string }
  /** A poll's answer: 200, 204 or a refusal; null where the connection failed. */
  | { kind: "poll"; http_status: number | null }
  | { kind: "picked"; opportunity_id: string }
  /** An earlier run broke off in the middle of it: it begins again with the first phase. */
  | { kind: "resumed"; opportunity_id: string }
  | { kind: "phase-started"; opportunity_id: string; phase: PhaseName; ends_at: Instant | null }
  | { kind: "phase-ended"; opportunity_id: string; phase: PhaseName; complete: boolean }
  | { kind: "rebooted"; opportunity_id: string; ms: number }
  | { kind: "outcome-decided"; opportunity_id: string; status: TestStatus; reason: string; because: Because }
  /** Taken by the service: 201, or 200 for a post that it already had. */
  | { kind: "posted"; opportunity_id: string; http_status: number; status: TestStatus | null }
  | {
      kind: "refused";
      opportunity_id: string | null;
      http_status: number | null;
      message: string;
      then: string;
    }
  | { kind: "retry"; opportunity_id: string | null; in_ms: number; why: string }
  | { kind: "vanished"; opportunity_id: string; because: Because }
  /** Picked, and broken off: it stays picked, unless a later start of this lab begins it again. */
  | { kind: "abandoned"; opportunity_id: string; why: string }
  /** Its result is on disk and is posted at the next start. */
  | { kind: "kept"; opportunity_id: string; why: string };

/** One entry of the lab's trace. */
export type ActivityEvent = { at: Instant; agent_id: string } & ActivityDetail;

/** What a device shows of itself. Times are microseconds of the lab's clock. */
export interface DeviceSnapshot {
  agent_id: string;
  profile: string;
  description: string;
  platform: string | null;
  agent_group: string | null;
  agent_revno: string | null;
  account: string | null;
  /** Kinds of its behaviours; empty for a healthy device. */
  behaviours: string[];
  activity: Activity;
  /** False while it was taken offline, is in an offline window, or has vanished. */
  online: boolean;
  /** When the offline window that it is in ends; null where it is in none, or was taken offline by hand. */
  offline_until: Instant | null;
  opportunity_id: string | null;
  /** `ends_at` is null where a real kit runs: nobody knows. */
  phase: { name: PhaseName; started_at: Instant; ends_at: Instant | null } | null;
  next_poll_at: Instant | null;
  last_poll: { at: Instant; http_status: number | null } | null;
  /** The latest results, newest first, at most {@link MAX_RESULTS}; `http_status` null: not delivered yet. */
  last_results: ResultShown[];
  /** Results waiting on disk. */
  unsent: number;
  /** Status that the next outcome is to have, where somebody asked for one. */
  override_next: TestStatus | null;
}

export const MAX_RESULTS = 10;

export interface ResultShown {
  at: Instant;
  opportunity_id: string;
  status: TestStatus;
  reason: string;
  http_status: number | null;
}

/** Structured log; a pino logger fits. */
export interface LabLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
