import { FLOW } from "../../contract-tests/clauses/support/bodies.js";
import { isObject } from "../../src/schema/json-type.js";
import type { SchemaView } from "../../src/spec/schema-view.js";
import { HIDDEN } from "../../src/http/secrets.js";
import type { Bindings } from "./bindings.js";
import { differ, type Found, leave, nothingFound, shown, type What } from "./comparison.js";
import { align } from "./align.js";
import {
  formOf,
  type IdKind,
  identityOf,
  itemsOf,
  labelOf,
  nameOf,
  type Role,
  roleOfField,
  roleOfItem,
} from "./places.js";
import { placeOf, stateOf } from "./progress.js";
import { firstOutOfOrder, readTime, type TimeMemory, type TimePair } from "./times.js";

/** What a comparison knows beside the two bodies. */
export interface Known {
  bindings: Bindings;
  times: TimeMemory;
  /** Called for each two times at the same place, in microseconds. */
  onTimes: (recorded: number, replayed: number) => void;
  /** Why a recorded thing has no counterpart, or one that is in another state; null if nothing is known against it. */
  lost: (kind: IdKind, recorded: string) => string | null;
  /** Why there is a thing of the replay that the recording does not have; null if nothing is known of it. */
  onlyHere: (kind: IdKind, replayed: string) => string | null;
  /** Whether the recording may have been a moment before an opportunity's next event. */
  isJustBefore: (opportunity: string) => boolean;
  /** Whether the replay made everything there; otherwise more items than recorded are others' business. */
  isAlone: boolean;
}

/** Why a later state is no difference. */
export const A_MOMENT_BEFORE = "the recording may have been a moment before";

/** Deeper places are not compared. */
const MAX_DEPTH = 100;

/** A place of the body, in both. */
interface Place {
  view: SchemaView | null;
  role: Role;
  /** The name of the schema of the object that it is a field of; null if there is none. */
  owner: string | null;
  place: string;
  at: string;
  depth: number;
}

/** The object around, if it is a thing with an id: for its times. */
interface Thing {
  key: string | null;
  flow: { name: string; at: string; pair: TimePair }[];
}

/** Compares two bodies by their JSON paths, and binds the ids at the same places. */
export function compareBodies(
  known: Known,
  view: SchemaView | null,
  recorded: unknown,
  replayed: unknown,
): Found {
  const comparing = new BodyComparison(known);
  comparing.values(
    { view, role: { is: "value" }, owner: null, place: "body", at: "body", depth: 0 },
    [recorded, replayed],
    { key: null, flow: [] },
  );
  return comparing.found;
}

class BodyComparison {
  readonly found = nothingFound();

  constructor(private readonly known: Known) {}

  values(here: Place, [recorded, replayed]: readonly [unknown, unknown], thing: Thing): void {
    if (here.depth > MAX_DEPTH) return this.#leave(here, `deeper than ${MAX_DEPTH} levels`);
    if (typeof recorded === "string" && recorded.includes(HIDDEN))
      return this.#leave(here, "hidden in the recording");
    const [one, other] = [typeOf(recorded), typeOf(replayed)];
    if (one !== other) return this.#differ("type", here, [recorded, replayed]);
    if (Array.isArray(recorded)) return this.#lists(here, recorded, replayed as unknown[], thing);
    if (isObject(recorded)) return this.#objects(here, recorded, replayed as Record<string, unknown>, thing);
    if (here.role.is === "id") this.#ids(here, here.role.kind, String(recorded), String(replayed));
    else if (here.role.is === "time") this.#times(here, String(recorded), String(replayed), thing);
    else if (here.role.is === "words") this.#words(here, String(recorded), String(replayed));
    else if (Object.is(recorded, replayed)) this.found.same += 1;
    else this.#differ("value", here, [recorded, replayed]);
  }

