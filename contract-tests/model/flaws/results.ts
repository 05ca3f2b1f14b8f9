/** Results, and opportunities of agents, that lack something or do not agree. */
import { flawsOf, wrap } from "../changes.js";
import type { Policy } from "../policy.js";
import type { Opportunity } from "../records.js";
import type { View } from "../views.js";

const result =
  (change: (shown: View, opportunity: Opportunity, p: Policy) => View) =>
  (p: Policy): void =>
    wrap(p.views, "result", (right) => (opportunity) => change(right(opportunity), opportunity, p));

const lacks =
  (name: string) =>
  (shown: View): View => {
    const { [name]: _value, ...rest } = shown;
    return rest;
  };

export const resultFlaws = flawsOf("results and events", {
  "status-error-failed": [
    "`6.statuses`: ERROR comes back as FAILED.",
    result((shown) => ({
      ...shown,
      test_status: shown.test_status === "ERROR" ? "FAILED" : shown.test_status,
    })),
  ],
  "status-failed-passed": [
    "`6.result`: FAILED comes back as PASSED where the payload has no failures.",
    result((shown) => ({
      ...shown,
      test_status:
        shown.test_status === "FAILED" && !("failures" in (shown.result_payload as object))
          ? "PASSED"
          : shown.test_status,
    })),
  ],
  "status-title-case": [
    "`6.statuses`: a result says Passed.",
    result((shown) => ({
      ...shown,
      test_status: String(shown.test_status)[0]! + String(shown.test_status).slice(1).toLowerCase(),
    })),
  ],
  "revno-number": [
    "`6.agent-revno`: agent_revno is a number.",
    result((shown) => ({
      ...shown,
      agent_revno: shown.agent_revno === null ? null : Number(shown.agent_revno),
    })),
  ],
  "revno-of-pick-only": [
    "`7.post`: the agent_revno of a post is left alone.",
    (p) => (p.post.revno = (_post, { holder }) => holder?.revno ?? null),
  ],
  "revno-of-post-only": [
    "`7.post`: the agent_revno of a pick is left alone.",
    (p) => (p.post.revno = ({ agentRevno }) => agentRevno),
  ],
  "revno-unknown": [
    "`6.agent-revno`: an agent that named none has the revision 0.",
    result((shown) => ({ ...shown, agent_revno: shown.agent_revno ?? "0" })),
  ],
  "result-platform-spec-only": [
    "`6.result-rest`: platform is the Test Spec's, or null.",
    (p) => (p.views.resultPlatform = ({ spec }) => spec.platform),
  ],
  "result-agent-dropped": [
    "`6.result-rest`: agent is null always.",
    result((shown) => ({ ...shown, agent: null })),
  ],
  "result-spec-short": [
    "`6.result-rest`: test_spec has id and name only.",
    result((shown, { spec }) => ({ ...shown, test_spec: { id: spec.id, name: spec.name } })),
  ],
  "result-spec-without-payload": [
    "`6.result-rest`: test_spec lacks its test_payload.",
    result((shown) => ({ ...shown, test_spec: lacks("test_payload")(shown.test_spec as View) })),
  ],
  "result-extras-null": [
    "`6.result-rest`: extra_snaps are null where there are none.",
    result((shown) => ({
      ...shown,
      extra_snaps: (shown.extra_snaps as unknown[]).length > 0 ? shown.extra_snaps : null,
    })),
  ],
  "result-extras-lost": [
    "`4.image-extras`: a result has no extra_snaps of its image.",
    result((shown) => ({ ...shown, extra_snaps: [] })),
  ],
  "result-reference-lost": [
    "`4.image-reference-opaque`: a result's image_reference is null.",
    result((shown) => ({ ...shown, image_reference: null })),
  ],
  "result-reference-absent": [
    "`9.c-5`: image_reference is left out where it is null (undefined in JSON).",
    result((shown) => ({ ...shown, image_reference: shown.image_reference ?? undefined })),
  ],
  "result-base-absent": [
    "`6.result`: base_channel is left out where it is null.",
    result((shown) => ({ ...shown, base_channel: shown.base_channel ?? undefined })),
  ],
  "result-channels-swapped": [
    "`6.result`: base and update channel are exchanged.",
    result((shown) => ({ ...shown, base_channel: shown.update_channel, update_channel: shown.base_channel })),
  ],
  "result-primary-lost": [
    "`6.result`: primary_snap_name is null.",
    result((shown) => ({ ...shown, primary_snap_name: null })),
  ],
  "result-base-live": [
    "`6.result`: base_channel is that of the last gold master when the result is read.",
    result((shown, { product, context }) => ({
      ...shown,
      base_channel: context.update_channel ? product.lastGoldMaster : shown.base_channel,
    })),
  ],
  "result-payload-last": [
    "`6.result`: all results of one image have the payload of the last.",
    (p) => {
      const last = new Map<string, unknown>();
      wrap(p.flow, "stored", (right) => (at, o) => {
        last.set(o.imageUniqueId, o.result!.post.resultPayload);
        return right(at, o);
      });
      result((shown, o) => ({ ...shown, result_payload: last.get(o.imageUniqueId) }))(p);
    },
  ],
  "result-agent-of-first": [
    "`6.agent-id`: agent-id is the group where there is one.",
    result((shown, { holder }) => ({ ...shown, "agent-id": holder?.group ?? shown["agent-id"] })),
  ],
  "result-opportunity-id": [
    "`6.ids-agree`: test_opportunity_id is the Test Spec's id.",
    result((shown, { spec }) => ({ ...shown, test_opportunity_id: spec.id })),
  ],
  "pick-spec-live": [
    "`7.opportunity`: test_spec has no created_at.",
    (p) =>
      wrap(p.views, "opportunity", (right) => (o) => ({
        ...right(o),
        test_spec: lacks("created_at")(p.views.spec(o.spec)),
      })),
  ],
  "pick-no-product": [
    "`7.opportunity`: there is no product_id.",
    (p) => wrap(p.views, "opportunity", (right) => (o) => lacks("product_id")(right(o))),
  ],
  "pick-no-snaps": [
    "`7.opportunity`: snaps are empty.",
    (p) => wrap(p.views, "opportunity", (right) => (o) => ({ ...right(o), snaps: [] })),
  ],
  "pick-base-live": [
    "`7.opportunity`: base_channel is that of the last gold master at the pick.",
    (p) =>
      wrap(p.views, "opportunity", (right) => (o) => ({
        ...right(o),
        base_channel: o.product.lastGoldMaster,
      })),
  ],
});
