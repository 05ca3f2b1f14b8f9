import type { components } from "../../../src/spec/types.gen.js";

/** The contract's bodies by the names of `openapi.yaml`. What a target sends is only taken for one of these, not known to be. */
type Schemas = components["schemas"];

export type Product = Schemas["Product"];
export type TestSpec = Schemas["TestSpec"];
export type AdvertisedIds = Schemas["AdvertisedIds"];
export type EventLog = Schemas["EventLog"];
export type LegacyEventLog = Schemas["LegacyEventLog"];
export type Event = Schemas["Event"];
export type TestResult = Schemas["TestResult"];
export type LegacyTestResult = Schemas["LegacyTestResult"];
export type TestOpportunity = Schemas["TestOpportunity"];
export type Token = Schemas["Token"];

/** The normal flow (D 905-907). */
export const FLOW = ["QUEUED_FOR_AGENTS", "PICKED_BY_AGENT", "RESULT_POSTED", "RESULT_STORED"] as const;
