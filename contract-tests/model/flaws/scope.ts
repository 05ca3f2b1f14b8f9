/** Things of another product that show or get in the way, and who gets what. */
import { flawsOf, onSuccess, wrap } from "../changes.js";

export const scopeFlaws = flawsOf("scope", {
  "product-by-name": [
    "`4.product-ids`: a product takes the place of another one of its name (a Map by name).",
    (p) =>
      wrap(p.scope, "products", (right) => (state, account) => [
        ...new Map(right(state, account).map((product) => [product.name, product])).values(),
      ]),
  ],
  "spec-of-other-product": [
    "`4.getTestSpec`: a Test Spec is read by way of another product.",
    (p) => (p.scope.spec = (state, _product, id) => state.specs.get(id)),
  ],
  "specs-of-account": [
    "`4.listTestSpecs`: the Test Specs of all products of the account are listed, and run.",
    (p) =>
      (p.scope.specs = (state, { account }) =>
        [...state.specs.values()].filter(({ product }) => product.account === account)),
  ],
  "snap-of-any-product": [
    "`4.snap-matches`: a snap revision starts the Test Specs of all products of the account that reference it.",
    (p) => {
      let snap = "";
      wrap(p.match, "references", (right) => (product, name) => {
        snap = right(product, name) ? name : "";
        return snap !== "";
      });
      wrap(p.match, "specs", (right) => (state, specs) => {
        const name = snap;
        snap = "";
        const account = specs[0]?.product.account;
        if (name === "" || !account) return right(state, specs);
        const all = [...state.specs.values()];
        return all.filter(({ product }) => product.account === account && product.snaps.includes(name));
      });
    },
  ],
  "logs-of-name": [
    "`5.no-filter`: logs are those of all products of that name.",
    (p) =>
      (p.scope.opportunities = (state, { name, account }) =>
        [...state.opportunities.values()].filter(
          ({ product }) => product.name === name && product.account === account,
        )),
  ],
  "logs-of-image": [
    "`5.filters`: with image_unique_id the logs of all products of the account come.",
    (p) =>
      onSuccess(p, ["listTestEvents"], (body, { query, state, account }) => {
        const id = query.image_unique_id;
        if (id === undefined) return body;
        const all = [...state.opportunities.values()].filter(
          (o) => o.product.account === account && o.imageUniqueId === id,
        );
        return { event_logs: all.map((o) => p.views.log(o)) };
      }),
  ],
  "logs-of-opportunity": [
    "`5.filters`: test_opportunity_id finds an opportunity of another product.",
    (p) =>
      onSuccess(p, ["listTestEvents"], (body, { query, state, account }) => {
        const o = state.opportunities.get(query.test_opportunity_id ?? "");
        return o?.product.account === account && query.image_unique_id === undefined
          ? { event_logs: [p.views.log(o!)] }
          : body;
      }),
  ],
  "results-of-image": [
    "`6.filter-image`: with image_unique_id the results of all products of the account come.",
    (p) =>
      onSuccess(p, ["listTestResults"], (body, { query, state, account }) => {
        const id = query.image_unique_id;
        if (id === undefined) return body;
        const all = [...state.opportunities.values()].filter(
          (o) => o.product.account === account && o.imageUniqueId === id && o.result?.storedAt,
        );
        return { test_results: all.map((o) => p.views.result(o)) };
      }),
  ],
  "pick-one-product": [
    "`7.oldest-first`: the oldest product goes first, not the oldest opportunity.",
    (p) =>
      (p.match.next = (fitting) => fitting.toSorted((a, b) => a.product.createdAt - b.product.createdAt)[0]),
  ],
  "pick-newest-first": [
    "`7.oldest-first`: the newest goes first.",
    (p) => (p.match.next = (fitting) => fitting.at(-1)),
  ],
  "pick-last-of-trigger": [
    "`7.oldest-first`: of one trigger the last Test Spec goes first.",
    (p) =>
      (p.match.next = (fitting) => fitting.findLast(({ queuedAt }) => queuedAt === fitting[0]!.queuedAt)),
  ],
  "pick-first-only": [
    "`7.oldest-first`: an agent whom the oldest does not fit gets nothing.",
    (p) => {
      wrap(p.scope, "waiting", (right) => (state, account) => right(state, account).slice(0, 1));
    },
  ],
  "pick-platform-first": [
    "`7.any-platform`: an agent with a platform gets none without one.",
    (p) => (p.match.fits = ({ spec }, agent) => spec.platform === agent.platform),
  ],
  "pick-platform-ignored": [
    "`7.platform`: the platform does not matter.",
    (p) => (p.match.platform = () => true),
  ],
  "pick-platform-none": [
    "`7.platform`: an agent that names no platform gets any.",
    (p) => (p.match.platform = (wanted, agents) => agents === null || wanted === agents),
  ],
  "pick-platform-case": [
    "`7.platform`: platforms are compared without their case.",
    (p) => (p.match.platform = (wanted, agents) => wanted.toLowerCase() === agents?.toLowerCase()),
  ],
  "pick-platform-prefix": [
    "`7.platform`: an agent of pi2 gets what is for pi2-rev1.",
    (p) => (p.match.platform = (wanted, agents) => agents !== null && wanted.startsWith(agents)),
  ],
});
