/** Types of requests and answers, derived from the operations `Ops` that openapi-typescript generates. */

type JsonOf<T> = [T] extends [never]
  ? undefined
  : T extends { content: { "application/json": infer Body } }
    ? Body
    : undefined;
type OrNothing<T> = [T] extends [never] ? Record<string, never> : Exclude<T, undefined>;
type Part<T, Name extends string> = T extends { parameters: infer Parameters }
  ? Parameters extends Partial<Record<Name, infer Found>>
    ? OrNothing<Found>
    : Record<string, never>
  : Record<string, never>;

/** A valid request. */
export interface InputOf<Ops, Id extends keyof Ops> {
  path: Part<Ops[Id], "path">;
  query: Part<Ops[Id], "query">;
  body: Ops[Id] extends { requestBody: infer Body }
    ? JsonOf<Body>
    : Ops[Id] extends { requestBody?: infer Body }
      ? JsonOf<Body> | undefined
      : undefined;
}

type Responses<Op> = Op extends { responses: infer Found } ? Found : never;

/** An answer that the spec declares for the operation. */
export type AnswerOf<Ops, Id extends keyof Ops> = {
  [S in keyof Responses<Ops[Id]> & number]: { status: S; body: JsonOf<Responses<Ops[Id]>[S]> };
}[keyof Responses<Ops[Id]> & number];
