import { factsOf, type Thing } from "../../src/spec/operation-facts.js";
import type { Kind } from "./ledger.js";
import type { Incoming } from "../target/transport.js";

/** The kind of object in the ledger; null if it needs no clean-up. */
export const ledgerKind = (thing: Thing): Kind | null =>
  thing === "event-logs" || thing === "results" ? null : thing;

/** The kind of object that an operation creates; null if it needs no clean-up. */
export function kindMadeBy(operationId: string | undefined): Kind | null {
  const facts = factsOf(operationId ?? "");
  return facts?.does === "makes" ? ledgerKind(facts.thing) : null;
}

/** The data that identifies an object before its id is known. */
export function marksOf(body: Buffer | null): { name?: string; snaps?: string[] } {
  const { name, token_name, snaps } = fieldsOf(body?.toString("utf8") ?? "");
  const called = name ?? token_name;
  const texts = Array.isArray(snaps) ? snaps.filter((snap) => typeof snap === "string") : [];
  return {
    ...(typeof called === "string" ? { name: called } : {}),
    ...(texts.length > 0 ? { snaps: texts } : {}),
  };
}

/** Ids of the objects created according to an answer. */
export function idsMade(kind: Kind, { status, text }: Incoming): string[] {
  if (status < 200 || status > 299) return [];
  const answer = fieldsOf(text);
  if (kind === "token") return [answer["token_name"]].filter((id) => typeof id === "string");
  if (kind !== "opportunities") return [answer["id"]].filter((id) => typeof id === "string");
  const listed = Array.isArray(answer["ids"]) ? (answer["ids"] as unknown[]) : [];
  return listed
    .map((made) => (typeof made === "string" ? made : (made as Fields | null)?.["test_opportunity_id"]))
    .filter((id) => typeof id === "string");
}

type Fields = Record<string, unknown>;

function fieldsOf(text: string): Fields {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Fields) : {};
  } catch {
    return {};
  }
}
