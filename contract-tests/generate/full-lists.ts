import type { Answer, CallInput } from "../target/answer.js";
import type { ClauseContext } from "../clauses/clause.js";
import { oncePerRun } from "../run/once-per-run.js";
import { organization, resultOf } from "./right-request.js";

/** An opportunity that has been through everything, so that lists which hold it have something in every field. */
interface Finished {
  product_id: string;
  test_opportunity_id: string;
  image_unique_id: string;
}

type Place = (t: ClauseContext, product_id: string) => Record<string, string>;
const inProduct: Place = (_, product_id) => ({ product_id });
const inOrganization: Place = (t) => ({ org_id: organization(t) });

/** Reads event logs, among them one with all four events. */
export function fullLogs(operationId: string): (t: ClauseContext) => Promise<Answer> {
  return listOf(operationId, (text) => text.includes("RESULT_STORED"));
}

/** Reads results, among them one of an agent that told its timing. */
export function fullResults(operationId: string): (t: ClauseContext) => Promise<Answer> {
  return listOf(operationId, (text, { image_unique_id }) => text.includes(image_unique_id));
}

/** Reads Test Specs, of which there is one at least. */
export async function fullTestSpecs(t: ClauseContext): Promise<Answer> {
  const { product_id } = await finished(t);
  return t.call("listTestSpecs", { path: { product_id } });
}

/** Reads products, of which there is one at least. */
export async function fullProducts(t: ClauseContext): Promise<Answer> {
  await t.make.sharedProduct();
  return t.call("listProducts");
}

/** Storing takes a moment, so the list is read until what is there is all there. What is no list is judged as it is. */
function listOf(
  operationId: string,
  isFull: (text: string, walked: Finished) => boolean,
): (t: ClauseContext) => Promise<Answer> {
  const place = operationId.startsWith("legacy") ? inOrganization : inProduct;
  return async (t) => {
    const walked = await finished(t);
    const { product_id, test_opportunity_id } = walked;
    const input: CallInput = { path: place(t, product_id), query: { test_opportunity_id } };
    return t.until("the result is stored", async () => {
      const answer = await t.call(operationId, input);
      const isList = answer.status === 200 && answer.json !== undefined;
      return !isList || isFull(answer.text, walked) ? answer : null;
    });
  };
}

function finished(t: ClauseContext): Promise<Finished> {
  return oncePerRun(t, "finished opportunity", async () => {
    const agent_id = t.make.agent();
    const picked = (await fullPick(t, agent_id)).json as Finished;
    const { test_opportunity_id } = picked;
    await t.call("postTestResult", { path: { test_opportunity_id }, body: resultOf(agent_id) });
    return picked;
  });
}

/** Picks a snap revision whose product has a gold master, so that it has both channels. */
export async function fullPick(t: ClauseContext, agent_id = t.make.agent()): Promise<Answer> {
  const { id: product_id, snaps } = await t.make.product();
  const revision = { name: snaps[0]!, revision: 1 };
  const path = { product_id };
  await t.make.testSpec(product_id);
  await t.call("advertiseGoldMaster", { path, body: { snaps: [revision], channel: "stable" } });
  const { platform } = await t.make.testSpec(product_id, { image_name: t.name("image") });
  await t.call("advertiseSnap", { path, body: { ...revision, channel: "edge" } });
  const body = { platform, agent_group: t.run, agent_revno: "1" };
  return t.call("pickTestOpportunity", { path: { agent_id }, body });
}
