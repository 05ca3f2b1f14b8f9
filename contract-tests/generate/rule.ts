import type { PlainRequest } from "./plain-request.js";

/** The kind of a rule. */
export type RuleKind =
  | "missing"
  | "type"
  | "bound"
  | "unknown-field"
  | "unknown-query"
  | "repeated-query"
  | "path"
  | "query"
  | "content-type"
  | "too-large"
  | "json"
  | "method";

/** A rule of the spec for requests, with a request that breaks only this rule. */
export interface RequestRule {
  /** `request.createProduct.missing.name` */
  id: string;
  operation: string;
  kind: RuleKind;
  /** `body.snaps[0]`, `query.start_date`, `path.product_id`, `headers.content-type`, `method`. */
  place: string;
  /** Text for a title: "a body without `name` is refused". */
  title: string;
  /** Status of the refusal. */
  expected: string;
  /** Fields or parameters of which the message has to name one; may be empty. */
  names: readonly string[];
  provenance: readonly string[];
  /** For an operation with several forms of body (`oneOf`), the broken form. */
  form: number;
  /** Makes a wrong request from a correct one. */
  break(request: PlainRequest): PlainRequest;
  /**
   * Corrects a request in this respect: how a server that does not enforce the rule would read it. Does not change a request
   * that keeps the rule.
   */
  repair(request: PlainRequest): PlainRequest;
}
