/** Advertisements of the legacy organization API (section 8). */
import type { Model } from "./model.js";
import type { Policy } from "./policy.js";
import { succeeded } from "./products.js";
import { Refusal } from "./records.js";
import type { Answer, Context, Product, SnapRevision } from "./records.js";
import type { Call } from "./routes.js";
import { makeOpportunities } from "./triggers.js";

type LegacyImageInput = ReturnType<Policy["readers"]["legacyImage"]>;

export function legacyAdvertiseImage(model: Model, call: Call, input: LegacyImageInput): Answer {
  const { contexts, errors, match, store, views } = model.policy;
  const { imageName } = input;
  const specs = match.legacyImage(model.state, call.account!, imageName);
  if (specs.length === 0) throw new Refusal(404, errors.noSpecOfImage(imageName));
  const reference = store.opaque("legacy image_reference", input.imageReference);
  const context = contexts.legacyImage(reference, input.upgradeSnaps);
  const imageUniqueId = store.text("image_unique_id", input.imageUniqueId);
  const made = makeOpportunities(model, {
    specs,
    imageUniqueId,
    imageName,
    legacy: true,
    context: () => context,
  });
  return succeeded(model, call, views.legacyImageIds(made));
}

export function legacyAdvertiseSnap(model: Model, call: Call, input: SnapRevision): Answer {
  const { contexts, errors, make, match, scope, store, views } = model.policy;
  const snap = { ...input, name: store.text("snap name", input.name) };
  const products = match.legacyProducts(scope.products(model.state, call.account!), snap.name);
  if (products.length === 0) throw new Refusal(404, errors.notReferenced(null, snap.name));
  const specs = match.legacySnap(model.state, products);
  if (specs.length === 0) throw new Refusal(404, errors.noSpecOfSnap(snap.name));
  const known = new Map<Product, Context>();
  const made = makeOpportunities(model, {
    specs,
    legacy: true,
    imageUniqueId: make.imageUniqueId(),
    context({ product }) {
      const context = known.get(product) ?? contexts.legacySnap(product, snap);
      known.set(product, context);
      return context;
    },
  });
  return succeeded(model, call, views.legacySnapIds(made));
}
