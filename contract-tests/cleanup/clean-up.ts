import { operationsThat } from "../../src/spec/operation-facts.js";
import type { ExchangeRecord } from "../target/answer.js";
import type { Clause, ClauseContext } from "../clauses/clause.js";
import { eachOf } from "../run/each-of.js";
import type { Entry } from "./ledger.js";
import { check, Mismatch, ServerFailure } from "../judge/mismatch.js";
import { harmlessLine } from "../../src/text/harmless.js";
import { TargetGone } from "../target/target-error.js";
import type { LeftOver } from "../report/report.js";
import { type Deleted, isMarked, listed, looked, pathOf, type Place, type Shown } from "./shown.js";

/** The input of a clean-up. */
export interface CleanUpInput {
  entries: readonly Entry[];
  /** Ids that existed before the run and are never deleted. */
  before: readonly string[];
  /** The name of the run, which what it made has in its name or its snaps. */
  run: string;
  /** Whether objects with the run's name are deleted, too, and the lists are read afterwards; otherwise only those in the entries. */
  isWhole: boolean;
  /** Whether this process has seen the answers that the entries tell. Of others it deletes only what the target shows with the run's name. */
  isOwn: boolean;
  /** An existing product that the run used. */
  product?: string;
  /** The sender of the requests, and where they are recorded. */
  isFor: (clause: string) => ClauseContext & { exchanges: ExchangeRecord[] };
}

/** The result of a clean-up. */
export interface CleanUpDone {
  deleted: number;
  leaked: LeftOver[];
  stays: LeftOver[];
  /** The delete clauses that had something to delete; `error` is the error thrown. */
  checks: { clause: Clause; error: unknown; exchanges: ExchangeRecord[] }[];
}

/** Enough of a run's entries for the clauses about the clean-up: those of the first products that were made. */
export function sampleOf(entries: readonly Entry[]): Entry[] {
  const products = entries.filter(({ kind, ids }) => kind === "product" && ids.length > 0).slice(0, SAMPLE);
  const ids = new Set(products.flatMap((entry) => entry.ids));
  return entries.filter(
    (entry) => products.includes(entry) || (entry.kind === "test-spec" && ids.has(entry.product!)),
  );
}

/** Characters of what a target writes that are kept for why a thing is left; fewer are told, without secrets. */
const MAX_WHY = 2000;
/** The maximum number of characters of an answer in the reason of a clause. */
const MAX_GOT = 200;
/** Number of concurrent deletes. */
const MAX_DELETES_AT_ONCE = 8;
/** Number of products whose deletes are enough for the clauses about them; clauses may have deleted some. */
const SAMPLE = 20;
/** Number of Test Specs that are deleted before their product, for the clause about it; the others go with it. */
const SPECS_DELETED_FIRST = 3;

/** The clauses about the deletes at the end of a run. */
export const cleanUpClauses: readonly Clause[] = [
  deleteClause("test-spec", "Deleting a Test Spec gets 204, and it no longer exists", ["A-08"]),
  deleteClause("product", "Deleting a product gets 204, and it no longer exists", ["A-07", "A-29"]),
];

/**
 * Deletes everything that a run created, in reverse order. Only objects with the run's name are deleted, and those that this
 * process saw created and that have no other name now. Test Specs go with their product; if it cannot be deleted, they
 * are deleted before another attempt.
 */
export async function cleanUp(input: CleanUpInput): Promise<CleanUpDone> {
  const done: CleanUpDone = { deleted: 0, leaked: [], stays: staying(input), checks: [] };
  const [ofSpecs, ofProducts] = cleanUpClauses as [Clause, Clause];
  const specs = await specsToDelete(input);
  const products = await ours(input, done, "product", await productsToDelete(input));
  const ids = new Set(products.map(({ id }) => id));
  const isAlone = ({ product }: Deletable): boolean => product === null || !ids.has(product);
  const below = specs.filter((spec) => !isAlone(spec));
  const chosen = [...specs.filter(isAlone), ...below.slice(0, SPECS_DELETED_FIRST)];
  const first = await ours(input, done, "test-spec", chosen);
  const later = below.slice(SPECS_DELETED_FIRST);
  await deleteAll(input, done, ofSpecs, "test-spec", first);
  const kept = new Set((await deleteAll(input, done, ofProducts, "product", products)).map(({ id }) => id));
  const left = later.filter(({ product }) => kept.has(product!));
  const again = await ours(input, done, "test-spec", left);
  if (again.length > 0) {
    await deleteAll(input, done, ofSpecs, "test-spec", again);
    done.leaked = done.leaked.filter(({ id }) => !kept.has(id));
    const remaining = products.filter(({ id }) => kept.has(id));
    await deleteAll(input, done, ofProducts, "product", remaining);
  }
  for (const left of input.isWhole ? await stillListed(input, products) : []) {
    if (!done.leaked.some(({ id }) => id === left.id)) done.leaked.push(left);
  }
  return done;
}

