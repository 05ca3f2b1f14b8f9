import type { Subjects } from "../sandbox/exchange-log.js";
import type { State } from "../domain/state.js";

/** What is known of a request, by the parts that name things. */
export interface SubjectFacts {
  operationId: string | null;
  path: Readonly<Record<string, string>>;
  /** The request's body, where it was valid. */
  body: unknown;
  /** The answer's body. */
  answer: unknown;
}

type Fields = Readonly<Record<string, unknown>>;

const NONE: readonly string[] = [];

/**
 * The agent, the products and the opportunities that a request is about. An opportunity counts for the requests that
 * made it, gave it out or posted its result.
 */
export function subjectsOf({ operationId, path, body, answer }: SubjectFacts, state: State): Subjects {
  const made = (answer ?? {}) as Fields;
  switch (operationId) {
    case "pickTestOpportunity":
      return {
        agent: path["agent_id"] ?? null,
        products: texts(made["product_id"]),
        opportunities: texts(made["test_opportunity_id"]),
      };
    case "postTestResult": {
      const opportunity = path["test_opportunity_id"]?.toLowerCase() ?? "";
      return {
        agent: texts((body as Fields | undefined)?.["agent_id"])[0] ?? null,
        products: texts(state.opportunity(opportunity)?.product_id),
        opportunities: [opportunity],
      };
    }
    case "createProduct":
      return { agent: null, products: texts(made["id"]), opportunities: NONE };
    default: {
      const opportunities = advertised(made["ids"]);
      const product = path["product_id"];
      const products =
        product === undefined
          ? [...new Set(opportunities.flatMap((id) => state.opportunity(id)?.product_id ?? []))]
          : [product.toLowerCase()];
      return { agent: null, products, opportunities };
    }
  }
}

/** The opportunities of an answer to a trigger: ids, or objects that have one (D 756-764, the legacy API's images). */
function advertised(ids: unknown): readonly string[] {
  if (!Array.isArray(ids)) return NONE;
  return ids.flatMap((entry: unknown) =>
    texts(typeof entry === "object" && entry !== null ? (entry as Fields)["test_opportunity_id"] : entry),
  );
}

const texts = (value: unknown): readonly string[] => (typeof value === "string" ? [value] : NONE);