  #objects(
    here: Place,
    recorded: Record<string, unknown>,
    replayed: Record<string, unknown>,
    around: Thing,
  ): void {
    const form = formOf(here.view, recorded);
    const owner = nameOf(form) ?? nameOf(here.view);
    const identity = identityOf(owner);
    const id = identity === null ? undefined : recorded[identity.field];
    const thing: Thing = typeof id === "string" ? { key: `${owner!} ${id}`, flow: [] } : around;
    if (
      identity !== null &&
      this.#isOther(fieldOf(here, form, owner, identity.field), identity, [recorded, replayed])
    )
      return;
    const why = identity === null || typeof id !== "string" ? null : this.known.lost(identity.kind, id);
    if (why !== null) return this.#leave(here, why);
    const skipped = this.#skippedIn(owner, here, [recorded, replayed], thing);
    for (const [name, value] of Object.entries(recorded)) {
      if (skipped.has(name)) continue;
      const next = fieldOf(here, form, owner, name);
      if (here.role.is === "words") this.#words(next, shown(value), shown(replayed[name]));
      else if (!Object.hasOwn(replayed, name)) this.#differ("missing", next, [value, undefined]);
      else this.values(next, [value, replayed[name]], thing);
    }
    for (const [name, value] of Object.entries(replayed))
      if (!Object.hasOwn(recorded, name) && here.role.is !== "words")
        this.#differ("extra", fieldOf(here, form, owner, name), [undefined, value]);
    if (thing !== around) this.#flow(here, thing);
  }

  /** The fields that are not compared, because of what is known of their thing. */
  #skippedIn(
    owner: string | null,
    here: Place,
    both: readonly [Record<string, unknown>, Record<string, unknown>],
    thing: Thing,
  ): ReadonlySet<string> {
    if (owner !== "TestOpportunity") return this.#stateOf(owner, here, both, thing);
    const spec = both[0]["test_spec"];
    const id = isObject(spec) ? spec["id"] : undefined;
    return typeof id === "string" && this.known.lost("test spec", id) !== null ? PAYLOAD_FIELDS : NONE;
  }

  /** Notes one difference, that of the ids, for two things that do not belong together. */
  #isOther(
    field: Place,
    { field: name, kind }: NonNullable<ReturnType<typeof identityOf>>,
    [recorded, replayed]: readonly [Record<string, unknown>, Record<string, unknown>],
  ): boolean {
    const [one, other] = [recorded[name], replayed[name]];
    if (typeof one !== "string" || typeof other !== "string") return false;
    const { bindings } = this.known;
    const expected = bindings.replayedOf(kind, one);
    if (expected === other || (expected === undefined && bindings.recordedOf(kind, other) === undefined))
      return false;
    this.#ids(field, kind, one, other);
    return true;
  }

  /** The fields of a log that are not compared, because its events went further in one of the two. */
  #stateOf(
    owner: string | null,
    here: Place,
    [recorded, replayed]: readonly [Record<string, unknown>, Record<string, unknown>],
    thing: Thing,
  ): ReadonlySet<string> {
    if (owner !== "EventLog" && owner !== "LegacyEventLog") return NONE;
    const [one, other] = [stateOf(recorded), stateOf(replayed)];
    if (one === other || one === 0 || other === 0) return NONE;
    const events = fieldOf(here, formOf(here.view, recorded), owner, "events");
    const id = recorded["test_opportunity_id"];
    if (one < other && typeof id === "string" && this.known.isJustBefore(id))
      this.#leave(events, `${A_MOMENT_BEFORE} the next event`);
    else this.#differ("state", events, [FLOW[one - 1], FLOW[other - 1]]);
    const both = [recorded, replayed].map((log) =>
      (log["events"] as unknown[]).filter((event) => placeOf(event) <= Math.min(one, other)),
    );
    this.#lists(events, both[0]!, both[1]!, thing);
    return STATE_FIELDS;
  }

  #lists(here: Place, recorded: readonly unknown[], replayed: readonly unknown[], thing: Thing): void {
    const items = itemsOf(here.view);
    const role = roleOfItem(here.owner, items);
    const identity = identityOf(nameOf(items));
    const place = (at: number): Place => ({
      ...{ view: items, role, owner: null, depth: here.depth + 1 },
      ...{ place: `${here.place}[]`, at: `${here.at}[${at}]` },
    });
    const label = labelOf(nameOf(items));
    if (identity === null && label === null) return this.#plainLists(place, recorded, replayed);
    const field = identity?.field ?? label!;
    const idOf = (item: unknown): string | null => {
      const id = isObject(item) ? item[field] : undefined;
      return typeof id === "string" ? id : null;
    };
    const { bindings, isJustBefore, isAlone } = this.known;
    const kind = identity?.kind ?? null;
    const lost = (id: string | null): string | null =>
      kind === null || id === null ? null : this.known.lost(kind, id);
    const itself = (id: string): string => id;
    const { pairs, onlyRecorded, onlyReplayed, firstMoved } = align({
      ...{ recorded: recorded.map(idOf), replayed: replayed.map(idOf) },
      replayedOf: kind === null ? itself : (id) => bindings.replayedOf(kind, id),
      recordedOf: kind === null ? itself : (id) => bindings.recordedOf(kind, id),
      isLost: (id) => lost(id) !== null,
    });
    for (const [one, other] of pairs) {
      const why = lost(idOf(recorded[one]));
      if (why === null) this.values(place(one), [recorded[one], replayed[other]], thing);
      else this.#leave(place(one), why);
    }
    for (const index of onlyRecorded) {
      const why = lost(idOf(recorded[index]));
      if (why === null) this.#differ("missing", place(index), [recorded[index], undefined]);
      else this.#leave(place(index), why);
    }
    for (const index of onlyReplayed) {
      const here = idOf(replayed[index]);
      const id = kind === null || here === null ? undefined : bindings.recordedOf(kind, here);
      const why =
        id === undefined ? (kind === null ? null : this.known.onlyHere(kind, here ?? "")) : lost(id);
      if (why !== null) this.#leave(place(index), why);
      else if (kind !== null && id === undefined && !isAlone)
        this.#leave(place(index), "nothing of this replay");
      else if (id !== undefined && isResult(nameOf(items)) && isJustBefore(id))
        this.#leave(place(index), `${A_MOMENT_BEFORE} it was stored`);
      else this.#differ("extra", place(index), [undefined, replayed[index]]);
    }
    if (firstMoved !== null) this.#differ("order", place(firstMoved), ["in this place", "in another place"]);
  }

  #plainLists(
    place: (at: number) => Place,
    recorded: readonly unknown[],
    replayed: readonly unknown[],
  ): void {
    for (const [index, value] of recorded.entries())
      if (index < replayed.length) this.values(place(index), [value, replayed[index]], NO_THING);
      else this.#differ("missing", place(index), [value, undefined]);
    for (let index = recorded.length; index < replayed.length; index++)
      this.#differ("extra", place(index), [undefined, replayed[index]]);
  }

  #ids(here: Place, kind: IdKind, recorded: string, replayed: string): void {
    const pattern = here.view?.branches.map((one) => one.get<string>("pattern")).find(Boolean);
    if (pattern !== undefined) {
      const right = new RegExp(pattern, "u");
      if (right.test(recorded) !== right.test(replayed))
        return this.#differ("form", here, [recorded, replayed]);
    }
    const bound = this.known.bindings.bind(kind, recorded, replayed);
    if (bound === "same") this.found.same += 1;
    else {
      const why = this.known.lost(kind, recorded);
      if (why !== null) return this.#leave(here, why);
      const expected = this.known.bindings.replayedOf(kind, recorded);
      const told = expected === undefined ? "a new one" : "one that was told before";
      this.#differ("id", here, [`${kind} ${recorded}, ${told}`, `${kind} ${replayed}, another one`]);
    }
  }

  #times(here: Place, recorded: string, replayed: string, thing: Thing): void {
    const [one, other] = [readTime(recorded), readTime(replayed)];
    if (one?.form !== other?.form) return this.#differ("form", here, [recorded, replayed]);
    if (one === null || other === null) {
      if (recorded === replayed) this.found.same += 1;
      else this.#differ("value", here, [recorded, replayed]);
      return;
    }
    const pair = { recorded: one.at, replayed: other.at };
    this.known.onTimes(one.at, other.at);
    if (thing.key !== null) {
      thing.flow.push({ name: here.place.split(".").at(-1)!, at: here.at, pair });
      const wrong = this.known.times.note(`${thing.key} ${insideOf(here.at)}`, pair);
      if (wrong !== null) {
        const before = wrong === "changed" ? "as it was before" : "before or after";
        return this.#differ("value", here, [`${recorded}, ${before}`, `${replayed}, which ${wrong}`]);
      }
    }
    this.found.same += 1;
  }

  /** Times of one thing, in the order of the flow: queued first, updated last. */
  #flow(here: Place, { flow }: Thing): void {
    const rank = (name: string): number => (FLOW_FIRST.has(name) ? -1 : FLOW_LAST.has(name) ? 1 : 0);
    const ordered = flow.toSorted((one, other) => rank(one.name) - rank(other.name));
    const wrong = firstOutOfOrder(ordered.map(({ pair }) => pair));
    if (wrong === null) return;
    const { at, name, pair } = ordered[wrong]!;
    const before = ordered[wrong - 1]!;
    const say = (isBack: boolean): string => `${isBack ? "before" : "not before"} ${before.name}`;
    const order = [pair.recorded < before.pair.recorded, pair.replayed < before.pair.replayed].map(say);
    this.#differ("order", { ...here, place: at.replaceAll(/\[\d+\]/g, "[]"), at }, [
      `${name} ${order[0]!}`,
      `${name} ${order[1]!}`,
    ]);
  }

  #words(here: Place, recorded: string, replayed: string): void {
    if (recorded === replayed) this.found.same += 1;
    // Documented are only that a message may be empty (L 851) and the beginning of one (L 757).
    else if (documentedWords(recorded) !== documentedWords(replayed))
      this.#differ("value", here, [recorded, replayed]);
    else this.#leave(here, "words for people");
  }

  #differ(what: What, { place, at, view }: Place, [recorded, replayed]: readonly [unknown, unknown]): void {
    const text = (value: unknown): string =>
      what === "id" || what === "order" ? String(value) : shown(value);
    differ(this.found, {
      ...{ what, place, at, provenance: view?.provenance ?? [] },
      ...{ recorded: text(recorded), replayed: text(replayed) },
    });
  }

  #leave({ place, at }: Place, why: string): void {
    leave(this.found, { place, at, why });
  }
}

