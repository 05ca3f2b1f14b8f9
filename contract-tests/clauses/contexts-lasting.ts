import type { ClauseContext } from "./clause.js";
import { defineClauses, MAKE } from "./support/define.js";
import { fields, same, answered, filled } from "./support/expect.js";
import { check } from "../judge/mismatch.js";
import type { AdvertisedIds } from "./support/bodies.js";
import { baseOf, eventLogs, logOf } from "./support/read.js";
import { advertise } from "./support/trigger.js";

/** A product with two snaps and a Test Spec. */
async function ready(t: ClauseContext) {
  const names = [`${t.name("x")}.foo`, `${t.name("y")}.foo`] as const;
  const product = await t.make.product({ snaps: [...names] });
  return { product, names, specId: (await t.make.testSpec(product.id)).id };
}

export const part = (of: unknown, names: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(names.map((name) => [name, fields(of)[name]]));

/** Later changes do not affect an opportunity, and a product keeps its last gold master when it is replaced. */
export const lasting = defineClauses(
  { operation: "listTestEvents", answer: "200", needs: MAKE, leaves: "opportunities" },
  {
    "contexts.stays": {
      title: "An opportunity keeps its context after later advertisements, replacements and deletions",
      provenance: ["A-13", "A-15", "A-29"],
      statements: ["4.context-of-snap", "4.updateProduct"],
      async run(t) {
        const { product, names, specId } = await ready(t);
        const path = { product_id: product.id };
        const [{ test_opportunity_id: id }] = await advertise(t, "snap", product.id, {
          name: names[0],
          revision: 1,
          channel: "edge",
        });
        const before = await logOf(t, product.id, id);
        await advertise(t, "gold-master", product.id, {
          snaps: [{ name: names[1], revision: 2 }],
          channel: "stable",
        });
        await advertise(t, "snap", product.id, { name: names[0], revision: 2, channel: "beta" });
        answered(
          await t.call("updateProduct", { path, body: { name: t.name("other"), release: "r", snaps: [] } }),
          200,
        );
        answered(await t.call("deleteTestSpec", { path: { ...path, test_spec_id: specId } }), 204);
        const after: Record<string, unknown> = { ...(await logOf(t, product.id, id)) };
        delete after["updated_at"];
        same("the log", after, part(before, Object.keys(after)));
      },
    },
    "contexts.base.after-replacement": {
      title:
        "A replaced product keeps its last gold master and the contexts of its revisions, also of a snap that it did not have for a while",
      provenance: ["A-07", "A-12", "A-13", "A-15"],
      statements: ["4.updateProduct", "4.advertised-again"],
      async run(t) {
        const { product, names } = await ready(t);
        const path = { product_id: product.id };
        const of = async (revision: number): Promise<unknown> => {
          const [{ test_opportunity_id: id }] = await advertise(t, "snap", product.id, {
            name: names[0],
            revision,
            channel: "edge",
          });
          return baseOf(t, product.id, id);
        };
        same("the base of revision 1", await of(1), null);
        await advertise(t, "gold-master", product.id, {
          snaps: [{ name: names[1], revision: 2 }],
          channel: "candidate",
        });
        for (const snap of [names[1], names[0]]) {
          const body = { name: t.name("other"), release: "r", snaps: [snap] };
          answered(await t.call("updateProduct", { path, body }), 200);
        }
        same("the base of revision 2", await of(2), "candidate");
        same("the base of revision 1 again", await of(1), null);
      },
    },
    "contexts.base.refused-gold-master": {
      title: "A refused gold master is not a base",
      provenance: ["A-09", "A-13", "A-15"],
      statements: ["4.unknown-channel", "4.context-of-snap"],
      async run(t) {
        const { product, names } = await ready(t);
        const path = { product_id: product.id };
        const snaps = [{ name: names[1], revision: 2 }];
        await advertise(t, "gold-master", product.id, { snaps, channel: "beta" });
        for (const body of [
          { snaps: [], channel: "stable" },
          { snaps, channel: "Stable" },
          { snaps: [{ name: names[1] }], channel: "stable" },
        ])
          answered(await t.call("advertiseGoldMaster", { path, body }), 400);
        const [{ test_opportunity_id: id }] = await advertise(t, "snap", product.id, {
          name: names[0],
          revision: 1,
          channel: "edge",
        });
        same("the base", await baseOf(t, product.id, id), "beta");
      },
    },
    "contexts.base.new-test-spec": {
      title: "A repeated revision keeps its base also for a new Test Spec",
      provenance: ["A-12", "A-15"],
      statements: ["4.advertised-again"],
      async run(t) {
        const { product, names } = await ready(t);
        const body = { name: names[0], revision: 1, channel: "edge" };
        await advertise(t, "snap", product.id, body);
        await advertise(t, "gold-master", product.id, {
          snaps: [{ name: names[1], revision: 2 }],
          channel: "stable",
        });
        await t.make.testSpec(product.id);
        const ids = await advertise(t, "snap", product.id, body);
        check(ids.length === 2, "two opportunities", ids);
        for (const { test_opportunity_id: id } of ids)
          same("the base", await baseOf(t, product.id, id), null);
      },
    },
    "contexts.legacy-snap": {
      title:
        "For each product a legacy snap revision has the base of that product's last gold master, and no channel",
      provenance: ["A-13", "A-15", "L 788-790"],
      statements: ["8.legacyAdvertiseSnap", "4.context-of-snap"],
      operation: "legacyAdvertiseSnap",
      answer: "201",
      needs: [...MAKE, "legacy"],
      async run(t) {
        const name = `${t.name("snap")}.foo`;
        const of = [];
        for (const channel of ["stable", null, "beta"]) {
          const product = await t.make.product({ snaps: [name] });
          await t.make.testSpec(product.id);
          if (channel)
            await advertise(t, "gold-master", product.id, { snaps: [{ name, revision: 1 }], channel });
          of.push({ product, channel });
        }
        const path = { org_id: t.target.organization! };
        const answer = await t.call("legacyAdvertiseSnap", { path, body: { name, revision: 4 } });
        const ids = filled<AdvertisedIds["ids"][number]>(answered(answer, 201), "ids");
        check(new Set(ids.map((one) => one.image_unique_id)).size === 1, "one image_unique_id", ids);
        for (const { product, channel } of of) {
          const own = (await eventLogs(t, product.id)).find(
            (log) => log.image_unique_id === ids[0].image_unique_id,
          );
          const shown = part(own?.test_opportunity, [
            "snaps",
            "primary_snap_name",
            "base_channel",
            "update_channel",
            "channel",
          ]);
          const expected = {
            primary_snap_name: name,
            base_channel: channel,
            update_channel: null,
            channel: null,
          };
          same("the context", shown, { snaps: [{ name, revision: 4 }], ...expected });
        }
      },
    },
    "contexts.legacy-snap.own": {
      title:
        "A legacy snap revision has and keeps a base of its own, also if the same revision was on each channel before",
      provenance: ["A-12", "A-13", "A-15"],
      statements: ["4.advertised-again", "8.legacyAdvertiseSnap"],
      operation: "legacyAdvertiseSnap",
      answer: "201",
      needs: [...MAKE, "legacy"],
      async run(t) {
        const { product, names } = await ready(t);
        const body = { name: names[0], revision: 4 };
        for (const channel of ["edge", "beta", "candidate", "stable"])
          await advertise(t, "snap", product.id, { ...body, channel });
        const path = { org_id: t.target.organization! };
        const snaps = [{ name: names[0], revision: 1 }];
        for (const [channel, what] of [
          ["beta", "base_channel"],
          ["stable", "base_channel when it is advertised again"],
        ] as const) {
          await advertise(t, "gold-master", product.id, { snaps, channel });
          const answer = await t.call("legacyAdvertiseSnap", { path, body });
          const [{ test_opportunity_id }] = filled<AdvertisedIds["ids"][number]>(
            answered(answer, 201),
            "ids",
          );
          same(what, await baseOf(t, product.id, test_opportunity_id), "beta");
        }
      },
    },
  },
);
