import type { Change } from "./records.js";

/** Why a command is refused. Translated into an answer in one place, `http/problem.ts`. */
export interface Refusal {
  refused: RefusalKind;
  /** Says which field, what came and what is accepted, or what exists and what to do. May be empty (D, L 850). */
  message: string;
}

/** The ids of the error body (L 754-759, A-01), without those that only the server itself gives. */
export type RefusalKind = "invalid-data" | "resource-not-found" | "conflict";

/** What a command comes to: the records it changes and what it answers, or a refusal that changes nothing. */
export type Decision<T> = { changes: Change[]; value: T } | Refusal;

/** 400: the request itself is wrong. */
export const invalid = (message: string): Refusal => ({ refused: "invalid-data", message });

/** 404: there is no such thing, or not for this account. */
export const notFound = (message: string): Refusal => ({ refused: "resource-not-found", message });

/** 409: the thing is not in a state that allows this. */
export const conflict = (message: string): Refusal => ({ refused: "conflict", message });

/** Tells a refusal from anything else. */
export function isRefusal(value: unknown): value is Refusal {
  return typeof value === "object" && value !== null && "refused" in value;
}
