import type { PlainRequest } from "./plain-request.js";

/** What a rule of the spec is about. */
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

/** Something that the spec does not let pass, with a request that breaks it and nothing else. */
export interface RequestRule {
  /** `request.createProduct.missing.name` */
  id: string;
  operation: string;
  kind: RuleKind;
  /** `body.snaps[0]`, `query.start_date`, `path.product_id`, `headers.content-type`, `method`. */
  place: string;
  /** In words, for a title: "a body without `name` is refused". */
  title: string;
  /** Status of the refusal. */
  expected: string;
  /** Fields or parameters of which the message has to name one; none where there is nothing to name. */
  names: readonly string[];
  provenance: readonly string[];
  /** For an operation that takes several forms of body (`oneOf`), the form that is broken. */
  form: number;
  /** The wrong request made from a right one. */
  break(request: PlainRequest): PlainRequest;
  /**
   * What a server that does not enforce the rule would take a request for: right again in this respect. A request that
   * does not break the rule stays as it is.
   */
  repair(request: PlainRequest): PlainRequest;
}
