import { findOpportunities, findResults, readFilters } from "../domain/query.js";
import type { Account, Json } from "../domain/records.js";
import { isRefusal, notFound, type Refusal } from "../domain/refusal.js";
import type { State } from "../domain/state.js";
import { advertiseLegacyImage, advertiseLegacySnap } from "../domain/trigger.js";
import { advertised, advertisedIds } from "./advertised.js";
import { listAnswer, listed } from "./long-list.js";
import type { Handlers } from "./operation.js";
import { legacyEventLogShape, legacyTestResultShape } from "./shape.js";

/** The older, organization-based API (contract.md §8). */
export const legacy: Pick<
  Handlers,
  "legacyAdvertiseImage" | "legacyAdvertiseSnap" | "legacyListTestEvents" | "legacyListTestResults"
> = {
  /** `upgrade_snaps` is accepted and ignored (L 730, A-26). */
  legacyAdvertiseImage({ path, body }, call) {
    const refusal = checkOrganization(call.state, call.account, path.org_id);
    if (refusal) return refusal;
    const fields = { ...body, image_reference: body.image_reference as Json };
    return advertisedIds(advertiseLegacyImage(call.state, call.account, path.org_id, fields, call), call);
  },

  legacyAdvertiseSnap({ path, body }, call) {
    const refusal = checkOrganization(call.state, call.account, path.org_id);
    if (refusal) return refusal;
    return advertised(advertiseLegacySnap(call.state, call.account, path.org_id, body, call), call);
  },

  legacyListTestEvents({ path, query }, { state, account }) {
    const filters = readFilters(query);
    if (isRefusal(filters)) return filters;
    const refusal = checkOrganization(state, account, path.org_id);
    if (refusal) return refusal;
    const rows = findOpportunities(state, { account, productId: null }, filters);
    return listAnswer({
      bodyOf: (event_logs) => ({ event_logs }),
      ...listed(state, { table: "opportunities", rows }, (view, one) =>
        legacyEventLogShape(view, path.org_id, one),
      ),
    });
  },

  legacyListTestResults({ path, query }, { state, account }) {
    const filters = readFilters(query);
    if (isRefusal(filters)) return filters;
    const refusal = checkOrganization(state, account, path.org_id);
    if (refusal) return refusal;
    const rows = findResults(state, { account, productId: null }, filters);
    return listAnswer({
      bodyOf: (test_results) => ({ test_results }),
      ...listed(state, { table: "results", rows }, (view, one) =>
        legacyTestResultShape(view, path.org_id, one),
      ),
    });
  },
};

/** An organization is a name on an account; another account's does not exist. */
function checkOrganization(state: State, account: Account, organization: string): Refusal | null {
  if (state.accountByOrganization(organization)?.id === account.id) return null;
  const known = account.organizations.map((name) => `'${name}'`).join(", ") || "none";
  return notFound(`org_id: got '${organization}'; this account's organizations: ${known}`);
}
