import { factsOf, operationsThat } from "../../src/spec/operation-facts.js";
import type { components } from "../../src/spec/types.gen.js";
import type { Call, WireAnswer } from "./call.js";

type Schemas = components["schemas"];
export type Product = Schemas["Product"];
export type TestSpec = Schemas["TestSpec"];
export type TestOpportunity = Schemas["TestOpportunity"];
export type AdvertisedId = Schemas["AdvertisedId"];
export type SnapRevision = Schemas["SnapRevision"];
/** Both forms of an event log. */
export type EventLog = Omit<Schemas["EventLog"], "events"> &
  Partial<Pick<Schemas["LegacyEventLog"], "organization_id" | "image_name">> & { events: LogEvent[] };
/** An event with the fields of its type. */
export interface LogEvent {
  event_type: Schemas["EventType"];
  timestamp: string;
  agent_id?: string;
  platform?: string | null;
  agent_group?: string | null;
  result_id?: string;
  test_status?: string;
}
export type TestResult = Schemas["TestResult"] &
  Partial<Pick<Schemas["LegacyTestResult"], "organization_id" | "image_name">>;

/** The operations that list event logs and results. */
export const LOGS: readonly string[] = operationsThat("lists", "event-logs");
export const RESULTS: readonly string[] = operationsThat("lists", "results");

/** A body as an object; an empty one if it is not an object. */
export function objectOf(body: unknown): Record<string, unknown> {
  return typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {};
}

function listOf<T>({ body }: WireAnswer, name: string): T[] {
  const list = objectOf(body)[name];
  return Array.isArray(list) ? (list as T[]) : [];
}

/** Lists of an answer, to be changed in place; empty if it has none. */
export const logsOf = (answer: WireAnswer): EventLog[] => listOf(answer, "event_logs");
export const resultsOf = (answer: WireAnswer): TestResult[] => listOf(answer, "test_results");
export const productsOf = (answer: WireAnswer): Product[] => listOf(answer, "products");
export const testSpecsOf = (answer: WireAnswer): TestSpec[] => listOf(answer, "test_specs");
/** Entries of an advertisement's answer: objects, or ids for a legacy image. */
export const idsOf = (answer: WireAnswer): (AdvertisedId | string)[] => listOf(answer, "ids");

/** An object that shows the context of an opportunity. */
export type Context = Pick<
  TestOpportunity,
  | "image_unique_id"
  | "image_reference"
  | "extra_snaps"
  | "primary_snap_name"
  | "base_channel"
  | "update_channel"
> &
  Partial<Pick<TestOpportunity, "snaps" | "channel" | "platform">>;

/** All contexts in an answer: a picked opportunity, those in event logs, results. */
export function contextsOf(answer: WireAnswer, { operationId }: Call): Context[] {
  if (factsOf(operationId)?.does === "takes") return answer.status === 200 ? [answer.body as Context] : [];
  if (LOGS.includes(operationId)) return logsOf(answer).map((log) => log.test_opportunity);
  return resultsOf(answer);
}

/** An answer that has a JSON body. */
export function jsonAnswer(status: number, body: unknown): WireAnswer {
  return { status, headers: new Headers({ "content-type": "application/json" }), body };
}
