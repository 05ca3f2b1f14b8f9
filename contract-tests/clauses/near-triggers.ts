import { check } from "../judge/mismatch.js";
import type { ClauseContext } from "./clause.js";
import { defineClauses, MAKE } from "./support/define.js";
import { answered, same } from "./support/expect.js";
import { productWithSpecs, advertise } from "./support/trigger.js";
import { eventLogs, logOf } from "./support/read.js";

/** A product with a Test Spec and a snap, and names that are similar to the snap's. */
async function similarSnaps(t: ClauseContext) {
  const own = `${t.name("Snap")}.Foo`;
  const product = await t.make.product({ snaps: [own] });
  await t.make.testSpec(product.id);
  const [name, developer] = own.split(/\.(?=Foo$)/) as [string, string];
  const alike = [own.toLowerCase(), own.toUpperCase(), own.slice(0, -1), `${own}x`, own.slice(1)];
  const parts = [name, `${name}.`, `${name}.other`, developer, `.${developer}`, `${name}-${developer}`];
  const patterns = [
    `${name}%`,
    `${name}.*`,
    own.replace(/S/, "_"),
    own.replace(/S/, "."),
    ` ${own}`,
    `${own} `,
  ];
  return { product, alike: [...alike, ...parts, ...patterns] };
}

