/** Things of another account that show or get in the way. */
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

export const accountFlaws = flawsOf("scope", {
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
});
