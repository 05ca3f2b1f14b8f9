/** What is still there after a deletion, or gone with it. */
import { flawsOf, onSuccess, wrap } from "../changes.js";
import type { Policy } from "../policy.js";
import type { Opportunity, State } from "../records.js";

const every = (state: State): Opportunity[] => [...state.opportunities.values()];

const onDeletedSpec =
  (change: (opportunity: Opportunity, state: State) => void) =>
  (p: Policy): void =>
    wrap(p.remove, "spec", (right) => (state, spec) => {
      right(state, spec);
      for (const opportunity of every(state)) if (opportunity.spec.id === spec.id) change(opportunity, state);
    });

export const deletionFlaws = flawsOf("deletion", {
  "spec-still-runs": [
    "`4.deleteTestSpec`: a deleted Test Spec still takes part in triggers.",
    (p) => {
      const deleted = new Set<string>();
      p.remove.spec = (_state, { id }) => void deleted.add(id);
      wrap(
        p.scope,
        "spec",
        (right) => (state, product, id) => (deleted.has(id) ? undefined : right(state, product, id)),
      );
      onSuccess(p, ["listTestSpecs"], (body) => ({
        test_specs: (body.test_specs as { id: string }[]).filter(({ id }) => !deleted.has(id)),
      }));
    },
  ],
  "spec-still-listed": [
    "`4.deleteTestSpec`: a deleted Test Spec is still listed.",
    (p) => {
      const lists = new Map<string, unknown[]>();
      onSuccess(p, ["createTestSpec"], (body, { product }) => {
        lists.set(product!.id, [...(lists.get(product!.id) ?? []), body]);
        return body;
      });
      onSuccess(p, ["listTestSpecs"], (body, { product }) => ({
        test_specs: lists.get(product!.id) ?? body.test_specs,
      }));
    },
  ],
  "spec-still-read": [
    "`4.deleteTestSpec`: a deleted Test Spec can still be read.",
    (p) => {
      const deleted = new Map<string, Parameters<Policy["remove"]["spec"]>[1]>();
      wrap(p.remove, "spec", (right) => (state, spec) => {
        deleted.set(spec.id, spec);
        right(state, spec);
      });
      wrap(p.scope, "spec", (right) => (state, product, id) => right(state, product, id) ?? deleted.get(id));
    },
  ],
  "spec-delete-again-204": [
    "`4.deleteTestSpec`: a second deletion is 204.",
    (p) =>
      p.after.push((answer, { operation }) =>
        operation === "deleteTestSpec" && answer.status === 404 ? { status: 204, headers: {} } : answer,
      ),
  ],
  "spec-takes-queued": [
    "`4.deleteTestSpec`: what waits for an agent is deleted with its Test Spec.",
    onDeletedSpec(({ id, holder }, state) => holder || state.opportunities.delete(id)),
  ],
  "spec-takes-results": [
    "`4.deleteTestSpec`: results are deleted with their Test Spec (a cascade).",
    onDeletedSpec(({ id, result }, state) => result && state.opportunities.delete(id)),
  ],
  "spec-hides-queued": [
    "`4.deleteTestSpec`: agents do not get opportunities whose Test Spec is deleted.",
    (p) =>
      wrap(
        p.scope,
        "waiting",
        (right) => (state, account) => right(state, account).filter(({ spec }) => state.specs.has(spec.id)),
      ),
  ],
  "spec-null-in-results": [
    "`6.result-rest`: the test_spec of a result is null once the Test Spec is deleted.",
    (p) =>
      onSuccess(p, ["listTestResults"], (body, { state }) => ({
        test_results: (body.test_results as { test_spec: { id: string } }[]).map((each) =>
          state.specs.has(each.test_spec.id) ? each : { ...each, test_spec: null },
        ),
      })),
  ],
  "spec-name-null-in-logs": [
    "`5.log-rest`: the spec_name of a log is null once the Test Spec is deleted.",
    onDeletedSpec((opportunity) => (opportunity.spec.name = null as never)),
  ],
  "spec-payload-null": [
    "`4.deleteTestSpec`: an opportunity loses its test_payload with the Test Spec.",
    onDeletedSpec((opportunity) => (opportunity.spec.testPayload = null)),
  ],
  "product-still-listed": [
    "`4.deleteProduct`: a deleted product is still listed.",
    (p) => {
      const made: unknown[] = [];
      onSuccess(p, ["createProduct"], (body) => {
        made.push(body);
        return body;
      });
      onSuccess(p, ["listProducts"], (body) =>
        made.length > (body.products as unknown[]).length ? { products: made } : body,
      );
    },
  ],
  "product-delete-again-204": [
    "`4.deleteProduct`: a second deletion is 204.",
    (p) =>
      p.after.push((answer, { operation }) =>
        operation === "deleteProduct" && answer.status === 404 ? { status: 204, headers: {} } : answer,
      ),
  ],
  "product-delete-410": [
    "`4.deleteProduct`: a deleted product is 410.",
    (p) => {
      const deleted = new Set<string>();
      wrap(p.remove, "product", (right) => (state, product) => {
        deleted.add(product.id);
        right(state, product);
      });
      p.after.push((answer, { params }) =>
        deleted.has(params.product_id ?? "") && answer.status === 404 ? { ...answer, status: 410 } : answer,
      );
    },
  ],
  "product-leaves-opportunities": [
    "`4.deleteProduct`: agents still get opportunities of a deleted product.",
    (p) => (p.remove.opportunitiesOf = () => undefined),
  ],
  "product-leaves-held": [
    "`4.deleteProduct`: what an agent holds takes a result after its product was deleted.",
    (p) =>
      (p.remove.opportunitiesOf = (state, product) => {
        for (const [id, o] of state.opportunities)
          if (o.product === product && !o.holder) state.opportunities.delete(id);
      }),
  ],
  "product-leaves-legacy-results": [
    "`4.deleteProduct`: an organization still shows the results of a deleted product.",
    (p) =>
      (p.remove.opportunitiesOf = (state, product) => {
        for (const [id, o] of state.opportunities)
          if (o.product === product && !o.result) state.opportunities.delete(id);
      }),
  ],
  "product-takes-namesakes": [
    "`4.deleteProduct`: all products of that name are deleted.",
    (p) =>
      wrap(p.remove, "product", (right) => (state, product) => {
        for (const each of [...state.products.values()])
          if (each.name === product.name && each.account === product.account) right(state, each);
      }),
  ],
  "product-takes-all-opportunities": [
    "`4.deleteProduct`: all that waits for agents of the account is deleted too.",
    (p) =>
      wrap(p.remove, "opportunitiesOf", (right) => (state, product) => {
        right(state, product);
        for (const o of every(state))
          if (o.product.account === product.account && !o.holder) state.opportunities.delete(o.id);
      }),
  ],
});
