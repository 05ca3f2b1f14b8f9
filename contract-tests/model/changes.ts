/** What switches and flaws are, and the tools that both use. */
import type { Policy } from "./policy.js";
import { Refusal } from "./records.js";
import type { Answer } from "./records.js";
import type { Call, Operation } from "./routes.js";

/** A server that decided otherwise, or that lives elsewhere, and is right all the same. */
export interface ModelSwitch {
  id: string;
  /** The assumption that it refutes (`A-nn`), the contradiction that it settles (`C-n`), or neither. */
  about: string | null;
  /** What the server does, in one sentence. */
  says: string;
  /** It is common, and a failure by section 11 all the same. */
  fails?: true;
  apply: (policy: Policy) => void;
}

export type FlawKind =
  | "opaque values"
  | "text"
  | "lists"
  | "errors"
  | "repeats and races"
  | "filters"
  | "contexts"
  | "times"
  | "scope"
  | "stale reads"
  | "deletion"
  | "tokens and signatures"
  | "results and events"
  | "contradictions"
  | "legacy API";

/** A server that is wrong in one place. */
export interface ModelFlaw {
  id: string;
  kind: FlawKind;
  /** The statement of docs/contract.md that it breaks, and how. */
  breaks: string;
  apply: (policy: Policy) => void;
}

type Fields = Record<string, unknown>;

/** Changes the answers of operations where they succeed. */
export function onSuccess(
  policy: Policy,
  operations: Operation[],
  change: (body: Fields, call: Call, answer: Answer) => unknown,
): void {
  policy.after.push((answer, call) => {
    const applies =
      answer.status < 300 && call.operation !== undefined && operations.includes(call.operation);
    return applies ? { ...answer, body: change(answer.body as Fields, call, answer) } : answer;
  });
}

/** Changes the answers that have one of these statuses. */
export function onStatus(
  policy: Policy,
  statuses: number[],
  change: (answer: Answer, call: Call) => Answer,
): void {
  policy.after.push((answer, call) => (statuses.includes(answer.status) ? change(answer, call) : answer));
}

/** The usual body of an error. */
export function problem({ errors }: Policy, status: number, message: string): Answer {
  return { status, headers: errors.headers(status), body: errors.body(status, message) };
}

export function refuse(status: number, message: string): never {
  throw new Refusal(status, message);
}

/** Goes through a JSON value and changes each part of it, the innermost first. */
export function deep(value: unknown, change: (part: unknown) => unknown): unknown {
  if (Array.isArray(value)) return change(value.map((part) => deep(part, change)));
  if (typeof value !== "object" || value === null) return change(value);
  return change(Object.fromEntries(Object.entries(value).map(([key, part]) => [key, deep(part, change)])));
}

export function without(fields: Fields, ...names: string[]): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));
}

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Puts another function, or value, in the place of a policy's own. */
export function wrap<T extends object, K extends keyof T>(
  target: T,
  name: K,
  change: (right: T[K]) => T[K],
): void {
  target[name] = change(target[name]);
}

/** Flaws of one kind, by id: what each breaks, and how. */
export function flawsOf(
  kind: FlawKind,
  flaws: Record<string, [breaks: string, apply: (policy: Policy) => void]>,
): ModelFlaw[] {
  return Object.entries(flaws).map(([id, [breaks, apply]]) => ({ id, kind, breaks, apply }));
}
