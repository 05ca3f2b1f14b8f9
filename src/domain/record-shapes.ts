/**
 * Checks of every field of every record, for external state: snapshots, seeds, state files. A field of `records.ts`
 * without a check does not compile. Unknown fields are ignored, except where an answer shows the object as it is.
 */
import { offsetTime } from "./dates.js";
import type { Judge } from "./packed/column.js";
import { areUuids, UUID_WIDTH } from "./packed/uuid-texts.js";
import {
  MAX_SPEED,
  type Channel,
  type ClockSettings,
  EVENT_TYPES,
  type Instant,
  type Json,
  LATEST_START,
  type Records,
  type TableName,
} from "./records.js";

/** A problem of a value. */
export interface Wrong {
  /** The path: `events[0].at`; empty for the value itself. */
  field: string;
  /** `got 7; accepted: a text`. */
  reason: string;
}

/** Finds the problem of a value at `field`; null if it is a `T`. The rest is for columns of many values. */
interface Check<T> extends Judge {
  (value: unknown, field: string): Wrong | null;
  /** Only for the compiler: a check of another type does not fit. */
  readonly type?: (value: T) => T;
}

/** The check of an object, which is that of each of its fields. */
export interface FieldsCheck<T> extends Check<T> {
  readonly fields: readonly (readonly [name: string, check: Check<unknown>])[];
}

/** Maximum number of characters of a value in a message. */
const MAX_SHOWN_LENGTH = 60;

const got = (value: unknown): string => {
  if (value === undefined) return "nothing";
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === "object" && value !== null) return "an object";
  const text = JSON.stringify(value);
  return text.length > MAX_SHOWN_LENGTH ? `${text.slice(0, MAX_SHOWN_LENGTH)}...` : text;
};

const when =
  <T>(fits: (value: unknown) => boolean, accepted: string): Check<T> =>
  (value, field) =>
    fits(value) ? null : { field, reason: `got ${got(value)}; accepted: ${accepted}` };

/** A check with shorter ways to the same answer. */
const also = <T>(check: Check<T>, ways: Partial<Judge>): Check<T> => Object.assign(check, ways);

const text = also(
  when<string>((value) => typeof value === "string", "a text"),
  { isAnyText: true },
);
/** A name as defined by the contract. */
const name = also(
  when<string>(
    // eslint-disable-next-line no-control-regex -- names must not contain these
    (value) => typeof value === "string" && /^[^\u0000-\u001f\u007f]{1,200}$/u.test(value),
    "a name of 1 to 200 characters, without control characters",
  ),
  // eslint-disable-next-line no-control-regex -- as above
  { areTexts: (joined, width) => width <= 200 && !/[\u0000-\u001f\u007f]/.test(joined) },
);
/** As answers show it. */
const imageUniqueId = also(
  when<string>(
    (value) => name(value, "") === null && [...(value as string)].length <= 36,
    "a text of 1 to 36 characters, without control characters",
  ),
  { areTexts: (joined, width) => width <= 36 && name.areTexts!(joined, width) },
);
/** The same, which may be empty. */
const imageName = also(
  when<string>(
    (value) => value === "" || name(value, "") === null,
    "a text of at most 200 characters, without control characters",
  ),
  { areTexts: name.areTexts },
);
/** Each id is hashed with it. */
const randomSeed = when<string>(
  (value) => text(value, "") === null && (value as string).length <= 10_000,
  "a text of at most 10000 characters",
);
/** As a credentials file can hold it. It is not told: it may be a secret. */
const credential: Check<string> = (value, field) =>
  typeof value === "string" && /^[!-$&-~]{1,200}$/.test(value)
    ? null
    : { field, reason: "accepted: 1 to 200 characters of printable ASCII, without blanks or %" };
const uuid = also(
  when<string>(
    (value) => typeof value === "string" && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value),
    "a UUID in lower case",
  ),
  { areTexts: (joined, width) => width === UUID_WIDTH && areUuids(joined) },
);
const flag = when<boolean>((value) => typeof value === "boolean", "true or false");
const count = when<number>(
  (value) => Number.isSafeInteger(value) && (value as number) >= 0,
  "a whole number from 0",
);
const time = when<number>((value) => Number.isSafeInteger(value), "a time as a whole number of microseconds");
const startTime = when<number>(
  (value) => Number.isSafeInteger(value) && (value as number) <= LATEST_START,
  `a time up to ${offsetTime(LATEST_START)}`,
);
const wallMs = when<number>((value) => Number.isFinite(value), "a time as a number of milliseconds");
/** Far from where adding one changes nothing, so that no number is given twice. */
const MAX_DRAWN = 1e15;
const drawn = when<number>(
  (value) => count(value, "") === null && (value as number) <= MAX_DRAWN,
  `a whole number from 0 to ${MAX_DRAWN}`,
);
const SHORTEST_INTERVAL = 0.001;
const interval = when<number>(
  (value) => Number.isFinite(value) && (value as number) >= SHORTEST_INTERVAL,
  `a number of milliseconds from ${SHORTEST_INTERVAL}`,
);
const speed = when<number>(
  (value) => Number.isFinite(value) && (value as number) >= 0 && (value as number) <= MAX_SPEED,
  `a speed, a number from 0 to ${MAX_SPEED}`,
);
/** Everything parsed from JSON is JSON. */
const json = also(
  when<Json>((value) => value !== undefined, "any JSON value"),
  { isAnyObject: true, isAnyText: true },
);
const object = also(
  when<{ [key: string]: Json }>(
    (value) => typeof value === "object" && value !== null && !Array.isArray(value),
    "an object",
  ),
  { isAnyObject: true },
);

