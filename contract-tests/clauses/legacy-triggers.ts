import type { ClauseContext } from "./clause.js";
import { oncePerRun } from "../run/once-per-run.js";
import { check } from "../judge/mismatch.js";
import type { AdvertisedIds } from "./support/bodies.js";
import { defineClauses } from "./support/define.js";
import { answered, filled, list, refused, same } from "./support/expect.js";
import { logOf } from "./support/read.js";
import { advertise } from "./support/trigger.js";
import { LEGACY_MAKE, named, advertiseImage, logs, org, refusedAs } from "./support/legacy.js";

/** One image that was advertised for two products in turn; their Test Specs have an image name, which has no effect here. */
const ofTwoProducts = (t: ClauseContext) =>
  oncePerRun(t, "legacy.of-two-products", async () => {
    const [one, other] = [(await named(t)).product.id, (await named(t)).product.id];
    const [of, image_unique_id] = [[other, one, other], t.uuid()];
    const ids: string[] = [];
    for (const id of of)
      for (const made of await advertise(t, "image", id, { image_unique_id, image_reference: null }))
        ids.push(made.test_opportunity_id);
    return { ids, of, image_unique_id };
  });

export const advertising = defineClauses(
  { operation: "legacyAdvertiseImage", answer: "201", needs: LEGACY_MAKE, leaves: "opportunities" },
  {
    "legacy.image.one-per-test-spec": {
      title:
        "A legacy image makes one opportunity for each Test Spec of its image name and returns their ids",
      provenance: ["L 708-713", "L 751", "L 773-775"],
      statements: ["8.legacyAdvertiseImage", "8.image-name"],
      async run(t) {
        const { image_name } = await named(t, 3);
        const { ids } = await advertiseImage(t, image_name);
        check(new Set(ids).size === 3 && ids.length === 3, "three ids", ids);
        check(
          ids.every((id) => typeof id === "string"),
          "plain ids",
          ids,
        );
      },
    },
    "legacy.image.only-its-name": {
      title: "A legacy image does not trigger Test Specs of another image name or without one",
      provenance: ["L 708-713"],
      statements: ["8.image-name"],
      async run(t) {
        const { product, image_name, specs } = await named(t);
        await t.make.testSpec(product.id, { image_name: `${image_name}x` });
        await t.make.testSpec(product.id);
        const { ids } = await advertiseImage(t, image_name);
        check(ids.length === 1, "one id", ids);
        const [log] = await logs(t, { test_opportunity_id: ids[0] });
        same("spec_name", log?.spec_name, specs[0]!.name);
      },
    },
    "legacy.image.all-products": {
      title:
        "A legacy image triggers all Test Specs of its name, product by product, the oldest product first",
      provenance: ["L 708-713", "A-22", "A-23"],
      statements: ["8.image-name", "8.organization"],
      async run(t) {
        const { product, image_name, platform, specs } = await named(t);
        const other = await t.make.product();
        // The older product also has the newest Test Spec; the other one has more of them.
        const made = [];
        for (const { id } of [other, other, other, product])
          made.push(await t.make.testSpec(id, { image_name, platform }));
        const { body, ids } = await advertiseImage(t, image_name);
        check(ids.length === 5, "five ids, of two products", ids, ["A-22"]);
        const { image_unique_id } = body;
        const of = new Map(
          (await logs(t, { image_unique_id })).map((log) => [log.test_opportunity_id, log.spec_name]),
        );
        const expected = [specs[0], made[3], made[0], made[1], made[2]].map((spec) => spec?.name);
        const names = ids.map((id) => of.get(id));
        same("the Test Specs of the ids", names, expected, ["L 708-713", "A-22", "A-23"]);
      },
    },
    "legacy.image.keeps-id": {
      title: "A legacy image's opportunities have the image_unique_id and image_reference of the request",
      provenance: ["L 744-745", "L 938"],
      statements: ["8.legacyAdvertiseImage", "8.ids-agree"],
      operation: "legacyListTestEvents",
      answer: "200",
      async run(t) {
        const { image_name } = await named(t);
        const { body, ids } = await advertiseImage(t, image_name);
        const [log] = await logs(t, { test_opportunity_id: ids[0] });
        same("image_unique_id", log?.image_unique_id, body.image_unique_id);
        same("image_reference", log?.test_opportunity.image_reference, body.image_reference, ["A-15"]);
      },
    },
    "legacy.image.keeps-name": {
      title: "Each opportunity of a legacy image keeps the image_name of its own image",
      provenance: ["L 746", "L 928-978"],
      statements: ["8.legacyAdvertiseImage", "8.legacyListTestEvents"],
      operation: "legacyListTestEvents",
      answer: "200",
      async run(t) {
        const made: { id: string; image_name: string }[] = [];
        for (let n = 0; n < 2; n++) {
          const { image_name } = await named(t);
          made.push({ image_name, id: (await advertiseImage(t, image_name)).ids[0] });
        }
        for (const { id, image_name } of made) {
          const [log] = await logs(t, { test_opportunity_id: id });
          same("image_name", log?.image_name, image_name);
        }
      },
    },
    "legacy.image.upgrade-snaps-ignored": {
      title: "upgrade_snaps is optional, may be any list and has no effect",
      provenance: ["A-26"],
      statements: ["8.upgrade-snaps"],
      async run(t) {
        const { image_name } = await named(t);
        for (const more of [{}, { upgrade_snaps: ["a.b", { name: "c.d" }] }]) {
          const body = { image_reference: "r", image_unique_id: t.uuid(), image_name, ...more };
          const made = answered(await t.call("legacyAdvertiseImage", { path: org(t), body }), 201);
          check(list(made, "ids").length === 1, "one id", made);
        }
      },
    },
    "legacy.image.no-test-spec": {
      title: "An image name that no Test Spec has is 404 with the documented message",
      provenance: ["L 753-759"],
      statements: ["8.no-test-spec", "2.error-body"],
      answer: "404",
      leaves: "nothing",
      async run(t) {
        const image_name = t.name("no-such-image");
        const body = { image_reference: "r", image_unique_id: t.uuid(), image_name, upgrade_snaps: [] };
        const answer = await t.call("legacyAdvertiseImage", { path: org(t), body });
        const message = `Couldn't find a Spec for image name '${image_name}'`;
        refusedAs(answer, message);
      },
    },
    "legacy.snap.one-per-test-spec": {
      title:
        "A legacy snap revision makes one opportunity for each Test Spec of the products that reference it, also if the first has none",
      provenance: ["L 788-790", "L 865-868"],
      statements: ["8.legacyAdvertiseSnap"],
      operation: "legacyAdvertiseSnap",
      async run(t) {
        const { snaps } = await t.make.product();
        const product = await t.make.product({ snaps });
        for (let n = 0; n < 2; n++) await t.make.testSpec(product.id);
        const body = { name: snaps[0], revision: 123 };
        const made = answered(await t.call("legacyAdvertiseSnap", { path: org(t), body }), 201);
        const ids = filled<AdvertisedIds["ids"][number]>(made, "ids");
        check(
          new Set(ids.map((id) => id.test_opportunity_id)).size === 2 && ids.length === 2,
          "two opportunities",
          ids,
        );
        check(new Set(ids.map((id) => id.image_unique_id)).size === 1, "one image_unique_id", ids);
        const log = await logOf(t, product.id, ids[0].test_opportunity_id);
        same("the log's image_unique_id", log.image_unique_id, ids[0].image_unique_id, ["A-32", "A-15"]);
      },
    },
    "legacy.snap.not-referenced": {
      title: "A snap that no product references is 404 with an empty message",
      provenance: ["L 847-853"],
      statements: ["8.snap-not-referenced"],
      operation: "legacyAdvertiseSnap",
      answer: "404",
      leaves: "nothing",
      async run(t) {
        const body = { name: `${t.name("no-such")}.foo`, revision: 1 };
        const answer = await t.call("legacyAdvertiseSnap", { path: org(t), body });
        refusedAs(answer, "");
      },
    },
    "legacy.snap.no-test-spec": {
      title: "A snap whose products have no Test Spec is 404, Couldn't find a Spec for ...",
      provenance: ["A-11"],
      statements: ["8.snap-not-referenced"],
      operation: "legacyAdvertiseSnap",
      answer: "404",
      leaves: "product",
      async run(t) {
        const product = await t.make.product();
        const body = { name: product.snaps[0], revision: 1 };
        const { message } = refused(await t.call("legacyAdvertiseSnap", { path: org(t), body }), 404);
        check(message.startsWith("Couldn't find a Spec for "), "Couldn't find a Spec for ...", message);
      },
    },
    "legacy.snap.of-replaced-product": {
      title:
        "After a replacement of a product, a legacy snap revision matches its new snaps and no removed ones",
      provenance: ["L 788-790", "L 847-853", "A-07"],
      statements: ["8.legacyAdvertiseSnap", "4.updateProduct"],
      operation: "legacyAdvertiseSnap",
      async run(t) {
        const { product } = await named(t);
        const { name, release, snaps } = product;
        const body = { name, release, snaps: [`${t.name("new")}.foo`] };
        answered(await t.call("updateProduct", { path: { product_id: product.id }, body }), 200, ["A-07"]);
        const sent = (snap: string | undefined) =>
          t.call("legacyAdvertiseSnap", { path: org(t), body: { name: snap, revision: 1 } });
        check(filled(answered(await sent(body.snaps[0]), 201), "ids").length === 1, "one id", body.snaps);
        answered(await sent(snaps[0]), 404);
      },
    },
    "legacy.organization.unknown": {
      title: "An organization of another account is 404",
      provenance: ["A-22"],
      statements: ["8.organization"],
      operation: "legacyListTestResults",
      answer: "404",
      needs: ["legacy"],
      leaves: "nothing",
      async run(t) {
        const path = { org_id: `no-such-org-${t.uuid()}` };
        for (const operation of ["legacyListTestResults", "legacyListTestEvents"]) {
          same("id", refused(await t.call(operation, { path }), 404).id, "resource-not-found");
        }
      },
    },
    "legacy.image-name.of-others": {
      title:
        "Opportunities that the product API triggered are in the organization's logs, without an image name",
      provenance: ["A-32"],
      statements: ["8.one-set"],
      operation: "legacyListTestEvents",
      answer: "200",
      async run(t) {
        const { ids, of } = await ofTwoProducts(t);
        const [legacy] = await logs(t, { test_opportunity_id: ids[0] });
        same("image_name", legacy?.image_name, null);
        same("its events", legacy?.events, (await logOf(t, of[0]!, ids[0]!)).events);
      },
    },
    "legacy.events.of-products": {
      title: "An organization lists the logs of all its products together, oldest first",
      provenance: ["A-23", "A-32"],
      statements: ["8.legacyListTestEvents", "5.no-filter"],
      operation: "legacyListTestEvents",
      answer: "200",
      async run(t) {
        const { ids, image_unique_id } = await ofTwoProducts(t);
        const found = await logs(t, { image_unique_id });
        same(
          "the opportunities of an image",
          found.map((log) => log.test_opportunity_id),
          ids,
        );
      },
    },
  },
);
