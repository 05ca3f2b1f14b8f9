import { factsOf, type Thing } from "../../src/spec/operation-facts.js";
import type { Kind } from "./ledger.js";
import type { Incoming } from "../target/transport.js";

/** The kind of thing that a ledger knows it by; null where nothing of it is to be cleaned up. */
export const ledgerKind = (thing: Thing): Kind | null =>
  thing === "event-logs" || thing === "results" ? null : thing;

/** What an operation makes that is to be cleaned up; null where nothing. */
export function kindMadeBy(operationId: string | undefined): Kind | null {
  const facts = factsOf(operationId ?? "");
  return facts?.does === "makes" ? ledgerKind(facts.thing) : null;
}

/** By what a thing that is to be made can be known again. */
export function marksOf(body: Buffer | null): { name?: string; snaps?: string[] } {
  const { name, token_name, snaps } = fieldsOf(body?.toString("utf8") ?? "");
  const called = name ?? token_name;
  const texts = Array.isArray(snaps) ? snaps.filter((snap) => typeof snap === "string") : [];
  return {
    ...(typeof called === "string" ? { name: called } : {}),
    ...(texts.length > 0 ? { snaps: texts } : {}),
  };
}

/** Ids of what an answer says was made. */
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
