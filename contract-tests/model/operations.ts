/** Which operation reads its body how, and what it does. */
import { pick, postResult } from "./agents.js";
import { legacyAdvertiseImage, legacyAdvertiseSnap } from "./legacy.js";
import { listings } from "./listings.js";
import type { Model } from "./model.js";
import type { Policy } from "./policy.js";
import { products } from "./products.js";
import type { Answer } from "./records.js";
import type { Call, Operation } from "./routes.js";
import { createToken, readToken } from "./tokens.js";
import { advertiseGoldMaster, advertiseImage, advertiseSnap } from "./triggers.js";

type Answered = Answer | Promise<Answer>;
type Prepare = (model: Model, call: Call) => () => Answered;

function withBody<T>(
  read: (policy: Policy, body: unknown) => T,
  act: (model: Model, call: Call, input: T) => Answered,
): Prepare {
  return (model, call) => {
    const input = read(model.policy, call.body);
    return () => act(model, call, input);
  };
}

const withoutBody =
  (act: (model: Model, call: Call) => Answered): Prepare =>
  (model, call) =>
  () =>
    act(model, call);

const OPERATIONS: Record<Operation, Prepare> = {
  createToken: withBody(readToken, createToken),
  listProducts: withoutBody(products.list),
  createProduct: withBody(({ readers }, body) => readers.product(body), products.create),
  getProduct: withoutBody(products.get),
  updateProduct: withBody(({ readers }, body) => readers.product(body), products.update),
  deleteProduct: withoutBody(products.delete),
  listTestSpecs: withoutBody(products.listSpecs),
  createTestSpec: withBody(({ readers }, body) => readers.testSpec(body), products.createSpec),
  getTestSpec: withoutBody(products.getSpec),
  deleteTestSpec: withoutBody(products.deleteSpec),
  advertiseImage: withBody(({ readers }, body) => readers.image(body), advertiseImage),
  // The path takes a gold master's body too (C-2).
  advertiseSnap: (model, call) =>
    (model.policy.readers.isGoldMaster(call.body) ? goldMaster : snap)(model, call),
  advertiseGoldMaster: (model, call) => goldMaster(model, call),
  listTestEvents: withoutBody(listings.events),
  listTestResults: withoutBody(listings.results),
  pick: withBody(({ readers }, body) => readers.pick(body), pick),
  postResult: withBody(({ readers }, body) => readers.post(body), postResult),
  legacyAdvertiseImage: withBody(({ readers }, body) => readers.legacyImage(body), legacyAdvertiseImage),
  legacyAdvertiseSnap: withBody(({ readers }, body) => readers.legacySnap(body), legacyAdvertiseSnap),
  legacyListTestEvents: withoutBody(listings.legacyEvents),
  legacyListTestResults: withoutBody(listings.legacyResults),
};

const snap = withBody(({ readers }, body) => readers.snap(body), advertiseSnap);
const goldMaster = withBody(({ readers }, body) => readers.goldMaster(body), advertiseGoldMaster);

/** Reads the body; what comes back does the rest. */
export function prepare(model: Model, call: Call): () => Answered {
  return OPERATIONS[call.operation!](model, call);
}
