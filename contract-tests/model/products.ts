/** Managing products and Test Specs (section 4). */
import type { Model } from "./model.js";
import type { Policy } from "./policy.js";
import type { Answer, Product, TestSpec } from "./records.js";
import type { Call } from "./routes.js";

type ProductInput = ReturnType<Policy["readers"]["product"]>;
type SpecInput = ReturnType<Policy["readers"]["testSpec"]>;

/** The answer with the status of success of the operation. */
export function succeeded({ policy }: Model, { operation }: Call, body?: unknown): Answer {
  const status = policy.success.status(operation!);
  return status === 204 ? { status, headers: {} } : { status, headers: {}, body };
}

function kept({ store }: Policy, { name, release, snaps }: ProductInput): ProductInput {
  return {
    name: store.text("product name", name),
    release: store.text("release", release),
    snaps: snaps.map((snap) => store.text("product snap", snap)),
  };
}

export const products = {
  create(model: Model, call: Call, input: ProductInput): Answer {
    const { policy, state } = model;
    const product: Product = {
      ...kept(policy, input),
      id: policy.make.id(),
      account: call.account!,
      createdAt: policy.clock.now(),
      lastGoldMaster: null,
      bases: new Map(),
    };
    state.products.set(product.id, product);
    return succeeded(model, call, policy.views.product(product));
  },
  list(model: Model, call: Call): Answer {
    const { views, order, scope } = model.policy;
    const list = order.products(scope.products(model.state, call.account!));
    const shown = list.map((product) => views.product(product));
    return succeeded(model, call, views.list("products", shown));
  },
  get: (model: Model, call: Call): Answer =>
    succeeded(model, call, model.policy.views.product(call.product!)),
  update(model: Model, call: Call, input: ProductInput): Answer {
    Object.assign(call.product!, kept(model.policy, input));
    return succeeded(model, call, model.policy.views.product(call.product!));
  },
  delete(model: Model, call: Call): Answer {
    model.policy.remove.product(model.state, call.product!);
    return succeeded(model, call);
  },
  createSpec(model: Model, call: Call, input: SpecInput): Answer {
    const { policy, state } = model;
    const { store } = policy;
    const { platform, imageName } = input;
    const spec: TestSpec = {
      id: policy.make.id(),
      product: call.product!,
      name: store.text("spec name", input.name),
      platform: platform === null ? null : store.text("spec platform", platform),
      imageName: imageName === null ? null : store.text("spec image_name", imageName),
      testPayload: store.opaque("test_payload", input.testPayload),
      createdAt: policy.clock.now(),
    };
    state.specs.set(spec.id, spec);
    return succeeded(model, call, policy.views.spec(spec));
  },
  listSpecs(model: Model, call: Call): Answer {
    const { views, order, scope } = model.policy;
    const list = order.specs(scope.specs(model.state, call.product!));
    const shown = list.map((spec) => views.spec(spec));
    return succeeded(model, call, views.list("test_specs", shown));
  },
  getSpec: (model: Model, call: Call): Answer => succeeded(model, call, model.policy.views.spec(call.spec!)),
  deleteSpec(model: Model, call: Call): Answer {
    model.policy.remove.spec(model.state, call.spec!);
    return succeeded(model, call);
  },
};
