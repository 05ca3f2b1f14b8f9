import type { Answer } from "../target/answer.js";
import type { ClauseContext } from "../clauses/clause.js";
import { Mismatch, Skip } from "../judge/mismatch.js";
import { oncePerRun } from "../run/once-per-run.js";

/** Objects of the correct requests of several operations. */

/** An opportunity that one of the suite's agents has picked without posting a result. */
export interface Held {
  test_opportunity_id: string;
  agent_id: string;
}

/** An opportunity that an agent of this run holds, for all clauses whose posts are refused. */
export function heldOpportunity(t: ClauseContext): Promise<Held> {
  return oncePerRun(t, "held opportunity", () => pickOwn(t));
}

/** Advertises something and picks it, as a new agent. */
export async function pickOwn(t: ClauseContext): Promise<Held> {
  const { testSpec, test_opportunity_id } = await t.make.opportunity();
  const agent_id = t.make.agent();
  const picked = await t.call("pickTestOpportunity", {
    path: { agent_id },
    body: { platform: testSpec.platform },
  });
  const got = (picked.json as { test_opportunity_id?: string } | undefined)?.test_opportunity_id;
  if (got !== test_opportunity_id)
    throw new Skip("the suite's agent did not get the opportunity that this clause needs");
  return { test_opportunity_id, agent_id };
}

/** A result as an agent posts it. */
export function resultOf(agent_id: string): {
  agent_id: string;
  test_status: "PASSED";
  result_payload: { summary: string };
  agent_revno: string;
  agent: { timing: { setup_start: string } };
} {
  return {
    agent_id,
    test_status: "PASSED",
    result_payload: { summary: "posted by the contract suite" },
    agent_revno: "1",
    agent: { timing: { setup_start: "2016-01-04T16:58:30.000000" } },
  };
}

/** The organization for the legacy API. @throws Skip if none is known */
export function organization({ target }: ClauseContext): string {
  if (target.organization === undefined) throw new Skip("the account's organization is unknown");
  return target.organization;
}

/** The path parameters of the shared product. */
export async function inSharedProduct(t: ClauseContext): Promise<{ product_id: string }> {
  return { product_id: (await t.make.sharedProduct()).id };
}

/** A revision of a snap that the shared product references. */
export async function sharedSnap(t: ClauseContext): Promise<{ name: string; revision: number }> {
  const [name] = (await t.make.sharedProduct()).snaps;
  if (name === undefined) throw new Skip("the product references no snap to advertise");
  return { name, revision: 1 };
}

/** A new product with a Test Spec that only agents of this run get. */
export interface Testable {
  product_id: string;
  /** The product's first snap. */
  snap: string;
}

/** @param snaps the product's snaps; default: one unused snap */
export async function testable(
  t: ClauseContext,
  spec: Record<string, unknown> = {},
  snaps: readonly string[] = [],
): Promise<Testable> {
  const product = await t.make.product(snaps.length > 0 ? { snaps: [...snaps] } : {});
  await t.make.testSpec(product.id, spec);
  return { product_id: product.id, snap: product.snaps[0]! };
}

/** The maximum length of a snap's name in characters (D 792). */
const MAX_SNAP_NAME = 200;

/**
 * A product below which fields may be set to their bounds, because no clause counts its objects. It references a snap with a
 * short name and one with a name of the maximum length (D 792).
 * @param use the purpose; each use has its own product
 */
export function productAtBounds(t: ClauseContext, use: string): Promise<Testable> {
  return oncePerRun(t, `product for ${use} at their bounds`, () => {
    const snap = t.name("snap");
    return testable(t, {}, [snap, snap.padEnd(MAX_SNAP_NAME, "x")]);
  });
}

/** A finished opportunity, so that lists have a value in every field. */
export interface Finished {
  product_id: string;
  test_opportunity_id: string;
  image_unique_id: string;
}

/** One for all clauses that read lists. */
export function finishedOpportunity(t: ClauseContext): Promise<Finished> {
  return oncePerRun(t, "finished opportunity", async () => {
    const agent_id = t.make.agent();
    const picked = fieldsOf((await pickWithBothChannels(t, agent_id)).json);
    const { test_opportunity_id } = picked;
    if (test_opportunity_id === undefined)
      throw new Skip("the opportunity that this needs was not given to our agent");
    await t.call("postTestResult", { path: { test_opportunity_id }, body: resultOf(agent_id) });
    return picked as Finished;
  });
}

/** Picks a snap revision whose product has a gold master, so that it has both channels. */
export async function pickWithBothChannels(t: ClauseContext, agent_id = t.make.agent()): Promise<Answer> {
  const { product_id, snap } = await testable(t);
  const revision = { name: snap, revision: 1 };
  const path = { product_id };
  await t.call("advertiseGoldMaster", { path, body: { snaps: [revision], channel: "stable" } });
  const { platform } = await t.make.testSpec(product_id, { image_name: t.name("image") });
  await t.call("advertiseSnap", { path, body: { ...revision, channel: "edge" } });
  const body = { platform, agent_group: t.run, agent_revno: "1" };
  return t.call("pickTestOpportunity", { path: { agent_id }, body });
}

/**
 * Reads a list until the finished opportunity is complete, because storing takes a moment. An answer that is not a list is
 * judged at once.
 * @param mark text that a complete list has
 */
export async function readFull(
  t: ClauseContext,
  operationId: string,
  place: (finished: Finished) => Record<string, string>,
  mark: (finished: Finished) => string,
): Promise<Answer> {
  const finished = await finishedOpportunity(t);
  const input = {
    path: place(finished),
    query: { test_opportunity_id: finished.test_opportunity_id },
  };
  const look = async (): Promise<Answer | null> => {
    const answer = await t.call(operationId, input);
    const isList = answer.status === 200 && answer.json !== undefined;
    return !isList || answer.text.includes(mark(finished)) ? answer : null;
  };
  return t.until("the result is stored", look).catch((error: unknown) => {
    // The product API has made what the list of an organization has to show.
    const isOfBoth = error instanceof Mismatch && operationId.startsWith("legacy");
    throw isOfBoth ? new Mismatch(error.what, error.grounds, error.exchange, ["A-32"]) : error;
  });
}

const fieldsOf = (json: unknown): Partial<Finished> => json ?? {};
