import { LIST_NAMES, operationsThat } from "../../src/spec/operation-facts.js";
import type { ExchangeRecord } from "../target/answer.js";
import type { Actor, Clause, ClauseContext } from "../clauses/clause.js";
import { eachOf } from "../run/each-of.js";
import type { Entry } from "./ledger.js";
import { check, Mismatch } from "../judge/mismatch.js";
import type { LeftOver } from "../report/report.js";

/** What a clean-up knows of a run. */
export interface CleanUpInput {
  entries: readonly Entry[];
  /** What was there before the run: never its own. */
  before: readonly string[];
  /** Whatever bears this run's name is its own too; null where only what the entries name is meant. */
  run: string | null;
  /** A product of somebody's that the run worked below. */
  product?: string;
  /** Whom requests are sent as, and where they are recorded. */
  isFor: (clause: string) => ClauseContext & { exchanges: ExchangeRecord[] };
}

/** What a clean-up came to. */
export interface CleanUpDone {
  deleted: number;
  leaked: LeftOver[];
  stays: LeftOver[];
  /** The clauses that the deletes are; `error` is what they threw. Only those that had something to delete. */
  checks: { clause: Clause; error: unknown; exchanges: ExchangeRecord[] }[];
}

/** What operations of the API delete. */
type Deleted = "product" | "test-spec";

/** Deletes under way at a time. */
const MAX_DELETES_AT_ONCE = 8;

/** The deletes at the end of a run are clauses too. */
export const cleanUpClauses: readonly Clause[] = [
  deleteClause("test-spec", "A Test Spec is deleted with 204, and is not there any more", ["A-08"]),
  deleteClause("product", "A product is deleted with 204, and is not there any more", ["A-07", "A-29"]),
];

/** Takes away all that a run made, last made first: what the ledger or the run's name proves to be its own, nothing else. */
export async function cleanUp(input: CleanUpInput): Promise<CleanUpDone> {
  const done: CleanUpDone = { deleted: 0, leaked: [], stays: staying(input), checks: [] };
  const specs = await specsToDelete(input);
  await deleteAll(input, done, cleanUpClauses[0]!, "test-spec", specs);
  const products = await productsToDelete(input);
  await deleteAll(input, done, cleanUpClauses[1]!, "product", products);
  for (const left of await stillListed(input, products)) {
    if (!done.leaked.some(({ id }) => id === left.id)) done.leaked.push(left);
  }
  return done;
}

/** One thing to delete. */
interface Deletable {
  id: string;
  name: string | null;
  actor: Actor;
  product: string | null;
}

async function deleteAll(
  input: CleanUpInput,
  done: CleanUpDone,
  clause: Clause,
  kind: Deleted,
  things: readonly Deletable[],
): Promise<void> {
  if (things.length === 0) return;
  const t = input.isFor(clause.id);
  const gone: Deletable[] = [];
  let error: unknown = null;
  await eachOf(things, MAX_DELETES_AT_ONCE, async (thing) => {
    const wrong = await deleteOne(t, clause.operation, thing, gone);
    if (wrong === null) return;
    const { id, name, product } = thing;
    done.leaked.push({ kind, id, name, product, why: wrong instanceof Error ? wrong.message : wrong });
    error ??=
      wrong instanceof Error ? wrong : new Mismatch({ expected: `204 for ${kind} ${id}`, got: wrong });
  });
  done.deleted += gone.length;
  try {
    if (error === null && gone[0]) await isGone(t, kind, gone[0]);
  } catch (found) {
    error = found;
  }
  if (error !== null || gone.length > 0)
    done.checks.push({
      clause,
      error,
      exchanges: error === null ? t.exchanges.slice(-3) : t.exchanges.slice(-20),
    });
}

/** Null where it is gone: deleted now, or by a clause before; else what came instead. */
async function deleteOne(
  t: ClauseContext,
  operation: string,
  thing: Deletable,
  gone: Deletable[],
): Promise<string | Error | null> {
  try {
    const { status, text } = await t.call(operation, { path: pathOf(thing) }, thing.actor);
    if (status === 204) gone.push(thing);
    return status === 204 || status === 404 ? null : `HTTP ${status} ${text.slice(0, 200)}`;
  } catch (error) {
    return error as Error;
  }
}

