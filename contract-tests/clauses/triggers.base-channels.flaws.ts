import { around } from "../mutants/around.js";
import { type AdvertisedId, idsOf, LOGS, logsOf, objectOf, type Product } from "../mutants/bodies.js";
import { onStatus, refuse, remembering } from "../mutants/changes.js";
import { defineFlaws } from "../mutants/define-flaws.js";

/** Flaws of the base of a snap revision, and of the products that it triggers (contract.md §4). */
export const baseFlaws = defineFlaws("snap revisions", [
  [
    "base.none-is-stable",
    "base_channel is stable if there is no gold master",
    "triggers.base-channel.none",
    onStatus(LOGS, 200, (answer) => {
      for (const { test_opportunity: shown } of logsOf(answer))
        if (shown.update_channel !== null) shown.base_channel ??= "stable";
    }),
  ],
  [
    "base.first-gold-master",
    "the base is the first gold master, not the last",
    "triggers.base-channel.last-gold-master",
    around(["advertiseGoldMaster"], () => {
      const first = new Map<string, unknown>();
      return async (call) => {
        const body = objectOf(await call.body());
        const product = call.path["product_id"]!;
        if (!first.has(product)) first.set(product, body["channel"]);
        return call.send({ body: { ...body, channel: first.get(product) } });
      };
    }),
  ],
  [
    "base.any-product",
    "the base is the last gold master of any product",
    "triggers.base-channel.other-product",
    remembering(["advertiseGoldMaster", "listTestEvents"], () => {
      let last: unknown = null;
      return async (answer, call) => {
        if (call.operationId === "advertiseGoldMaster") last = objectOf(await call.body())["channel"];
        for (const { test_opportunity: shown } of logsOf(answer))
          if (shown.update_channel !== null) shown.base_channel ??= last as never;
      };
    }),
  ],
  [
    "again.base-of-today",
    "a revision that is advertised again gets the current base",
    "triggers.readvertised.same-base",
    remembering(["advertiseGoldMaster", "advertiseSnap", "listTestEvents"], () => {
      let last: unknown = null;
      const bases = new Map<string, unknown>();
      return async (answer, call) => {
        if (call.operationId === "advertiseGoldMaster") last = objectOf(await call.body())["channel"];
        for (const one of idsOf(answer) as AdvertisedId[]) bases.set(one.test_opportunity_id, last);
        for (const log of logsOf(answer)) {
          const base = bases.get(log.test_opportunity_id);
          if (log.test_opportunity.update_channel !== null && base !== undefined)
            log.test_opportunity.base_channel = base as never;
        }
      };
    }),
  ],
  [
    "again.first-channel",
    "a revision stays on the channel on which it was first advertised",
    "triggers.readvertised.on-other-channel",
    around(["advertiseSnap"], () => {
      const first = new Map<string, unknown>();
      return async (call) => {
        const body = objectOf(await call.body());
        const key = JSON.stringify([call.path, body["name"], body["revision"]]);
        if (!first.has(key)) first.set(key, body["channel"]);
        return call.send({ body: { ...body, channel: first.get(key) } });
      };
    }),
  ],
  [
    "matches.first-snap",
    "only the first snap of a product matches",
    "triggers.snap.any-of-the-product",
    remembering(["advertiseSnap"], () => async (answer, call) => {
      const to = `/products/${call.path["product_id"]!}`;
      const { snaps } = (await call.send({ method: "GET", to })).body as Product;
      if (objectOf(await call.body())["name"] !== snaps[0]) refuse(answer, 404, "resource-not-found", "");
    }),
  ],
  [
    "matches.other-product",
    "an advertisement also triggers other products of the account that have the snap",
    "triggers.only-this-product",
    remembering(["createProduct", "advertiseSnap"], () => {
      let last: Product | undefined;
      return async (answer, call) => {
        if (call.operationId === "createProduct") last = answer.body as Product;
        else if (last && last.id !== call.path["product_id"])
          await call.send({ to: `/products/${last.id}/snaps` });
      };
    }),
  ],
]);
