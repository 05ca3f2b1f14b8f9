/** Things of another account or another product that show, act or get in the way. */
import { flawsOf, onStatus, onSuccess, wrap } from "../changes.js";
import type { Policy } from "../policy.js";
import type { Operation } from "../routes.js";

/** For one operation the account does not matter. */
const anyAccount =
  (...operations: Operation[]) =>
  (p: Policy): void => {
    let current: Operation | undefined;
    p.before.push(({ operation }) => {
      current = operation;
      return undefined;
    });
    wrap(
      p.scope,
      "product",
      (right) => (state, account, id) =>
        current && operations.includes(current) ? state.products.get(id) : right(state, account, id),
    );
  };

export const scopeFlaws = flawsOf("scope", {
  "account-reads-product": ["`3.privacy`: another account reads a product.", anyAccount("getProduct")],
  "account-lists-products": [
    "`3.privacy`: the list has the products of all accounts.",
    (p) => (p.scope.products = (state) => [...state.products.values()]),
  ],
  "account-replaces-product": [
    "`3.privacy`: another account replaces a product.",
    anyAccount("updateProduct"),
  ],
  "account-deletes-product": ["`3.privacy`: another account deletes a product.", anyAccount("deleteProduct")],
  "account-reads-specs": [
    "`3.privacy`: another account reads Test Specs.",
    anyAccount("listTestSpecs", "getTestSpec"),
  ],
  "account-makes-specs": ["`3.privacy`: another account makes a Test Spec.", anyAccount("createTestSpec")],
  "account-triggers": ["`3.privacy`: another account advertises an image.", anyAccount("advertiseImage")],
  "account-triggers-snap": [
    "`3.privacy`: another account advertises a snap revision.",
    anyAccount("advertiseSnap", "advertiseGoldMaster"),
  ],
  "account-reads-events": ["`3.privacy`: another account reads event logs.", anyAccount("listTestEvents")],
  "account-reads-results": ["`3.privacy`: another account reads results.", anyAccount("listTestResults")],
  "account-message": [
    "`3.privacy`: the answer for another account's product differs from that for none.",
    (p) =>
      onStatus(p, [404], (answer, { state, params }) =>
        state.products.has(params.product_id ?? "")
          ? { ...answer, body: p.errors.body(404, "Not your product.") }
          : answer,
      ),
  ],
  "account-403": [
    "`3.privacy`: another account's product is 403.",
    (p) =>
      onStatus(p, [404], (answer, { state, params }) =>
        state.products.has(params.product_id ?? "")
          ? { status: 403, headers: {}, body: p.errors.body(403, "Not your product.") }
          : answer,
      ),
  ],
  "account-agents": [
    "`7.own-account`: agents get the opportunities of all accounts.",
    (p) => (p.scope.waiting = (state) => [...state.opportunities.values()].filter(({ holder }) => !holder)),
  ],
  "account-posts": [
    "`7.own-account`: an agent of another account may post, under the holder's name.",
    (p) => (p.scope.opportunity = (state, _account, id) => state.opportunities.get(id)),
  ],
  "account-posts-409": [
    "`7.own-account`: a post for another account's opportunity is 409.",
    (p) =>
      onStatus(p, [404], (answer, { operation, params, state }) =>
        operation === "postResult" && state.opportunities.has(params.test_opportunity_id ?? "")
          ? { status: 409, headers: {}, body: p.errors.body(409, "It is another account's.") }
          : answer,
      ),
  ],
  "account-organization": [
    "`8.organization`: another account's organization is one's own.",
    (p) => (p.scope.organization = (_account, name) => name),
  ],
  "account-organization-case": [
    "`8.organization`: an organization's name is compared without its case.",
    (p) =>
      (p.scope.organization = ({ organizations }, name) =>
        organizations.find((own) => own.toLowerCase() === name.toLowerCase())),
  ],
  "account-organization-logs": [
    "`8.organization`: an organization's logs are those of all accounts.",
    (p) => (p.scope.organizationOpportunities = (state) => [...state.opportunities.values()]),
  ],
  "account-organization-images": [
    "`8.organization`: a legacy image starts Test Specs of all accounts.",
    (p) =>
      (p.match.legacyImage = (state, _account, name) =>
        [...state.specs.values()].filter(({ imageName }) => imageName === name)),
  ],
  "account-image-id": [
    "`3.privacy`: an image_unique_id that another account has used is 409.",
    (p) => {
      const owners = new Map<string, unknown>();
      onStatus(p, [201], (answer, { operation, account, body }) => {
        if (operation !== "advertiseImage") return answer;
        const id = String((body as Record<string, unknown>).image_unique_id);
        const owner = owners.get(id) ?? account;
        owners.set(id, owner);
        return owner === account
          ? answer
          : { status: 409, headers: {}, body: p.errors.body(409, "The image is known.") };
      });
    },
  ],
  "account-token-names": [
    "`3.token-created`: token names are shared by all accounts.",
    (p) => {
      const names = new Map<string, unknown>();
      onStatus(p, [201], (answer, { operation, body }) => {
        if (operation !== "createToken") return answer;
        const name = String((body as Record<string, unknown>).token_name);
        const known = names.get(name) ?? answer.body;
        names.set(name, known);
        return { ...answer, body: known };
      });
    },
  ],
  "tokens-own-products": [
    "`1.actors`: a token sees only the products that it made.",
    (p) => {
      const makers = new Map<string, string | undefined>();
      const tokenOf = (header: string | undefined): string | undefined =>
        /oauth_token="([^"]*)"/.exec(header ?? "")?.[1];
      onSuccess(p, ["createProduct"], (body, { incoming }) => {
        makers.set(String(body.id), tokenOf(incoming.headers.authorization));
        return body;
      });
      onSuccess(p, ["listProducts"], (body, { incoming }) => ({
        products: (body.products as { id: string }[]).filter(
          ({ id }) => makers.get(id) === tokenOf(incoming.headers.authorization),
        ),
      }));
    },
  ],
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