/** An object to delete. */
interface Deletable extends Place {
  name: string | null;
  /** Name and snaps that it was created with, as one text. */
  sent: string;
  /** Names that this run gave it later. */
  later: readonly string[];
  /** What a list shows of it; null if none does. */
  shown: Shown | null;
}

/** Deletes these, and returns those that still exist. */
async function deleteAll(
  input: CleanUpInput,
  done: CleanUpDone,
  clause: Clause,
  kind: Deleted,
  things: readonly Deletable[],
): Promise<Deletable[]> {
  if (things.length === 0) return [];
  const t = input.isFor(clause.id);
  const gone: Deletable[] = [];
  const kept: Deletable[] = [];
  let error: unknown = null;
  await eachOf(things, MAX_DELETES_AT_ONCE, async (thing) => {
    const wrong = await deleteOne(t, clause.operation, thing, gone);
    if (wrong === null) return;
    const { id, name, product } = thing;
    kept.push(thing);
    done.leaked.push({ kind, id, name, product, why: wordsOf(wrong) });
    if (wrong instanceof TargetGone) return;
    error ??=
      wrong instanceof Error
        ? wrong
        : new Mismatch({ expected: `204 for ${kind} ${id}`, got: wrong.slice(0, MAX_GOT) });
  });
  done.deleted += gone.length;
  try {
    if (error === null && gone[0]) await isGone(t, kind, gone[0]);
  } catch (found) {
    error = found;
  }
  // The first attempt says what the target does.
  const isTold = done.checks.some((check) => check.clause === clause);
  if (!isTold && (error !== null || gone.length > 0))
    done.checks.push({
      clause,
      error,
      exchanges: error === null ? t.exchanges.slice(-3) : t.exchanges.slice(-20),
    });
  return kept;
}

/** What came, with as much of a body as the exchange has: where a message is cut, it may end in a part of a secret. */
function wordsOf(wrong: string | Error): string {
  if (typeof wrong === "string") return wrong;
  const body = wrong instanceof ServerFailure ? (wrong.exchange?.responseBody ?? "") : "";
  return body === "" ? wrong.message : `${(wrong as ServerFailure).failure}: ${harmlessLine(body)}`;
}

/** Null if it no longer exists: deleted now, or earlier by a clause. Otherwise the answer received. */
async function deleteOne(
  t: ClauseContext,
  operation: string,
  thing: Deletable,
  gone: Deletable[],
): Promise<string | Error | null> {
  try {
    const { status, text } = await t.call(operation, { path: pathOf(thing) }, thing.actor);
    if (status === 204) gone.push(thing);
    return status === 204 || status === 404 ? null : `HTTP ${status} ${text.slice(0, MAX_WHY)}`;
  } catch (error) {
    return error as Error;
  }
}

/** After the delete, reading and deleting it get 404. */
async function isGone(t: ClauseContext, kind: Deleted, thing: Deletable): Promise<void> {
  for (const each of [...operationsThat("reads", kind), ...operationsThat("deletes", kind)]) {
    const { status } = await t.call(each, { path: pathOf(thing) }, thing.actor);
    check(status === 404, `404 of ${each} after the delete`, `HTTP ${status}`);
  }
}

async function specsToDelete(input: CleanUpInput): Promise<Deletable[]> {
  const { entries, before, run, isWhole, product } = input;
  const known = entries.flatMap((entry) =>
    entry.kind === "test-spec" && entry.product !== undefined ? madeBy(entry, entry.product) : [],
  );
  // A Test Spec of the run's own product is deleted with the product; one of an existing product must be found.
  const isLooked = product !== undefined && (isWhole || known.some((spec) => spec.product === product));
  const found = isLooked ? await listed(look(input), "first", product) : [];
  return withShown(known, found, isWhole ? run : null)
    .filter(isNewIn(before))
    .reverse();
}

async function productsToDelete(input: CleanUpInput): Promise<Deletable[]> {
  const { entries, before, run, isWhole, product } = input;
  const made = entries.filter(({ kind }) => kind === "product");
  const known = made.flatMap((entry) => madeBy(entry, null));
  const actors = new Set(made.map(({ actor }) => actor).filter((actor) => actor !== "anonymous"));
  const found: Shown[] = [];
  for (const actor of isWhole || known.length > 0 ? actors : [])
    found.push(...(await listed(look(input), actor, null)));
  const isNew = isNewIn([...before, product ?? ""]);
  return withShown(known, found, isWhole ? run : null)
    .filter(isNew)
    .reverse();
}

