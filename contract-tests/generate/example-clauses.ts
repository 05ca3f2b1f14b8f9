import type { Clause, ClauseContext } from "../clauses/clause.js";
import type { ContractSpec } from "../run/contract-spec.js";
import { judgeAnswer } from "../judge/judge-answer.js";
import { bodyExamples, operationNode } from "../judge/schema/operation-schemas.js";
import { isObject } from "../judge/schema/schema-problems.js";
import { organization, needsOf, leavesOf, pickOwn, login } from "./right-request.js";

/** One clause for each example of a request in the spec: it is taken, with this run's names in it. */
export function exampleClauses(spec: ContractSpec): Clause[] {
  return spec.operations.flatMap((operation) =>
    Object.entries(bodyExamples(spec, operation.operationId)).flatMap(([name, value]) => {
      const { operationId } = operation;
      const example = EXAMPLES[operationId];
      if (!example || (operationId === "createToken" && name === "two-factor")) return [];
      return {
        id: `example.${operationId}.${name}`,
        title: `${operationId} takes the example "${name}" of the spec`,
        provenance: operationNode(spec, operationId)["x-provenance"] as string[],
        operation: operationId,
        answer: example.status,
        needs: [...new Set([...needsOf(operation), ...example.needs])],
        leaves: leavesOf(operation),
        async run(t) {
          const { path, body } = await example.adapt(t, value as Fields);
          const actor = operation.security === "none" ? "anonymous" : "first";
          judgeAnswer(t.spec, operationId, example.status, await t.call(operationId, { path, body }, actor));
        },
      } satisfies Clause;
    }),
  );
}

type Fields = Record<string, unknown>;
interface Adapted {
  path: Record<string, string>;
  body: unknown;
}

interface Example {
  status: string;
  needs: Clause["needs"];
  /** The example about things of this run's: only what has to be changed is changed. */
  adapt(t: ClauseContext, example: Fields): Promise<Adapted>;
}

const OWN = ["create-products"] as const;

const EXAMPLES: Readonly<Record<string, Example>> = {
  createProduct: {
    status: "201",
    needs: OWN,
    adapt: async (t, example) => ({ path: {}, body: named(t, example) }),
  },
  updateProduct: {
    status: "200",
    needs: OWN,
    adapt: async (t, example) => ({
      path: { product_id: (await t.make.product()).id },
      body: named(t, example),
    }),
  },
  createTestSpec: {
    status: "201",
    needs: OWN,
    // A Test Spec for any platform in a product that nothing is advertised for: no agent ever sees it.
    adapt: async (t, example) => ({
      path: { product_id: (await t.make.product()).id },
      body: named(t, example),
    }),
  },
  advertiseImage: {
    status: "201",
    needs: OWN,
    adapt: async (t, example) => ({ path: { product_id: await testable(t, []) }, body: example }),
  },
  advertiseSnap: {
    status: "201",
    needs: OWN,
    adapt: async (t, example) => ({
      path: { product_id: await testable(t, snapsOf(example)) },
      body: example,
    }),
  },
  advertiseGoldMaster: {
    status: "201",
    needs: OWN,
    adapt: async (t, example) => ({
      path: { product_id: await testable(t, snapsOf(example)) },
      body: example,
    }),
  },
  pickTestOpportunity: {
    // Of a platform of this run's, so that it is not handed what others wait for.
    status: "204",
    needs: [],
    adapt: async (t, example) => ({
      path: { agent_id: t.make.agent() },
      body: { ...example, platform: t.make.platform() },
    }),
  },
  postTestResult: {
    status: "201",
    needs: OWN,
    async adapt(t, example) {
      const { test_opportunity_id, agent_id } = await pickOwn(t);
      return { path: { test_opportunity_id }, body: { ...example, agent_id } };
    },
  },
  legacyAdvertiseImage: {
    status: "201",
    needs: OWN,
    async adapt(t, example) {
      const image_name = t.name("image");
      await t.make.testSpec((await t.make.product()).id, { image_name });
      return { path: { org_id: organization(t) }, body: { ...example, image_name } };
    },
  },
  legacyAdvertiseSnap: {
    status: "201",
    needs: OWN,
    async adapt(t, example) {
      const product = await t.make.product();
      await t.make.testSpec(product.id);
      return { path: { org_id: organization(t) }, body: { ...example, name: product.snaps[0] } };
    },
  },
  createToken: {
    status: "201",
    needs: [],
    adapt: async (t) => ({ path: {}, body: { ...login(t), token_name: t.name("token") } }),
  },
};

/** The run's name goes before the example's own, so that whatever is made can be told. */
const named = (t: ClauseContext, example: Fields): Fields => ({
  ...example,
  name: t.name(String(example["name"])),
});

function snapsOf({ name, snaps }: Fields): string[] {
  if (!Array.isArray(snaps)) return [String(name)];
  return (snaps as unknown[]).map((snap) => (isObject(snap) ? String(snap["name"]) : String(snap)));
}

/** A product that references these snaps, with a Test Spec that only agents of this run get. */
async function testable(t: ClauseContext, snaps: string[]): Promise<string> {
  const product = await t.make.product(snaps.length > 0 ? { snaps } : {});
  await t.make.testSpec(product.id);
  return product.id;
}
