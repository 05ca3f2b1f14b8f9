import type { Json, TestOpportunity } from "./api-types.js";

export type TriggerKind = "image" | "snap" | "gold-master";

/** What made this opportunity, read off its fields: A-13. */
export function triggerOf(opportunity: TestOpportunity): TriggerKind {
  if (typeof opportunity.primary_snap_name !== "string") return "image";
  return typeof opportunity.update_channel === "string" ? "snap" : "gold-master";
}

/** Revision under test of a snap: of the primary one where no name is given. */
export function revisionOf(opportunity: TestOpportunity, snap?: string): number | undefined {
  const name = snap ?? opportunity.primary_snap_name;
  return opportunity.snaps?.find((candidate) => candidate.name === name)?.revision;
}

/** True when the snap is under test here, as the primary one or another of the list. */
export function hasSnap(opportunity: TestOpportunity, snap: string): boolean {
  return opportunity.primary_snap_name === snap || revisionOf(opportunity, snap) !== undefined;
}

/** The channel that was advertised. */
export function channelOf(opportunity: TestOpportunity): string | null {
  return opportunity.channel ?? opportunity.update_channel ?? opportunity.base_channel ?? null;
}

/** A value that may be a string holding JSON (contract.md §7): the object or list in it, else the value as is. */
export function unpackJson(value: Json | undefined): Json {
  if (typeof value !== "string") return value ?? null;
  try {
    const parsed = JSON.parse(value) as Json;
    return typeof parsed === "object" && parsed !== null ? parsed : value;
  } catch {
    return value;
  }
}

/** The commands of a test payload; empty where it has none. */
export function testCommands(opportunity: TestOpportunity): Json[] {
  const payload = unpackJson(opportunity.test_payload);
  if (payload === null || typeof payload !== "object" || Array.isArray(payload)) return [];
  return Array.isArray(payload.test_cmds) ? payload.test_cmds : [];
}
