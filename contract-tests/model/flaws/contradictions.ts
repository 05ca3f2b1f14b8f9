/** Contradictions that are met on neither side, or not alike. */
import { flawsOf, wrap } from "../changes.js";
import { Refusal } from "../records.js";
import type { Policy } from "../policy.js";
import type { Call } from "../routes.js";

const atExample = ({ incoming }: Call): boolean => /^\/products\/[^/]+\/results$/.test(incoming.path);

/** Changes what is found at `/products/{id}/results` only. */
const example =
  (change: (results: Record<string, unknown>[]) => unknown[]) =>
  (p: Policy): void => {
    p.after.push((answer, call) => {
      if (answer.status !== 200 || !atExample(call)) return answer;
      const { test_results } = answer.body as { test_results: Record<string, unknown>[] };
      return { ...answer, body: { test_results: change(test_results) } };
    });
  };

export const contradictionFlaws = flawsOf("contradictions", {
  "c1-neither": [
    "`9.c-1`: results are at neither path.",
    (p) => (p.hides = ({ operation }) => operation === "listTestResults"),
  ],
  "c1-example-newest-first": [
    "`9.c-1`: the path of the example has another order.",
    example((results) => results.toReversed()),
  ],
  "c1-example-older": [
    "`9.c-1`: results at the path of the example have fields of the older record only.",
    example((results) => results.map(({ agent_revno: _revno, base_channel: _base, ...rest }) => rest)),
  ],
  "c1-example-unfiltered": [
    "`9.c-1`: the path of the example leaves filters alone.",
    (p) => {
      let isExample = false;
      p.before.push((call) => {
        isExample = atExample(call);
        return undefined;
      });
      wrap(p.filters, "used", (right) => (listing, query) => (isExample ? {} : right(listing, query)));
    },
  ],
  "c1-example-of-account": [
    "`9.c-1`: the path of the example has only results that passed.",
    example((results) => results.filter(({ test_status }) => test_status === "PASSED")),
  ],
  "c2-neither": [
    "`9.c-2`: a gold master is taken at neither path.",
    (p) => {
      p.readers.isGoldMaster = () => false;
      p.hides = ({ operation }) => operation === "advertiseGoldMaster";
    },
  ],
  "c2-as-snap": [
    "`9.c-2`: a gold master at /snaps is taken for a snap revision, of its last snap.",
    (p) => {
      let isAtSnaps = false;
      p.before.push(({ operation }) => {
        isAtSnaps = operation === "advertiseSnap";
        return undefined;
      });
      wrap(p.contexts, "goldMaster", (right) => (product, goldMaster) => {
        const snap = { ...goldMaster.snaps.at(-1)!, channel: goldMaster.channel };
        return isAtSnaps ? p.contexts.snap(product, snap) : right(product, goldMaster);
      });
    },
  ],
  "c2-referenced": [
    "`9.c-2`: a gold master at /snaps is 404 unless the product references its snaps.",
    (p) => {
      let isAtSnaps = false;
      p.before.push(({ operation }) => {
        isAtSnaps = operation === "advertiseSnap";
        return undefined;
      });
      wrap(p.contexts, "goldMaster", (right) => (product, goldMaster) => {
        if (isAtSnaps && !goldMaster.snaps.every(({ name }) => p.match.references(product, name)))
          throw new Refusal(404, "");
        return right(product, goldMaster);
      });
    },
  ],
  "c3-exchanged": [
    "`9.c-3`: results say agent_id and events agent-id.",
    (p) => {
      wrap(p.views, "olderResult", (right) => (o) => {
        const { "agent-id": id, ...rest } = right(o);
        return { ...rest, agent_id: id };
      });
      wrap(p.views, "event", (right) => (event) => {
        const { agent_id: id, ...rest } = right(event);
        return id === undefined ? rest : { ...rest, "agent-id": id };
      });
    },
  ],
  "c3-other-name": [
    "`9.c-3`: results say agent.id.",
    (p) =>
      wrap(p.views, "olderResult", (right) => (o) => {
        const { "agent-id": id, ...rest } = right(o);
        return { ...rest, "agent.id": id };
      }),
  ],
  "c4-channel-refused": [
    "`9.c-4`: an image with a channel is refused.",
    (p) =>
      wrap(p.readers, "imageChannel", (right) => (fields) => {
        const channel = right(fields);
        return channel === null ? null : p.rules.refuse("channel", "left out");
      }),
  ],
  "c4-extras-refused": [
    "`9.c-4`: an image with extra_snaps is refused.",
    (p) =>
      wrap(
        p.readers,
        "extraSnaps",
        (right) => (fields) => (right(fields).length > 0 ? p.rules.refuse("extra_snaps", "left out") : []),
      ),
  ],
  "c4-null-channel-refused": [
    "`9.c-4`: a channel of null is refused.",
    (p) =>
      wrap(
        p.readers,
        "imageChannel",
        (right) => (fields) =>
          fields.channel === null ? p.rules.refuse("channel", "a channel") : right(fields),
      ),
  ],
  "c5-null-makes-nothing": [
    "`9.c-5`: an image whose image_reference is null is 201, and makes nothing.",
    (p) =>
      p.after.push((answer, { operation, body, state }) => {
        const isNull =
          operation === "advertiseImage" &&
          answer.status === 201 &&
          (body as Record<string, unknown>).image_reference === null;
        if (!isNull) return answer;
        for (const { test_opportunity_id: id } of (answer.body as { ids: { test_opportunity_id: string }[] })
          .ids)
          state.opportunities.delete(id);
        return { ...answer, body: { ids: [] } };
      }),
  ],
});