const look = ({ isFor }: CleanUpInput): ClauseContext => isFor("cleanup.look");

/** What an entry says was created. */
const madeBy = ({ ids, name, snaps, later = [], actor }: Entry, product: string | null): Deletable[] =>
  ids.map((id) => ({
    ...{ id, name: name ?? null, actor, product },
    ...{ sent: JSON.stringify([name, snaps]), later, shown: null },
  }));

/** Things with what a list shows of them, and the others that it shows with the run's name, unless that is null. */
function withShown(known: readonly Deletable[], found: readonly Shown[], run: string | null): Deletable[] {
  const byId = new Map(found.map((shown) => [shown.id.toLowerCase(), shown]));
  const ids = new Set(known.map(({ id }) => id.toLowerCase()));
  const more = found.filter(
    ({ id, marks }) => run !== null && !ids.has(id.toLowerCase()) && isMarked(marks, run),
  );
  return [
    ...known.map((thing) => ({ ...thing, shown: byId.get(thing.id.toLowerCase()) ?? null })),
    ...more.map((shown) => ({ ...shown, sent: "", later: [], shown })),
  ];
}

/** Those of these things that the run made, in the same order; the others are told as left. */
async function ours(
  input: CleanUpInput,
  done: CleanUpDone,
  kind: Deleted,
  things: readonly Deletable[],
): Promise<Deletable[]> {
  const isOurs = new Set<Deletable>();
  await eachOf(things, MAX_DELETES_AT_ONCE, async (thing) => {
    const shown = thing.shown ?? (input.isOwn ? null : await looked(look(input), thing));
    const why = typeof shown === "string" ? shown : whyNot(input, thing, shown);
    if (why === null) isOurs.add(thing);
    else if (shown !== null)
      done.leaked.push({
        kind,
        id: thing.id,
        name: thing.name,
        product: thing.product,
        why: `not deleted: ${why}`,
      });
  });
  return things.filter((thing) => isOurs.has(thing));
}

/** Why a thing is not the run's to delete; null if it is. */
function whyNot(
  { run, isOwn }: CleanUpInput,
  { sent, later }: Deletable,
  shown: Shown | null,
): string | null {
  if (shown !== null && isMarked(shown.marks, run)) return null;
  const name = shown?.name ?? "";
  const isOther = name !== "" && !later.includes(name) && isMarked(sent, run);
  if (isOwn && !isOther) return null;
  return shown === null
    ? "it does not exist"
    : `its name is ${JSON.stringify(name.slice(0, MAX_WHY))}, not the run's`;
}

/** Whether a thing is none of those that existed before, in capitals or not. */
function isNewIn(before: readonly string[]): (thing: Deletable) => boolean {
  const existed = new Set(before.map((id) => id.toLowerCase()));
  return ({ id }) => !existed.has(id.toLowerCase());
}

/** The objects that still exist, regardless of the answers to the deletes. */
async function stillListed(input: CleanUpInput, products: readonly Deletable[]): Promise<LeftOver[]> {
  const ids = new Set(products.map(({ id }) => id));
  const actors = new Set(products.map(({ actor }) => actor));
  const left: LeftOver[] = [];
  for (const actor of actors) {
    for (const { id, name } of await listed(look(input), actor, null))
      if (ids.has(id))
        left.push({ kind: "product", id, name, product: null, why: "still listed after its delete" });
  }
  return left;
}

/** Objects that cannot be deleted: tokens, and opportunities of existing products. */
function staying({ entries, product }: CleanUpInput): LeftOver[] {
  const seen = new Set<string>();
  return entries.flatMap(({ kind, ids, name = null, product: below }) => {
    const isOpportunity = kind === "opportunities" && product !== undefined && (below ?? product) === product;
    if (!isOpportunity && kind !== "token") return [];
    const why = kind === "token" ? "the API cannot delete tokens" : "the API cannot delete opportunities";
    const isNew = (id: string): boolean => !seen.has(id) && Boolean(seen.add(id));
    return ids.filter(isNew).map((id) => ({ kind, id, name, product: below ?? null, why }));
  });
}

function deleteClause(kind: Deleted, title: string, provenance: string[]): Clause {
  const [operation] = operationsThat("deletes", kind) as [string];
  return {
    id: `cleanup.${operation}`,
    title,
    provenance,
    operation,
    answer: "204",
    needs: ["writes"],
    leaves: "nothing",
    // The clean-up runs it, with the objects to delete.
    run: () => Promise.resolve(),
  };
}
