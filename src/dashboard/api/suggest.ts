import type { Account, Opportunity, Product } from "../../domain/records.js";
import type { View } from "../page.js";
import type { OperationView, ParameterView } from "../spec/operation-view.js";
import { KINDS } from "../trigger/kinds.js";

/** The sandbox's records that an operation is tried on: the latest of each kind; undefined if there is none. */
interface Subjects {
  owner: Account | undefined;
  product: Product | undefined;
  opportunity: Opportunity | undefined;
}

/** The account that owns the suggested records, else the first account. */
export const suggestedOwner = (view: View): Account | undefined => subjectsOf(view).owner;

/** A value for a parameter: from the sandbox, else the spec's example. Filters stay empty. */
export function suggestedParameter(view: View, { name, in: place, examples }: ParameterView): unknown {
  const wanted = view.query.get(name);
  if (wanted !== null) return wanted;
  if (place !== "path") return undefined;
  const { owner, product, opportunity } = subjectsOf(view);
  const { state, lab } = view.sandbox;
  const known: Record<string, string | undefined> = {
    product_id: product?.id,
    test_spec_id: product && state.testSpecs(product.id)[0]?.id,
    test_opportunity_id: opportunity?.id,
    agent_id: lab?.devices()[0]?.agent_id,
    org_id: owner?.organizations[0] ?? state.accounts().flatMap(({ organizations }) => organizations)[0],
  };
  return known[name] ?? examples[0]?.value;
}

/**
 * A body: the example that `?example=` names, else the first example with the sandbox's values; undefined if there is
 * none.
 */
export function suggestedBody(view: View, { operation, body }: OperationView): unknown {
  if (body === null) return undefined;
  const asked = body.examples.find(({ name }) => name === view.query.get("example"));
  if (asked !== undefined) return asked.value;
  const { owner, product, opportunity } = subjectsOf(view);
  const kind = KINDS.find(({ operationId }) => operationId === operation.operationId);
  if (kind && product) return kind.suggest(view.sandbox.state, product);
  const value = body.examples[0]?.value;
  const more = (() => {
    switch (operation.operationId) {
      case "createToken":
        return (
          owner && {
            email: owner.email,
            password: owner.password,
            ...(owner.otp === null ? {} : { otp: owner.otp }),
          }
        );
      case "updateProduct":
        return product && { name: product.name, release: product.release, snaps: product.snaps };
      case "postTestResult": {
        const holder = opportunity && view.sandbox.state.walk(opportunity.id).holder;
        return holder && { agent_id: holder.agent_id };
      }
      default:
        return undefined;
    }
  })();
  return typeof value === "object" && value !== null ? { ...value, ...more } : value;
}

function subjectsOf({ sandbox: { state } }: View): Subjects {
  const owned = state
    .accounts()
    .flatMap((owner) => state.products(owner).map((product) => ({ owner, product })));
  const { owner = state.accounts()[0], product } =
    owned.find((one) => state.testSpecs(one.product.id).length > 0) ?? owned[0] ?? {};
  const all = product === undefined ? [] : state.latestOpportunities(product.id);
  const held = all.findLast(({ id }) => {
    const walk = state.walk(id);
    return walk.holder !== null && walk.result_id === null;
  });
  return { owner, product, opportunity: held ?? all.at(-1) };
}
