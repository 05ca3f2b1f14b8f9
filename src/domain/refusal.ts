import type { Change } from "./records.js";

/** Why a command is refused. Translated into an answer in one place, `http/problem.ts`. */
export interface Refusal {
  refused: RefusalKind;
  /** Names the field, the value and what is accepted, or what exists and what to do. May be empty (D, L 850). */
  message: string;
}

/** The ids of the error body (L 754-759, A-01), except those that only the server itself uses. */
export type RefusalKind = "invalid-data" | "resource-not-found" | "conflict";

/** The result of a command: its changes and its answer, or a refusal that changes nothing. */
export type Decision<T> = { changes: Change[]; value: T } | Refusal;

/** 400: the request itself is wrong. */
export const invalid = (message: string): Refusal => ({ refused: "invalid-data", message });

/** 404: the thing does not exist, or not for this account. */
export const notFound = (message: string): Refusal => ({ refused: "resource-not-found", message });

/** 409: the state of the thing does not allow this. */
export const conflict = (message: string): Refusal => ({ refused: "conflict", message });

/** Whether a value is a refusal. */
export function isRefusal(value: unknown): value is Refusal {
  return typeof value === "object" && value !== null && "refused" in value;
}
