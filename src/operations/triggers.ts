import { findProduct } from "../domain/product.js";
import type { Json } from "../domain/records.js";
import { isRefusal } from "../domain/refusal.js";
import { advertiseGoldMaster, advertiseImage, advertiseSnap } from "../domain/trigger.js";
import { advertised } from "./advertised.js";
import type { Handlers } from "./operation.js";

export const triggers: Pick<Handlers, "advertiseImage" | "advertiseSnap" | "advertiseGoldMaster"> = {
  advertiseImage({ path, body }, call) {
    const product = findProduct(call.state, call.account, path.product_id);
    if (isRefusal(product)) return product;
    const fields = {
      ...body,
      image_reference: body.image_reference as Json,
      extra_snaps: body.extra_snaps as Json[],
    };
    return advertised(advertiseImage(call.state, product, fields, call), call);
  },

  /** A gold master's body is accepted here too (C-2). */
  advertiseSnap({ path, body }, call) {
    const product = findProduct(call.state, call.account, path.product_id);
    if (isRefusal(product)) return product;
    const decision =
      "snaps" in body
        ? advertiseGoldMaster(call.state, product, body, call)
        : advertiseSnap(call.state, product, body, call);
    return advertised(decision, call);
  },

  advertiseGoldMaster({ path, body }, call) {
    const product = findProduct(call.state, call.account, path.product_id);
    if (isRefusal(product)) return product;
    return advertised(advertiseGoldMaster(call.state, product, body, call), call);
  },
};
