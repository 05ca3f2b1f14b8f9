import { hasSnap, revisionOf } from "../opportunity.js";
import { behaviour } from "./behaviour.js";

export const failsFromRevision = behaviour<"fails-from-revision", { snap?: string; revision: number }>({
  kind: "fails-from-revision",
  description: "Fails every test of a snap from a revision on.",
  settings: {
    snap: {
      schema: {
        description: "The snap; without it, the primary snap of each opportunity.",
        "x-accepted": "a text of 1 to 200 characters, without control characters",
        type: "string",
        minLength: 1,
        maxLength: 200,
        pattern: "^[^\\u0000-\\u001f\\u007f]*$",
      },
      optional: true,
    },
    revision: { schema: { type: "integer", minimum: 0, description: "First revision that fails." } },
  },
  hooks: ({ snap, revision: first }) => ({
    outcome: ({ opportunity }) => {
      const name = snap ?? opportunity.primary_snap_name;
      const revision = revisionOf(opportunity, snap);
      if (typeof name !== "string" || !hasSnap(opportunity, name)) return undefined;
      if (revision === undefined || revision < first) return undefined;
      const reason = `${name} fails from revision ${first} on; this is ${revision}`;
      return { status: "FAILED", reason, because: { behaviour: "fails-from-revision" } };
    },
  }),
});
