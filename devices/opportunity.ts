import { jsonOrNone } from "../src/text/json-or-none.js";
import type { Json, TestOpportunity } from "./api-types.js";

export type TriggerKind = "image" | "snap" | "gold-master";

/** Ids stand in paths and in many lines of logs. */
const MAX_ID_LENGTH = 200;

/**
 * Whether an agent can work on what a service gave as an opportunity, or a file holds as one: the id can stand in a path, and
 * the snaps have the form that rules look into. Nothing else is relied on.
 */
export function isOpportunity(value: unknown): value is TestOpportunity {
  const { test_opportunity_id: id, snaps } = Object(value) as {
    test_opportunity_id?: unknown;
    snaps?: unknown;
  };
  if (typeof id !== "string" || id.length > MAX_ID_LENGTH) return false;
  if (/^\.{0,2}$/.test(id) || /\p{Surrogate}/u.test(id)) return false;
  if (snaps === undefined || snaps === null) return true;
  return Array.isArray(snaps) && snaps.every((snap) => typeof snap === "object" && snap !== null);
}

/** The trigger of an opportunity, derived from its fields: A-13. */
export function triggerOf(opportunity: TestOpportunity): TriggerKind {
  if (typeof opportunity.primary_snap_name !== "string") return "image";
  return typeof opportunity.update_channel === "string" ? "snap" : "gold-master";
}

/** The revision under test of a snap; by default of the primary snap. */
export function revisionOf(opportunity: TestOpportunity, snap?: string): number | undefined {
  const name = snap ?? opportunity.primary_snap_name;
  return opportunity.snaps?.find((candidate) => candidate.name === name)?.revision;
}

/** Whether the snap is under test, as the primary snap or another of the list. */
export function hasSnap(opportunity: TestOpportunity, snap: string): boolean {
  return opportunity.primary_snap_name === snap || revisionOf(opportunity, snap) !== undefined;
}

/** The advertised channel. */
export function channelOf(opportunity: TestOpportunity): string | null {
  return opportunity.channel ?? opportunity.update_channel ?? opportunity.base_channel ?? null;
}

/** Unpacks a string that contains a JSON object or list (contract.md §7); other values stay as they are. */
export function unpackJson(value: Json | undefined): Json {
  if (typeof value !== "string") return value ?? null;
  const parsed = jsonOrNone(value) as Json | undefined;
  return typeof parsed === "object" && parsed !== null ? parsed : value;
}

/** The commands of a test payload; empty if it has none. */
export function testCommands(opportunity: TestOpportunity): Json[] {
  const payload = unpackJson(opportunity.test_payload);
  if (payload === null || typeof payload !== "object" || Array.isArray(payload)) return [];
  return Array.isArray(payload.test_cmds) ? payload.test_cmds : [];
}
