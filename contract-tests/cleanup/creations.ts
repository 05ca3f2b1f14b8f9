import { factsOf, type Thing } from "../../src/spec/operation-facts.js";
import { jsonOrNone } from "../../src/text/json-or-none.js";
import type { Kind } from "./ledger.js";
import type { Answer } from "../target/answer.js";

/** The kind of object in the ledger; null if it needs no clean-up. */
export const ledgerKind = (thing: Thing): Kind | null =>
  thing === "event-logs" || thing === "results" ? null : thing;

/** The kind of object that an operation creates; null if it needs no clean-up. */
export function kindMadeBy(operationId: string | undefined): Kind | null {
  const facts = factsOf(operationId ?? "");
  return facts?.does === "makes" ? ledgerKind(facts.thing) : null;
}

/** The data that identifies an object before its id is known. @param json the body if it was made from a value */
export function marksOf(body: string | Buffer | null, json?: unknown): { name?: string; snaps?: string[] } {
  // Clauses fill bodies up with blanks to make them too large.
  const { name, token_name, snaps } = fieldsOf(json ?? jsonOrNone(body?.toString().trim() ?? ""));
  const called = name ?? token_name;
  const texts = Array.isArray(snaps) ? snaps.filter((snap) => typeof snap === "string") : [];
  return {
    ...(typeof called === "string" ? { name: called } : {}),
    ...(texts.length > 0 ? { snaps: texts } : {}),
  };
}

/** Ids of the objects created according to an answer. */
export function idsMade(kind: Kind, { status, json }: Pick<Answer, "status" | "json">): string[] {
  if (status < 200 || status > 299) return [];
  const answer = fieldsOf(json);
  if (kind === "token") return [answer["token_name"]].filter((id) => typeof id === "string");
  if (kind !== "opportunities") return [answer["id"]].filter((id) => typeof id === "string");
  const listed = Array.isArray(answer["ids"]) ? (answer["ids"] as unknown[]) : [];
  return listed
    .map((made) => (typeof made === "string" ? made : (made as Fields | null)?.["test_opportunity_id"]))
    .filter((id) => typeof id === "string");
}

type Fields = Record<string, unknown>;

const fieldsOf = (value: unknown): Fields =>
  typeof value === "object" && value !== null ? (value as Fields) : {};
