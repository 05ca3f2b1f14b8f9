import { check, Skip } from "../judge/mismatch.js";
import type { Clause } from "./clause.js";
import { defineClauses, MAKE } from "./support/define.js";
import { answered, filled, list, refused, same } from "./support/expect.js";
import { eventLogs } from "./support/read.js";

/** Names in messages that a server might escape, quote or cut. */
const TOLD = ["a b", "100%", "a'b", 'a"b', "<b>&amp;", "a\\b", "\u00e9", "{0} %s"];

/** Images by name of the organization API (contract.md §8). */
export const legacyNames: readonly Clause[] = defineClauses(
  { operation: "legacyAdvertiseImage", answer: "201", needs: [...MAKE, "legacy"], leaves: "opportunities" },
  {
    "legacy.image-name.empty": {
      title: "An empty image_name is a name: it triggers Test Specs of that name and none without a name",
      provenance: ["L 708-713", "A-31", "A-32"],
      statements: ["8.image-name", "8.one-set", "2.lengths"],
      async run(t) {
        if (!t.target.exclusive) throw new Skip("on a shared target this could start other clients' tests");
        const product = await t.make.product();
        const empty = await t.make.testSpec(product.id, { image_name: "" });
        await t.make.testSpec(product.id, { image_name: null });
        const path = { org_id: t.target.organization! };
        const image_unique_id = t.uuid();
        const body = { image_name: "", image_unique_id, image_reference: null };
        answered(await t.call("legacyAdvertiseImage", { path, body }), 201, ["L 708-713", "A-31"]);
        const made = await eventLogs(t, product.id);
        same(
          "the Test Specs of its opportunities",
          made.map(({ spec_name }) => spec_name),
          [empty.name],
          ["L 708-713", "A-15", "A-31", "A-32"],
        );
        const query = { test_opportunity_id: made[0]!.test_opportunity_id };
        const answer = await t.call("legacyListTestEvents", { path, query });
        const [log] = list<{ image_name: unknown }>(answered(answer, 200), "event_logs");
        same("image_name", log?.image_name, "", ["A-31", "A-32"]);
      },
    },
    "legacy.image-name.of-other-things": {
      title:
        "An image_name is that of a Test Spec's image, not the name of a product, a snap, a Test Spec or a platform",
      provenance: ["L 708-713", "L 753-758"],
      statements: ["8.image-name", "8.no-test-spec"],
      answer: "404",
      async run(t) {
        const name = t.name("named");
        const product = await t.make.product({ name, release: name, snaps: [name] });
        await t.make.testSpec(product.id, { name, platform: name, image_name: null, test_payload: name });
        await t.make.testSpec(product.id, { name, platform: name, image_name: `${name}-image` });
        const path = { org_id: t.target.organization! };
        const body = { image_name: name, image_unique_id: t.uuid(), image_reference: name };
        const { message } = refused(await t.call("legacyAdvertiseImage", { path, body }), 404);
        check(message.includes(name), "a message with the image name", message, ["L 753-758", "A-01"]);
      },
    },
    "legacy.image-name.in-message": {
      title: "The message of a refused image has the image name as it was sent, in single quotes",
      provenance: ["L 753-758", "A-01"],
      statements: ["8.no-test-spec"],
      answer: "404",
      async run(t) {
        const path = { org_id: t.target.organization! };
        for (const text of TOLD) {
          const image_name = `${t.name("image")}${text}`;
          const body = { image_name, image_unique_id: t.uuid(), image_reference: null };
          const { message } = refused(await t.call("legacyAdvertiseImage", { path, body }), 404);
          const expected = `Couldn't find a Spec for image name '${image_name}'`;
          same("message", message, expected, ["L 753-758", "A-01"]);
        }
      },
    },
    "legacy.upgrade-snaps.not-shown": {
      title: "upgrade_snaps of a legacy image are not shown as its extra_snaps or snaps",
      provenance: ["A-26", "A-14", "A-15"],
      statements: ["8.upgrade-snaps"],
      async run(t) {
        const product = await t.make.product();
        const image_name = t.name("image");
        await t.make.testSpec(product.id, { image_name });
        const path = { org_id: t.target.organization! };
        const upgrade_snaps = [product.snaps[0], { name: product.snaps[0], revision: 1 }];
        const body = { image_name, image_unique_id: t.uuid(), image_reference: null, upgrade_snaps };
        filled(answered(await t.call("legacyAdvertiseImage", { path, body }), 201), "ids");
        const [log] = await eventLogs(t, product.id);
        const { extra_snaps, snaps, primary_snap_name, channel } = log?.test_opportunity ?? {};
        const none = { extra_snaps: [], snaps: [], primary_snap_name: null, channel: null };
        same("the context", { extra_snaps, snaps, primary_snap_name, channel }, none);
      },
    },
  },
);
