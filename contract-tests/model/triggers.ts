/** Advertisements of the product API (section 4), and how any trigger makes opportunities. */
import type { Model } from "./model.js";
import { succeeded } from "./products.js";
import type { GoldMasterInput, ImageInput, SnapInput } from "./readers.js";
import { Refusal } from "./records.js";
import type { Answer, Context, Opportunity, TestSpec } from "./records.js";
import type { Call } from "./routes.js";

interface Trigger {
  specs: TestSpec[];
  imageUniqueId: string;
  context: (spec: TestSpec) => Context;
  /** Of an image of the organization API. */
  imageName?: string;
  legacy?: boolean;
}

/** One opportunity for each Test Spec, all queued at the same time. */
export function makeOpportunities({ policy, state }: Model, trigger: Trigger): Opportunity[] {
  const at = policy.clock.now();
  const made = trigger.specs.map((spec): Opportunity => {
    const opportunity: Opportunity = {
      id: policy.make.id(),
      product: spec.product,
      spec: { ...spec },
      imageUniqueId: trigger.imageUniqueId,
      context: trigger.context(spec),
      imageName: trigger.imageName ?? null,
      legacy: trigger.legacy ?? false,
      queuedAt: at,
      updatedAt: at,
      events: [],
      holder: null,
      result: null,
    };
    policy.flow.add(opportunity, policy.flow.queued(at));
    return opportunity;
  });
  for (const opportunity of made) state.opportunities.set(opportunity.id, opportunity);
  return policy.order.made(made);
}

/** The Test Specs of the call's product, or a refusal where it has none. */
function specsToRun({ policy, state }: Model, call: Call): TestSpec[] {
  const specs = policy.match.specs(state, policy.scope.specs(state, call.product!));
  if (specs.length === 0) throw new Refusal(404, policy.errors.noSpecOfProduct(call.product!));
  return specs;
}

export function advertiseImage(model: Model, call: Call, input: ImageInput): Answer {
  const { contexts, store, views } = model.policy;
  const specs = specsToRun(model, call);
  const image: ImageInput = {
    ...input,
    imageReference: store.opaque("image_reference", input.imageReference),
    extraSnaps: store.opaque("extra_snaps", input.extraSnaps) as unknown[],
  };
  const imageUniqueId = store.text("image_unique_id", input.imageUniqueId);
  const context = contexts.image(call.product!, image);
  const made = makeOpportunities(model, { specs, imageUniqueId, context: () => context });
  return succeeded(model, call, views.ids(made));
}

export function advertiseSnap(model: Model, call: Call, input: SnapInput): Answer {
  const { contexts, errors, make, match, store, views } = model.policy;
  const snap = { ...input, name: store.text("snap name", input.name) };
  if (!match.references(call.product!, snap.name))
    throw new Refusal(404, errors.notReferenced(call.product!, snap.name));
  const specs = specsToRun(model, call);
  const context = contexts.snap(call.product!, snap);
  const imageUniqueId = make.imageUniqueId();
  const made = makeOpportunities(model, { specs, imageUniqueId, context: () => context });
  return succeeded(model, call, views.ids(made));
}

export function advertiseGoldMaster(model: Model, call: Call, input: GoldMasterInput): Answer {
  const { contexts, make, store, views } = model.policy;
  const specs = specsToRun(model, call);
  const snaps = input.snaps.map((snap) => ({ ...snap, name: store.text("snap name", snap.name) }));
  const goldMaster = { ...input, snaps };
  const context = contexts.goldMaster(call.product!, goldMaster);
  contexts.rememberGoldMaster(call.product!, goldMaster);
  const imageUniqueId = make.imageUniqueId();
  const made = makeOpportunities(model, { specs, imageUniqueId, context: () => context });
  return succeeded(model, call, views.ids(made));
}