const NONE: ReadonlySet<string> = new Set();
const STATE_FIELDS: ReadonlySet<string> = new Set(["events", "events_seen", "updated_at"]);
const PAYLOAD_FIELDS: ReadonlySet<string> = new Set(["test_payload"]);
const NO_THING: Thing = { key: null, flow: [] };
const FLOW_FIRST = new Set(["queued_at", "created_at", "date_created"]);
const FLOW_LAST = new Set(["updated_at", "date_updated"]);

function typeOf(value: unknown): string {
  return value === null ? "null" : Array.isArray(value) ? "list" : typeof value;
}

function fieldOf(here: Place, form: SchemaView | null, owner: string | null, name: string): Place {
  const view = form !== null && form.propertyNames.includes(name) ? form.property(name) : null;
  const role = here.role.is === "words" ? here.role : roleOfField(owner, name, view);
  const below = (path: string): string => (here.depth === 0 ? name : `${path}.${name}`);
  return { view, role, owner, place: below(here.place), at: below(here.at), depth: here.depth + 1 };
}

const isResult = (schema: string | null): boolean => schema === "TestResult" || schema === "LegacyTestResult";

/** Where a place is within its thing: without the list around it. */
const insideOf = (at: string): string => at.replace(/^\w+\[\d+\]\.?/, "");

/** Which of the words that the documents show a message is: none, those of L 757, or others. */
export function documentedWords(words: string): string {
  if (words === "") return "empty";
  return words.startsWith("Couldn't find a Spec for ") ? "no Spec" : "words";
}
