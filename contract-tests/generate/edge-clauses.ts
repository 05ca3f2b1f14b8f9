import type { Operation } from "../../src/spec/operation-table.js";
import type { Clause, ClauseContext } from "../clauses/clause.js";
import type { ContractSpec } from "../run/contract-spec.js";
import { judgeAnswer } from "../judge/judge-answer.js";
import { bodySchema } from "../judge/schema/operation-schemas.js";
import { type Bound, boundsOf } from "./bounds.js";
import { oncePerRun } from "../run/once-per-run.js";
import { bodyOf, type PlainRequest, withBody } from "./plain-request.js";
import { needsOf, leavesOf, rawRequest, rightRequest } from "./right-request.js";
import { solidForm } from "./samples.js";

/** Operations whose fields may be driven to their bounds without harm: what they make is this run's own. */
const HARMLESS = [
  "createProduct",
  "createTestSpec",
  "advertiseImage",
  "advertiseSnap",
  "advertiseGoldMaster",
];

/** Characters of the longest name of a snap (D 792). */
const LONGEST_SNAP = 200;

/** One clause for each bound of a field: the last value within it is taken. */
export function edgeClauses(spec: ContractSpec): Clause[] {
  return spec.operations
    .filter(({ operationId }) => HARMLESS.includes(operationId))
    .flatMap((operation) => {
      const body = bodySchema(spec, operation.operationId)!;
      const form = body.forms[0] ?? body;
      return form.propertyNames.flatMap((field) => {
        const bounds = boundsOf(solidForm(form.property(field)!));
        return bounds.flatMap((bound) => (bound.touch ? [edgeClause(operation, field, bound)] : []));
      });
    });
}

function edgeClause(operation: Operation, field: string, bound: Bound): Clause {
  const { operationId } = operation;
  return {
    id: `request.${operationId}.accepts.${field}.${bound.keyword}`,
    title: `${operationId}: ${field} just not ${bound.words} is taken`,
    provenance: bound.provenance,
    operation: operationId,
    answer: "201",
    needs: [...new Set([...needsOf(operation), "create-products" as const])],
    leaves: leavesOf(operation),
    async run(t) {
      const right = await ownRequest(t, operation);
      const fields = bodyOf(right) as Record<string, unknown>;
      for (const value of bound.touch!(fields[field])) {
        const touching = withBody(right, { ...fields, [field]: value });
        const answer = await t.send(rawRequest(operation, touching));
        judgeAnswer(
          t.spec,
          operationId,
          "201",
          answer,
          answer.status < 500 ? bound.provenance : ["D 117-118"],
        );
      }
    },
  };
}

/** A right request about a product of its own, of which nobody counts what it makes. */
async function ownRequest(t: ClauseContext, operation: Operation): Promise<PlainRequest> {
  const right = await rightRequest(t, operation.operationId);
  if (operation.operationId === "createProduct") return right;
  const { product_id, snap } = await oncePerRun(t, `product for ${operation.tag} at their bounds`, () =>
    ownProduct(t),
  );
  const own = { ...right, path: { product_id } };
  const fields = bodyOf(right) as Record<string, unknown>;
  if (operation.operationId === "advertiseSnap") return withBody(own, { ...fields, name: snap });
  if (operation.operationId !== "advertiseGoldMaster") return own;
  return withBody(own, { ...fields, snaps: [{ name: snap, revision: 1 }] });
}

/** It references a snap with a short name, and one with the longest that such a name can grow to (D 792). */
async function ownProduct(t: ClauseContext): Promise<{ product_id: string; snap: string }> {
  const snap = t.name("snap");
  const { id } = await t.make.product({ snaps: [snap, snap.padEnd(LONGEST_SNAP, "x")] });
  await t.make.testSpec(id);
  return { product_id: id, snap };
}