const naiveTimes = when<Json>(
  (value) =>
    Object.values(value as object).every(
      (at) => typeof at === "string" && /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}$/.test(at),
    ),
  "times such as 2016-01-04T17:34:39.093142 by name",
);

/** An unknown field of an object; null if it has only these. */
function unknownField(value: object, field: string, known: readonly string[]): Wrong | null {
  const name = Object.keys(value).find((one) => !known.includes(one));
  if (name === undefined) return null;
  const reason = `unknown field; accepted: ${known.join(", ")}`;
  return { field: `${field}.${name.slice(0, MAX_SHOWN_LENGTH)}`, reason };
}

/** An agent's report (L 1072-1074). */
const report: Check<Json> = (value, field) => {
  if (value === null) return null;
  const timing = (object(value, field) ? null : (value as { timing?: Json }).timing) ?? null;
  return (
    object(timing, `${field}.timing`) ??
    naiveTimes(timing, `${field}.timing`) ??
    unknownField(value as object, field, ["timing"])
  );
};

function oneOf<const T>(...values: readonly T[]): Check<T> {
  return when((value) => values.includes(value as T), values.map((one) => JSON.stringify(one)).join(", "));
}

function orNull<T>(check: Check<T>): Check<T | null> {
  const other: Check<T | null> = (value, field) => {
    const wrong = value === null ? null : check(value, field);
    return wrong && { ...wrong, reason: wrong.field === field ? `${wrong.reason}, or null` : wrong.reason };
  };
  return also(other, waysOf(check));
}

function optional<T>(check: Check<T>): Check<T | undefined> {
  return also((value, field) => (value === undefined ? null : check(value, field)), waysOf(check));
}

/** What a check knows of objects, texts and lists. */
function waysOf({ isAnyObject, isAnyText, fields, areTexts, isList }: Judge): Partial<Judge> {
  const ways = { isAnyObject, isAnyText, fields, areTexts, isList };
  return Object.fromEntries(Object.entries(ways).filter(([, way]) => way !== undefined));
}

function list<T>(check: Check<T>): Check<T[]> {
  return (value, field) => {
    if (!Array.isArray(value)) return { field, reason: `got ${got(value)}; accepted: a list` };
    for (let index = 0; index < value.length; index++) {
      // The place has a name only where something is wrong.
      if (check(value[index], "") !== null) return check(value[index], `${field}[${index}]`);
    }
    return null;
  };
}

/** A list without repetition. */
const different =
  (check: Check<string>): Check<string[]> =>
  (value, field) => {
    const wrong = list(check)(value, field);
    if (wrong !== null || new Set(value as string[]).size === (value as string[]).length) return wrong;
    return { field, reason: `got ${got(value)} with one twice; accepted: a list of different ones` };
  };

function fields<T>(checks: { [F in keyof T]-?: Check<T[F]> }): FieldsCheck<T> {
  const all = Object.entries(checks) as [string, Check<unknown>][];
  const check: Check<T> = (value, field) => {
    const broken = object(value, field);
    if (broken) return broken;
    for (const [name, check] of all) {
      const own = (value as Record<string, unknown>)[name];
      if (check(own, name) !== null) return check(own, field === "" ? name : `${field}.${name}`);
    }
    return null;
  };
  return Object.assign(check, { fields: all });
}

/** The same, for an object without other fields. */
function only<T>(check: FieldsCheck<T>): Check<T> {
  const known = check.fields.map(([name]) => name);
  return (value, field) => check(value, field) ?? unknownField(value as object, field, known);
}

const CHANNELS = ["edge", "beta", "candidate", "stable"] as const satisfies readonly Channel[];
const channel: Check<Channel> = oneOf<Channel>(...CHANNELS);
const TEST_STATUSES = oneOf<"PASSED" | "FAILED" | "ERROR">("PASSED", "FAILED", "ERROR");

