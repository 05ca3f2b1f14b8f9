import { serverFactsOf } from "../operations/server-facts.js";
import type { Subjects } from "../sandbox/exchange-log.js";
import type { ProductRequest } from "./context.js";

/** The agent, the product and the opportunity that a request names in its path or its body. */
export function namedBy({ params, body, operation, sandbox }: ProductRequest): {
  agent: string | undefined;
  product: string | undefined;
  opportunity: string | undefined;
} {
  const opportunity = params["test_opportunity_id"];
  const product = params["product_id"];
  const inBody = operation !== null && serverFactsOf(operation.operationId).agentInBody;
  return {
    agent: params["agent_id"] ?? (inBody ? agentOf(body) : undefined),
    product: product ?? (opportunity && sandbox.state.opportunity(opportunity)?.product_id),
    opportunity,
  };
}

/** The agent that a body names. */
export function agentOf(body: unknown): string | undefined {
  const { agent_id } = (body ?? {}) as { agent_id?: unknown };
  return typeof agent_id === "string" ? agent_id : undefined;
}

const NONE: readonly string[] = [];
const listOf = (id: string | undefined): readonly string[] => (id === undefined ? NONE : [id]);

/** The agents, products and opportunities that a request is about: those that it names and those that its handler reports. */
export function subjectsOf(request: ProductRequest): Subjects {
  const { agent, product, opportunity } = namedBy(request);
  const { about } = request;
  return {
    agent: agent ?? null,
    products: about?.products ?? listOf(product),
    opportunities: about?.opportunities ?? listOf(opportunity),
  };
}
