import type { Validate } from "../schema/violation.js";

/**
 * What the server knows about an OpenAPI document at run time. Made by `compile.ts`; the validators are functions
 * named `<operationId>_path`, `_query`, `_body`, `_<status>` and `_<status>_headers`; those of answers to requests
 * without an operation are `unmatched_<status>`.
 */
export type Method = "get" | "put" | "post" | "delete" | "patch";

/** `oauth`: signed with OAuth 1.0a; `none`: open. */
export type Security = "oauth" | "none";

export interface Parameter {
  name: string;
  in: "path" | "query" | "header";
  required: boolean;
  description: string;
  /** Whether it is a UUID, which is taken in either case. */
  isId: boolean;
}

export interface ResponseEntry {
  /** Null if the answer has no body. */
  contentType: string | null;
  /** Headers that the answer must have. */
  headers: string[];
}

/** How an operation is named, where it is and who may call it. */
export interface OperationHead {
  operationId: string;
  method: Method;
  /** As in the document: `/products/{product_id}`. */
  path: string;
  tag: string;
  summary: string;
  deprecated: boolean;
  /** The operation that this one is another address of (contract.md §9). */
  aliasOf: string | null;
  security: Security;
}

export interface Operation extends OperationHead {
  parameters: Parameter[];
  body: { required: boolean; contentTypes: string[]; maxBytes: number } | null;
  responses: Record<string, ResponseEntry>;
}

export interface CompiledSpec {
  title: string;
  version: string;
  operations: Operation[];
  /** The document itself, for the API page and for case generation. */
  document: Readonly<Record<string, unknown>>;
}

/** An operation table with its validators. */
export interface LoadedSpec extends CompiledSpec {
  validators: Readonly<Record<string, Validate | undefined>>;
}
