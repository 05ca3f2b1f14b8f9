import type { Credentials } from "../../src/oauth1/sign.js";
import type { ContractSpec } from "../run/contract-spec.js";

/** A request handler. */
export type Fetch = (request: Request, bindings: object) => Response | Promise<Response>;

/**
 * The origin of a flaw. `schema`: generated from the schema of an answer, which also judges the answer. `rules`: generated from
 * the rules for requests and signatures, like their clauses. `written`: by hand.
 */
export type Origin = "schema" | "rules" | "written";

/** A target with one deliberate flaw, made by a wrapper around its request handler. */
export interface Mutant {
  /** Unique; its group's short name first: `answer.getProduct.200.drop.name`. */
  id: string;
  /** The kind of flaw; figures are reported by group. */
  group: string;
  origin: Origin;
  /** The text of the flaw. */
  breaks: string;
  /** The clauses that check the broken part, by id or glob; one of them has to fail. */
  owners: readonly string[];
  wrap(fetch: Fetch, world: World): Fetch;
}

/** The facts about the target that a wrapper needs to sign changed requests. */
export interface World {
  spec: ContractSpec;
  /** Credentials of the suite's accounts, in order. */
  accounts: readonly Credentials[];
  /** Seconds since 1970, in real time. */
  now: () => number;
  /** A fresh nonce at each call. */
  nonce: () => string;
}
