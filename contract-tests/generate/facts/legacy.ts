import type { ClauseContext } from "../../clauses/clause.js";
import { MAKE } from "../../clauses/support/define.js";
import type { FactsOf } from "../suite-facts.js";
import { organization, readFull, sharedSnap, testable } from "../test-things.js";

const inOrganization = (t: ClauseContext): { org_id: string } => ({ org_id: organization(t) });

const image = (t: ClauseContext, image_name: string) => ({
  image_reference: { run: t.run },
  image_unique_id: t.uuid(),
  image_name,
});

export const LEGACY_FACTS: FactsOf<
  "legacyAdvertiseImage" | "legacyAdvertiseSnap" | "legacyListTestEvents" | "legacyListTestResults"
> = {
  legacyAdvertiseImage: {
    needs: ["writes", "legacy"],
    path: inOrganization,
    body: (t) => ({ ...image(t, t.name("image")), upgrade_snaps: [] }),
    atBounds: null,
    example: {
      status: "201",
      needs: MAKE,
      async adapt(t, example) {
        const image_name = t.name("image");
        await testable(t, { image_name });
        return { path: inOrganization(t), body: { ...example, image_name } };
      },
    },
    answers: {
      "201": {
        needs: MAKE,
        async reach(t) {
          const image_name = t.name("image");
          await testable(t, { image_name });
          return t.call("legacyAdvertiseImage", { path: inOrganization(t), body: image(t, image_name) });
        },
      },
    },
  },
  legacyAdvertiseSnap: {
    needs: ["writes", "legacy"],
    path: inOrganization,
    body: sharedSnap,
    atBounds: null,
    example: {
      status: "201",
      needs: MAKE,
      async adapt(t, example) {
        const { snap } = await testable(t);
        return { path: inOrganization(t), body: { ...example, name: snap } };
      },
    },
    answers: {
      "201": {
        needs: MAKE,
        async reach(t) {
          const { snap } = await testable(t, { image_name: t.name("image") });
          const body = { name: snap, revision: 1 };
          return t.call("legacyAdvertiseSnap", { path: inOrganization(t), body });
        },
      },
    },
  },
  legacyListTestEvents: {
    needs: ["legacy"],
    path: inOrganization,
    body: null,
    atBounds: null,
    example: null,
    full: (t) =>
      readFull(
        t,
        "legacyListTestEvents",
        () => inOrganization(t),
        () => "RESULT_STORED",
      ),
  },
  legacyListTestResults: {
    needs: ["legacy"],
    path: inOrganization,
    body: null,
    atBounds: null,
    example: null,
    full: (t) =>
      readFull(
        t,
        "legacyListTestResults",
        () => inOrganization(t),
        ({ image_unique_id }) => image_unique_id,
      ),
  },
};
