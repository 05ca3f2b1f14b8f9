/**
 * All decisions of the model, as functions and constants in one place each. The right policy keeps docs/contract.md;
 * a switch or a flaw replaces a few of its members.
 */
import { randomBytes, randomUUID } from "node:crypto";
import { rightContexts } from "./contexts.js";
import { rightDates } from "./dates.js";
import { rightErrors } from "./errors.js";
import { rightFilters, rightFlow } from "./filters.js";
import { rightJson, sameJson } from "./json.js";
import { rightMatch, rightOrder, rightRemove, rightScope } from "./lookups.js";
import { decodeQuery, rightOauth } from "./oauth.js";
import { rightReaders } from "./readers.js";
import type { Answer, Opportunity, Post } from "./records.js";
import type { Call, Operation } from "./routes.js";
import { rightRules } from "./rules.js";
import { rightTokens } from "./sso.js";
import { rightTransport } from "./transport.js";
import { rightViews } from "./views.js";

/** What of a request is judged after what (section 2). */
export type Step = "authenticate" | "size" | "path" | "query" | "body" | "owner" | "run";

const CREATES = "createToken|createProduct|createTestSpec|postResult|.*dvertise.*";

export function rightPolicy() {
  const dates = rightDates();
  const rules = rightRules(dates);
  return {
    dates,
    rules,
    readers: rightReaders(rules),
    json: rightJson(),
    oauth: rightOauth(),
    scope: rightScope(),
    match: rightMatch(),
    remove: rightRemove(),
    order: rightOrder(),
    contexts: rightContexts(),
    filters: rightFilters(),
    flow: rightFlow(),
    views: rightViews(dates),
    errors: rightErrors(),
    tokens: rightTokens(),
    transport: rightTransport(),
    steps: ["authenticate", "size", "path", "query", "body", "owner", "run"] as Step[],
    limits: { body: 1_048_576, resultBody: 16_777_216 },
    request: rightRequest(),
    success: {
      status(operation: Operation): number {
        if (operation.startsWith("delete")) return 204;
        return new RegExp(`^(${CREATES})$`).test(operation) ? 201 : 200;
      },
      tokenAgain: 200,
      postAgain: 200,
      nothingToPick: 204,
    },
    /** What is remembered of a value that passes through, by the place where it came in. */
    store: {
      text: (_place: TextPlace, text: string): string => text,
      opaque: (_place: OpaquePlace, value: unknown): unknown => value,
    },
    make: {
      id: (): string => randomUUID(),
      /** Token keys and secrets. */
      secret: (): string => randomBytes(18).toString("hex"),
      /** For what comes without an `image_unique_id`. */
      imageUniqueId: (): string => randomUUID(),
    },
    clock: rightClock(),
    pick: {
      /** Between finding an opportunity and taking it. */
      beforeTaking: undefined as (() => Promise<void>) | undefined,
    },
    post: {
      holds: ({ holder }: Opportunity, agentId: string): boolean => holder?.id === agentId,
      same: (a: Post, b: Post): boolean => sameJson(a, b),
      revno: (post: Post, { holder }: Opportunity): string | null => post.agentRevno ?? holder?.revno ?? null,
    },
    /** Paths that the service does not have. */
    hides: (_call: Call): boolean => false,
    /** Agents of each account that work beside those of the caller, where there are any. */
    otherAgents: null as { everyMs: number } | null,
    /** Milliseconds without an agent after which an opportunity is queued again, where there is a lease. */
    leaseMs: null as number | null,
    /** Answers that come instead of the model's, and what changes its answers afterwards. */
    before: [] as ((call: Call) => Answer | undefined)[],
    after: [] as ((answer: Answer, call: Call) => Answer)[],
  };
}

export type Policy = ReturnType<typeof rightPolicy>;

export type OpaquePlace =
  "test_payload" | "image_reference" | "extra_snaps" | "result_payload" | "agent" | "legacy image_reference";

export type TextPlace =
  | "product name"
  | "release"
  | "product snap"
  | "spec name"
  | "spec platform"
  | "spec image_name"
  | "image_unique_id"
  | "snap name"
  | "token_name"
  | "agent_id"
  | "agent_revno"
  | "agent platform"
  | "agent_group";

function rightRequest() {
  return {
    decodeQuery,
    decodeSegment: (raw: string): string => decodeURIComponent(raw),
    isJson: (type: string | undefined): boolean => /^application\/json\s*(;|$)/i.test(type?.trim() ?? ""),
    /** Operations whose body may be left out. */
    mayLeaveOutBody: (operation: Operation): boolean => operation === "pick",
    takesBody: (operation: Operation): boolean => !/^(get|list|delete|legacyList)/.test(operation),
  };
}

function rightClock() {
  let last = 0;
  const clock = {
    /** Milliseconds off from the right time. */
    skewMs: 0,
    /** Microseconds; each call gives a later time. */
    now: (): number => (last = Math.max(last + 1, (Date.now() + clock.skewMs) * 1000)),
  };
  return clock;
}