/** Triggers that almost match. */
export const nearTriggers = [
  ...defineClauses(
    { operation: "advertiseImage", answer: "201", needs: MAKE, leaves: "opportunities" },
    {
      "triggers.ids-in-order": {
        title: "The ids of an advertisement come in the order of the Test Specs",
        provenance: ["D 748", "A-15"],
        statements: ["4.one-per-test-spec"],
        async run(t) {
          const { product, specs } = await productWithSpecs(t, 6);
          const body = { image_unique_id: t.uuid(), image_reference: null };
          const ids = await advertise(t, "image", product.id, body);
          const logs = await eventLogs(t, product.id);
          const names = new Map(logs.map((log) => [log.test_opportunity_id, log.spec_name]));
          same(
            "the Test Specs of the ids",
            ids.map(({ test_opportunity_id: id }) => names.get(id)),
            specs.map(({ name }) => name),
          );
        },
      },
      "triggers.snaps.same-twice": {
        title:
          "A gold master's snaps come back as they were sent, also one that comes twice, and do not become the product's",
        provenance: ["A-07", "A-13", "A-15"],
        statements: ["4.context-of-gold-master", "4.getProduct"],
        operation: "advertiseGoldMaster",
        async run(t) {
          const { product } = await productWithSpecs(t);
          const [one, other] = [product.snaps[0]!, product.snaps[1]!];
          const names = [one, other, one, `${t.name("unlisted")}.foo`];
          const snaps = names.map((name, at) => ({ name, revision: at === 1 ? 2 : 1 }));
          const [made] = await advertise(t, "gold-master", product.id, { snaps, channel: "stable" });
          const log = await logOf(t, product.id, made.test_opportunity_id);
          same("snaps", log.test_opportunity?.snaps, snaps, ["A-13", "A-15"]);
          const path = { product_id: product.id };
          same("the product", answered(await t.call("getProduct", { path }), 200), product, ["A-07", "A-13"]);
        },
      },
    },
  ),
  ...defineClauses(
    { operation: "advertiseSnap", answer: "404", needs: MAKE, leaves: "opportunities" },
    {
      "triggers.snap.alike": {
        title: "A snap's name is compared whole and with its case: a similar name is not referenced",
        provenance: ["D 777-779", "D 810", "A-10"],
        statements: ["4.snap-matches", "4.snap-not-referenced"],
        async run(t) {
          const { product, alike } = await similarSnaps(t);
          const advertise = (name: string) =>
            t.call("advertiseSnap", {
              path: { product_id: product.id },
              body: { name, revision: 1, channel: "edge" },
            });
          // A target that takes every name does not compare any.
          answered(await advertise(`${t.name("unlike")}.bar`), 404, ["A-10"]);
          for (const name of alike) {
            const answer = await advertise(name);
            const grounds = ["D 777-779", "D 810"];
            check(answer.status >= 400, `a refusal of ${name}`, `status ${answer.status}`, grounds);
            answered(answer, 404, ["A-10"]);
          }
        },
      },
      "triggers.legacy-snap.alike": {
        title: "A legacy snap's name is compared whole and with its case: a similar name is not referenced",
        provenance: ["L 788-790", "L 847-853"],
        statements: ["8.legacyAdvertiseSnap", "8.snap-not-referenced"],
        operation: "legacyAdvertiseSnap",
        needs: [...MAKE, "legacy"],
        async run(t) {
          const path = { org_id: t.target.organization! };
          for (const name of (await similarSnaps(t)).alike)
            answered(await t.call("legacyAdvertiseSnap", { path, body: { name, revision: 1 } }), 404);
        },
      },
    },
  ),
  ...defineClauses(
    { operation: "advertiseGoldMaster", answer: "404", needs: MAKE, leaves: "opportunities" },
    {
      "triggers.base-channel.refused-gold-master": {
        title: "A gold master that is refused because the product has no Test Spec is no base",
        provenance: ["A-11", "A-13"],
        statements: ["4.no-test-spec", "4.context-of-snap"],
        async run(t) {
          const product = await t.make.product();
          const snap = { name: product.snaps[0]!, revision: 1 };
          const path = { product_id: product.id };
          const body = { snaps: [snap], channel: "stable" };
          answered(await t.call("advertiseGoldMaster", { path, body }), 404, ["A-11"]);
          await t.make.testSpec(product.id);
          const [made] = await advertise(t, "snap", product.id, { ...snap, channel: "edge" });
          const log = await logOf(t, product.id, made.test_opportunity_id);
          same("base_channel", log.test_opportunity?.base_channel, null, ["A-11", "A-13", "A-15"]);
        },
      },
    },
  ),
  ...defineClauses(
    { operation: "listTestSpecs", answer: "200", needs: MAKE, leaves: "product" },
    {
      "contradictions.c-2.any-snaps": {
        title: "A gold master that is posted to /snaps may have snaps that the product does not reference",
        provenance: ["C-2", "A-13"],
        statements: ["9.c-2", "4.advertiseGoldMaster"],
        operation: "advertiseSnap",
        answer: "201",
        leaves: "opportunities",
        async run(t) {
          const { product } = await productWithSpecs(t);
          const snaps = [{ name: `${t.name("other")}.foo`, revision: 1 }];
          const path = { product_id: product.id };
          const answer = await t.call("advertiseSnap", { path, body: { snaps, channel: "beta" } });
          answered(answer, 201, ["C-2", "A-13"]);
        },
      },
    },
  ),
  ...defineClauses(
    { operation: "legacyAdvertiseImage", answer: "404", needs: [...MAKE, "legacy"], leaves: "opportunities" },
    {
      "legacy.image-name.alike": {
        title: "An image_name is compared whole, with its blanks and its case",
        provenance: ["L 708-713", "L 753-758"],
        statements: ["8.image-name"],
        async run(t) {
          const product = await t.make.product();
          const name = t.name("Image");
          await t.make.testSpec(product.id, { image_name: name });
          const pattern = t.name("pattern");
          await t.make.testSpec(product.id, { image_name: `${pattern}%` });
          const path = { org_id: t.target.organization! };
          for (const image_name of [
            ` ${name}`,
            `${name} `,
            name.toLowerCase(),
            `${name}x`,
            name.slice(0, -1),
            `${name.slice(0, -1)}_`,
            `${name.slice(0, -1)}%`,
            `${pattern}x`,
          ]) {
            const body = { image_name, image_unique_id: t.uuid(), image_reference: null };
            answered(await t.call("legacyAdvertiseImage", { path, body }), 404);
          }
        },
      },
    },
  ),
  ...defineClauses(
    { operation: "legacyListTestEvents", answer: "404", needs: ["legacy"], leaves: "nothing" },
    {
      "legacy.organization.alike": {
        title: "An organization's name is compared whole and with its case",
        provenance: ["A-22"],
        statements: ["8.organization"],
        async run(t) {
          const own = t.target.organization!;
          const swapped = own === own.toUpperCase() ? own.toLowerCase() : own.toUpperCase();
          const alike = [swapped, `${own}x`, `${own} `, own.slice(0, -1)];
          for (const org_id of alike.filter((name) => name !== own && name !== "")) {
            const answer = await t.call("legacyListTestEvents", { path: { org_id } });
            answered(answer, 404, ["A-22"]);
          }
        },
      },
    },
  ),
];
