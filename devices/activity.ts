import type { TestStatus } from "./api-types.js";
import type { Instant } from "./lab-clock.js";

/** The phases of one walk, in order. */
export const PHASES = ["provision", "test", "teardown"] as const;
export type PhaseName = (typeof PHASES)[number];

/** What a device is doing. `vanished`: it picked an opportunity and disappeared. `stopped`: not started, or ended. */
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

/** Why a device decided as it did, in enough detail to predict the next run. */
export type Because =
  | { override: "next" | "opportunity" }
  | { rule: number; draw?: DrawMade }
  | { behaviour: string; draw?: DrawMade }
  | { kit: string }
  | { default: true };

/** A named random draw, its value, and the threshold that the value was under. */
export interface DrawMade {
  name: string;
  value: number;
  threshold: number;
}

/** What happened, without agent and time. */
export type ActivityDetail =
  | { kind: "started" | "online" }
  | { kind: "offline"; why: string }
  | { kind: "stopped"; why: string }
  /** A poll's answer: 200, 204 or a refusal; null if the connection failed. */
  | { kind: "poll"; http_status: number | null }
  | { kind: "picked"; opportunity_id: string }
  /** An earlier run was interrupted in the middle of it: it starts again with the first phase. */
  | { kind: "resumed"; opportunity_id: string }
  | { kind: "phase-started"; opportunity_id: string; phase: PhaseName; ends_at: Instant | null }
  | { kind: "phase-ended"; opportunity_id: string; phase: PhaseName; complete: boolean }
  | { kind: "rebooted"; opportunity_id: string; ms: number }
  | { kind: "outcome-decided"; opportunity_id: string; status: TestStatus; reason: string; because: Because }
  /** Accepted by the service: 201, or 200 for a repeated post. */
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
  /** Picked and aborted: it stays picked, unless a later start of this lab starts it again. */
  | { kind: "abandoned"; opportunity_id: string; why: string }
  /** Its result is on disk and is posted at the next start. */
  | { kind: "kept"; opportunity_id: string; why: string };

/** One entry of the lab's trace. */
export type ActivityEvent = { at: Instant; agent_id: string } & ActivityDetail;

/** The state of a device. Times are microseconds of the lab's clock. */
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
  /** False while it is taken offline, in an offline window, or vanished. */
  online: boolean;
  /** When its current offline window ends; null if it is in none, or was taken offline by hand. */
  offline_until: Instant | null;
  opportunity_id: string | null;
  /** `ends_at` is null if a real kit runs, because the end is unknown. */
  phase: { name: PhaseName; started_at: Instant; ends_at: Instant | null } | null;
  next_poll_at: Instant | null;
  last_poll: { at: Instant; http_status: number | null } | null;
  /** The latest results, newest first, at most {@link MAX_RESULTS}; `http_status` is null until delivery. */
  last_results: ResultShown[];
  /** Number of undelivered results on disk. */
  unsent: number;
  /** The overridden status of the next outcome; null if none. */
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
