import type { Actor } from "../clauses/clause.js";
import type { PlainRequest } from "../generate/plain-request.js";
import type { Grounds } from "../judge/grounds.js";

/** How a request is signed wrongly. */
export type WrongSignature = "consumer_key" | "consumer_secret" | "token_secret" | "token_key" | "unsigned";

/**
 * One request of a sequence. Its texts may have holes, which are filled with values of earlier answers: each server has its
 * own ids and times.
 */
export interface Step {
  /** Number of the step; unique in its sequence and kept when others are left out. */
  n: number;
  operation: string;
  actor: Actor;
  request: PlainRequest;
  /** How it is signed, if not by HMAC-SHA1 with the account's own credentials. */
  signature?: WrongSignature | "plaintext";
  /** What is wrong with the request: the id of a rule of the spec, or `right`. */
  what: string;
  /** The grounds of its refusal, if something is wrong. */
  by: Grounds;
  /** The client that sends it at the same time as others; undefined if it is sent alone. */
  client?: number;
}

/** A value of an earlier answer. */
export interface Reference {
  /** The step with the answer; null for a fact of the account. */
  step: number | null;
  /** Path in its body: `ids.0.test_opportunity_id`; or the name of the fact: `organization`, `email`, `password`, `unique`. */
  at: string;
  /** How a time is written, a key of {@link TIME_FORMS}; empty as it came. */
  form: string;
}

const HOLE = /⟦(\d+|account):([^|⟧]*)\|(\w*)⟧/g;

/** A hole for a value of an earlier answer. */
export const hole = (step: number, at: string, form = ""): string => `⟦${step}:${at}|${form}⟧`;

/** A hole for a fact of the account, or for a text that no other run of the sequence has. */
export const fact = (name: "organization" | "email" | "password" | "unique"): string => `⟦account:${name}|⟧`;

/** Forms of dates that the contract accepts, as replacements in a time with an offset (contract.md §2). */
export const TIME_FORMS: Readonly<Record<string, readonly (readonly [RegExp, string])[]>> = {
  naive: [[/\+00:00$/, ""]],
  zulu: [[/\+00:00$/, "Z"]],
  basic: [
    [/\+00:00$/, ""],
    [/[-]/g, ""],
  ],
  compact: [
    [/\+00:00$/, " Z"],
    [/[-:]/g, ""],
    [/T/, " "],
  ],
  day: [[/T.*$/, ""]],
  blank: [
    [/\+00:00$/, ""],
    [/[-]/g, ""],
    [/T/, " "],
  ],
};

/** A text with its holes filled. */
export function fill(text: string, value: (reference: Reference) => string): string {
  return text.replaceAll(HOLE, (_, step: string, at: string, form: string) => {
    const found = value({ step: step === "account" ? null : Number(step), at, form });
    return (TIME_FORMS[form] ?? []).reduce((time, [from, to]) => time.replace(from, to), found);
  });
}

/** The text parts of a request, which may have holes. */
function texts({ path, query, body }: PlainRequest): string[] {
  return [...Object.values(path), ...query.flat(), ...(body === null ? [] : [body])];
}

/** The values of earlier answers that a step needs. */
export function referencesOf({ request }: Step): Reference[] {
  return texts(request).flatMap((text) =>
    [...text.matchAll(HOLE)].map(([, step, at, form]) => ({
      step: step === "account" ? null : Number(step),
      at: at!,
      form: form!,
    })),
  );
}

/** A request with its holes filled. */
export function filled(request: PlainRequest, value: (reference: Reference) => string): PlainRequest {
  return {
    ...request,
    path: Object.fromEntries(Object.entries(request.path).map(([name, text]) => [name, fill(text, value)])),
    query: request.query.map(([name, text]) => [name, fill(text, value)] as const),
    body: request.body === null ? null : fill(request.body, (reference) => inJson(value(reference))),
  };
}

/** A text as a part of a string in JSON. */
const inJson = (text: string): string => JSON.stringify(text).slice(1, -1);

/** The value at a path such as `ids.0.test_opportunity_id`; undefined if there is none. */
export function valueAtPath(body: unknown, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>(
      (at, key) => (typeof at === "object" && at !== null ? (at as Record<string, unknown>)[key] : undefined),
      body,
    );
}