/** Whether there is one time for each of the first event types, in chronological order. */
function areTimes(numbers: readonly number[], from: number, to: number): boolean {
  if (to <= from || to - from > EVENT_TYPES.length) return false;
  for (let index = from; index < to; index++) {
    const at = numbers[index]!;
    if (!Number.isSafeInteger(at) || (index > from && at < numbers[index - 1]!)) return false;
  }
  return true;
}

/** The times of a prefix of the normal flow (D 903-995), in chronological order. */
const timesOfWalk: Check<Instant[]> = (value, field) => {
  const wrong = list(time)(value, field);
  if (wrong) return wrong;
  const walked = value as Instant[];
  if (walked.length === 0 || walked.length > EVENT_TYPES.length)
    return { field, reason: `got ${got(value)}; accepted: one to ${EVENT_TYPES.length} times` };
  for (const [index, at] of walked.entries()) {
    if (index > 0 && at < walked[index - 1]!)
      return { field: `${field}[${index}]`, reason: `got ${at}; accepted: not before the event before it` };
  }
  return null;
};

const times = also(timesOfWalk, { isList: areTimes });

/** A seed, whose content is checked when it is used. */
const document: Check<Json> = (value, field) => (value === null ? null : object(value, field));

const clock: Check<ClockSettings> = (value, field) => {
  const modes = fields<{ mode: "scaled" | "manual" }>({ mode: oneOf("scaled", "manual") });
  const wrong = modes(value, field);
  if (wrong) return wrong;
  return (value as ClockSettings).mode === "manual"
    ? fields<{ start: number }>({ start: startTime })(value, field)
    : fields<{ speed: number; resume_speed: number | undefined }>({
        speed,
        resume_speed: optional(speed),
      })(value, field);
};

/** The check of each table's records. */
export const RECORD_SHAPES: { [T in TableName]: FieldsCheck<Records[T]> } = {
  meta: fields<Records["meta"]>({
    id: oneOf("sandbox"),
    settings: fields<Records["meta"]["settings"]>({
      seed: text,
      seed_document: document,
      random_seed: randomSeed,
      clock,
      lab: flag,
      created_at: wallMs,
      expires_at: orNull(wallMs),
    }),
    ids_drawn: drawn,
    last_time: time,
  }),
  accounts: fields<Records["accounts"]>({
    id: text,
    email: text,
    password: text,
    name: text,
    status: oneOf("active", "suspended", "deactivated", "email-invalidated"),
    otp: orNull(text),
    consumer_key: credential,
    consumer_secret: credential,
    organizations: list(text),
  }),
  tokens: fields<Records["tokens"]>({
    id: credential,
    token_secret: credential,
    account_id: text,
    token_name: text,
    created_at: time,
    updated_at: time,
  }),
  products: fields<Records["products"]>({
    id: uuid,
    account_id: text,
    name,
    release: name,
    snaps: different(name),
    created_at: time,
    gold_master_channel: orNull(channel),
  }),
  test_specs: fields<Records["test_specs"]>({
    id: uuid,
    product_id: text,
    name,
    platform: orNull(name),
    image_name: orNull(imageName),
    test_payload: json,
    created_at: time,
    deleted: flag,
  }),
  advertisements: fields<Records["advertisements"]>({
    id: text,
    product_id: text,
    base_channel: orNull(channel),
    update_channel: orNull(channel),
  }),
  opportunities: fields<Records["opportunities"]>({
    id: uuid,
    account_id: text,
    product_id: text,
    test_spec_id: text,
    trigger: oneOf("image", "snap", "gold-master"),
    image_unique_id: imageUniqueId,
    image_reference: json,
    extra_snaps: list(json),
    snaps: list(only(fields<{ name: string; revision: number }>({ name, revision: count }))),
    channel: orNull(channel),
    primary_snap_name: orNull(name),
    base_channel: orNull(channel),
    update_channel: orNull(channel),
    platform: orNull(name),
    organization_id: orNull(text),
    image_name: orNull(imageName),
    queued_at: time,
  }),
  walks: fields<Records["walks"]>({
    id: uuid,
    times,
    holder: orNull(
      fields<NonNullable<Records["walks"]["holder"]>>({
        agent_id: name,
        platform: orNull(name),
        agent_group: orNull(name),
        agent_revno: orNull(name),
      }),
    ),
    result_id: orNull(text),
  }),
  results: fields<Records["results"]>({
    id: uuid,
    opportunity_id: text,
    product_id: text,
    test_status: TEST_STATUSES,
    agent_id: name,
    agent_revno: orNull(name),
    platform: orNull(name),
    result_payload: object,
    agent: report,
    posted_at: time,
  }),
  feed: fields<Records["feed"]>({
    id: text,
    product_id: text,
    name,
    channel,
    revision: count,
    step: count,
    first_at: time,
    every_ms: orNull(interval),
    count: orNull(count),
    made: count,
    while_watched: optional(oneOf(true)),
    recent: list(fields<{ at: number; revision: number }>({ at: time, revision: count })),
  }),
};