/** Once deleted it is not there for a reader, nor to be deleted again. */
async function isGone(t: ClauseContext, kind: Deleted, thing: Deletable): Promise<void> {
  for (const each of [...operationsThat("reads", kind), ...operationsThat("deletes", kind)]) {
    const { status } = await t.call(each, { path: pathOf(thing) }, thing.actor);
    check(status === 404, `404 of ${each} after the delete`, `HTTP ${status}`);
  }
}

const pathOf = ({ id, product }: Deletable): Record<string, string> =>
  product === null ? { product_id: id } : { product_id: product, test_spec_id: id };

async function specsToDelete(input: CleanUpInput): Promise<Deletable[]> {
  const { entries, before, run, product } = input;
  const known = entries
    .filter(({ kind, product: below }) => kind === "test-spec" && below !== undefined)
    .flatMap((entry) =>
      entry.ids.map((id) => ({ id, name: entry.name ?? null, actor: entry.actor, product: entry.product! })),
    );
  const ids = new Set([...known.map(({ id }) => id), ...before]);
  // Below a product of ours a Test Spec goes with it at the latest; below somebody's it has to be found.
  const found = product === undefined || run === null ? [] : await listed(input, "first", product);
  const more = found.filter(({ id, name }) => !ids.has(id) && run !== null && name?.includes(run));
  return [...known, ...more].filter(({ id }) => !before.includes(id)).reverse();
}

async function productsToDelete(input: CleanUpInput): Promise<Deletable[]> {
  const { entries, before, run } = input;
  const made = entries.filter(({ kind }) => kind === "product");
  const known = made.flatMap(({ ids, name, actor }) =>
    ids.map((id) => ({ id, name: name ?? null, actor, product: null })),
  );
  const ids = new Set(known.map(({ id }) => id));
  const actors = [...new Set(made.map(({ actor }) => actor))].filter((actor) => actor !== "anonymous");
  for (const actor of run === null ? [] : actors) {
    const more = (await listed(input, actor, null)).filter(
      ({ id, marks }) => !ids.has(id) && marks.includes(run!),
    );
    known.push(...more.map(({ id, name }) => ({ id, name, actor, product: null })));
  }
  return known.filter(({ id }) => !before.includes(id) && id !== input.product).reverse();
}

interface Listed extends Deletable {
  /** Name and snaps as one text. */
  marks: string;
}

/** The account's products, or a product's Test Specs; none where they cannot be listed. */
async function listed({ isFor }: CleanUpInput, actor: Actor, product: string | null): Promise<Listed[]> {
  const t = isFor("cleanup.look");
  const kind: Deleted = product === null ? "product" : "test-spec";
  const [operation] = operationsThat("lists", kind) as [string];
  const path: Record<string, string> = product === null ? {} : { product_id: product };
  const answer = await t.call(operation, { path }, actor).catch(() => null);
  const body = (answer?.json ?? {}) as Record<string, unknown>;
  const things = body[LIST_NAMES[kind]];
  if (!Array.isArray(things)) return [];
  return (things as { id?: unknown; name?: unknown; snaps?: unknown }[])
    .filter(({ id }) => typeof id === "string")
    .map(({ id, name, snaps }) => ({
      id: id as string,
      name: typeof name === "string" ? name : null,
      actor,
      product,
      marks: JSON.stringify([name, snaps]),
    }));
}

/** What a last look shows, whatever the deletes were answered. */
async function stillListed(input: CleanUpInput, products: readonly Deletable[]): Promise<LeftOver[]> {
  const ids = new Set(products.map(({ id }) => id));
  const actors = new Set(products.map(({ actor }) => actor));
  const left: LeftOver[] = [];
  for (const actor of actors) {
    for (const { id, name } of await listed(input, actor, null))
      if (ids.has(id))
        left.push({ kind: "product", id, name, product: null, why: "still listed after its delete" });
  }
  return left;
}

/** What no operation deletes: tokens, and opportunities below a product that is not the run's. */
function staying({ entries, product }: CleanUpInput): LeftOver[] {
  const left = entries.flatMap(({ kind, ids, name = null, product: below }) => {
    const isOpportunity = kind === "opportunities" && product !== undefined && (below ?? product) === product;
    if (!isOpportunity && kind !== "token") return [];
    const why = kind === "token" ? "no operation deletes a token" : "no operation deletes an opportunity";
    return ids.map((id) => ({ kind, id, name, product: below ?? null, why }));
  });
  return left.filter(({ id }, index) => left.findIndex((other) => other.id === id) === index);
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
    // The clean-up runs it, with what there is to delete.
    run: () => Promise.resolve(),
  };
}
