/** Logs and results of the legacy organization API, misunderstood. */
import { flawsOf, onSuccess, wrap } from "../changes.js";
import type { Policy } from "../policy.js";
import type { View } from "../views.js";

const logs =
  (change: (shown: View, image: string | null) => View) =>
  (p: Policy): void =>
    wrap(p.views, "legacyLog", (right) => (o, organization) => change(right(o, organization), o.imageName));

const results =
  (change: (shown: View) => View) =>
  (p: Policy): void =>
    wrap(p.views, "legacyResult", (right) => (o, organization) => change(right(o, organization)));

const dropping = (name: string) => (shown: View) => {
  const { [name]: _value, ...rest } = shown;
  return rest;
};

export const legacyListFlaws = flawsOf("legacy API", {
  "legacy-log-no-organization": [
    "`8.legacyListTestEvents`: an older log lacks organization_id.",
    logs(dropping("organization_id")),
  ],
  "legacy-log-image-name-lost": [
    "`8.legacyListTestEvents`: image_name is null.",
    logs((shown) => ({ ...shown, image_name: null })),
  ],
  "legacy-log-image-name-absent": [
    "`8.one-set`: image_name is left out where it is null.",
    logs((shown, image) => (image === null ? dropping("image_name")(shown) : shown)),
  ],
  "legacy-log-image-name-empty": [
    "`8.one-set`: an empty image_name is null (`or None`).",
    logs((shown, image) => ({ ...shown, image_name: image === "" ? null : image })),
  ],
  "legacy-log-no-spec-name": [
    "`8.legacyListTestEvents`: an older log lacks spec_name.",
    logs(dropping("spec_name")),
  ],
  "legacy-log-no-events-seen": [
    "`8.legacyListTestEvents`: an older log lacks events_seen.",
    logs(dropping("events_seen")),
  ],
  "legacy-logs-unfiltered": [
    "`8.legacyListTestEvents`: test_opportunity_id is left alone.",
    (p) =>
      wrap(
        p.filters,
        "used",
        (right) => (listing, query) => (listing === "legacy-events" ? {} : right(listing, query)),
      ),
  ],
  "legacy-logs-legacy-only": [
    "`8.one-set`: an organization lacks what the product API triggered.",
    (p) =>
      wrap(
        p.scope,
        "organizationOpportunities",
        (right) => (state, account) => right(state, account).filter(({ legacy }) => legacy),
      ),
  ],
  "legacy-not-in-product": [
    "`8.one-set`: a product lacks what legacy requests made.",
    (p) =>
      wrap(
        p.scope,
        "opportunities",
        (right) => (state, product) => right(state, product).filter(({ legacy }) => !legacy),
      ),
  ],
  "legacy-not-to-agents": [
    "`8.one-set`: agents do not get what legacy requests made.",
    (p) =>
      wrap(
        p.scope,
        "waiting",
        (right) => (state, account) => right(state, account).filter(({ legacy }) => !legacy),
      ),
  ],
  "legacy-result-no-reference": [
    "`8.legacyListTestResults`: an older result lacks image_reference.",
    results(dropping("image_reference")),
  ],
  "legacy-result-no-image-id": [
    "`8.ids-agree`: an older result lacks image_unique_id.",
    results(dropping("image_unique_id")),
  ],
  "legacy-result-agent-id": [
    "`8.legacyListTestResults`: an older result says agent_id.",
    results(({ "agent-id": id, ...rest }) => ({ ...rest, agent_id: id })),
  ],
  "legacy-result-organization-name": [
    "`8.one-set`: organization_id is a UUID.",
    (p) => {
      const id = p.make.id();
      wrap(p.views, "legacyResult", (right) => (o, organization) => ({
        ...right(o, organization),
        organization_id: id,
      }));
    },
  ],
  "legacy-results-unfiltered": [
    "`8.legacyListTestResults`: image_unique_id is left alone.",
    (p) =>
      wrap(
        p.filters,
        "used",
        (right) => (listing, query) =>
          listing === "legacy-results" ? { ...query, image_unique_id: undefined } : right(listing, query),
      ),
  ],
  "legacy-results-newest-first": [
    "`8.legacyListTestResults`: older results come newest first.",
    (p) =>
      onSuccess(p, ["legacyListTestResults"], (body) => ({
        test_results: (body.test_results as unknown[]).toReversed(),
      })),
  ],
  "legacy-results-passed-only": [
    "`8.client`: older results are only those that passed.",
    (p) =>
      onSuccess(p, ["legacyListTestResults"], (body) => ({
        test_results: (body.test_results as View[]).filter(({ test_status }) => test_status === "PASSED"),
      })),
  ],
});
