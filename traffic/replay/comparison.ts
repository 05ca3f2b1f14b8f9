/** In what two answers differ. */
export type What =
  /** Another status, or no answer. */
  | "status"
  /** A header. */
  | "header"
  /** A field or an item that only the recording has. */
  | "missing"
  /** A field or an item that only the replay has. */
  | "extra"
  /** Another type of value. */
  | "type"
  /** Another form of an id or a time. */
  | "form"
  /** Another value. */
  | "value"
  /** The id of another thing. */
  | "id"
  /** Another order of items or of times. */
  | "order"
  /** The events of an opportunity went further in one of them. */
  | "state";

/** One difference of two answers. */
export interface Difference {
  what: What;
  /** With any index left open: `event_logs[].queued_at`. */
  place: string;
  /** With its indexes: `event_logs[2].queued_at`. */
  at: string;
  /** What there is, short, in words or as JSON. */
  recorded: string;
  replayed: string;
  /** What the contract says of the place: `D 964`, `A-15`. */
  provenance: readonly string[];
}

/** A place that cannot be compared. */
export interface NotCompared {
  place: string;
  at: string;
  why: string;
}

/** What came of comparing two answers, or parts of them. */
export interface Found {
  /** Number of values that are the same. */
  same: number;
  differences: Difference[];
  notCompared: NotCompared[];
  /** Number of differences that are not among them. */
  more: number;
}

/** Nothing compared yet. */
export const nothingFound = (): Found => ({ same: 0, differences: [], notCompared: [], more: 0 });

/** So many differences of one exchange are told; more are left out. */
const MAX_DIFFERENCES = 50;
/** The maximum number of characters of a value that is shown. */
const MAX_SHOWN = 200;

/** Notes a difference. */
export function differ(found: Found, difference: Difference): void {
  if (found.differences.length < MAX_DIFFERENCES) found.differences.push(difference);
  else found.more += 1;
}

/** Notes a place that cannot be compared. */
export function leave(found: Found, one: NotCompared): void {
  if (found.notCompared.length < MAX_DIFFERENCES) found.notCompared.push(one);
}

/** A value as it is shown. */
export function shown(value: unknown): string {
  if (value === undefined) return "nothing";
  const text = shallow(value);
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}...` : text;
}

/** The JSON of a value; only the size of one that is large or deep. */
function shallow(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? "[]" : `a list of ${value.length}`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const names = Object.keys(value);
  const some = names.slice(0, 8).join(", ");
  return `an object of ${some}${names.length > 8 ? ", ..." : ""}`;
}
