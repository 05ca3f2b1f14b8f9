import type { Credentials } from "../../src/oauth1/sign.js";
import type { ContractSpec } from "../run/contract-spec.js";

/** What answers requests, as a server is given it. */
export type Fetch = (request: Request, bindings: object) => Response | Promise<Response>;

/**
 * Where a flaw comes from. `schema`: made from the schema of an answer, which is also what judges the answer. `rules`: made
 * from the rules for requests and signatures, from which the clauses about them are made as well. `written`: by hand.
 */
export type Origin = "schema" | "rules" | "written";

/** A target with one deliberate flaw, made by a wrapper around what answers its requests. */
export interface Mutant {
  /** Unique; its group's short name first: `answer.getProduct.200.drop.name`. */
  id: string;
  /** What kind of flaw it is; figures are given by group. */
  group: string;
  origin: Origin;
  /** What is broken, in words. */
  breaks: string;
  /** The clauses that are about the thing that is broken, by id or glob; one of them has to fail. */
  owners: readonly string[];
  wrap(fetch: Fetch, world: World): Fetch;
}

/** What a wrapper knows of the target, so that what it changes stays signed. */
export interface World {
  spec: ContractSpec;
  /** Credentials of the accounts that the suite uses, the first account's first. */
  accounts: readonly Credentials[];
  /** Seconds since 1970, by the wall clock. */
  now: () => number;
  /** A fresh nonce at each call. */
  nonce: () => string;
}
