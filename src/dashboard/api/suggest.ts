import type { Account, Opportunity, Product } from "../../domain/records.js";
import { MAX_ROWS } from "../fields/form-value.js";
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
export async function suggestedBody(view: View, { operation, body }: OperationView): Promise<unknown> {
  if (body === null) return undefined;
  const asked = body.examples.find(({ name }) => name === view.query.get("example"));
  if (asked !== undefined) return asked.value;
  const { owner, product, opportunity } = subjectsOf(view);
  const kind = KINDS.find(({ operationId }) => operationId === operation.operationId);
  if (kind && product) return await kind.suggest(view.sandbox.state, product);
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
        return (
          product && {
            name: product.name,
            release: product.release,
            // Without them the API refuses the body. With some of them it would remove the others.
            snaps: product.snaps.length > MAX_ROWS ? undefined : product.snaps,
          }
        );
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

/** What the suggested body leaves out; null if nothing. */
export function suggestionNote(view: View, { operation: { operationId } }: OperationView): string | null {
  const { product } = subjectsOf(view);
  if (product === undefined) return null;
  const { length } = product.snaps;
  if (operationId === "updateProduct" && length > MAX_ROWS)
    return `The product has ${length} snaps, which are too many for this form. Name all that it shall have: a change replaces them.`;
  return KINDS.find((kind) => kind.operationId === operationId)?.note(product) ?? null;
}

function subjectsOf({ sandbox: { state } }: View): Subjects {
  const owned = state
    .accounts()
    .flatMap((owner) => state.products(owner).map((product) => ({ owner, product })));
  const { owner = state.accounts()[0], product } =
    owned.find((one) => state.testSpecs(one.product.id).length > 0) ?? owned[0] ?? {};
  const { opportunities } = state.tables;
  const all = product === undefined ? [] : state.latestRows(product.id);
  const held = all.findLast((row) => {
    const walk = state.walk(opportunities.field(row, "id"));
    return walk.holder !== null && walk.result_id === null;
  });
  const row = held ?? all.at(-1);
  return { owner, product, opportunity: row === undefined ? undefined : opportunities.at(row) };
}
