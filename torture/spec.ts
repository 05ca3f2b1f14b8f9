import { Ajv2020 } from "ajv/dist/2020.js";
import type { ValidateFunction } from "ajv";
import { Client } from "./client.js";

/** A JSON Schema, as far as the generator reads it. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  examples?: unknown[];
  oneOf?: Schema[];
  anyOf?: Schema[];
  allOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
  items?: Schema;
  minItems?: number;
  maxItems?: number;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  format?: string;
  pattern?: string;
}

interface Parameter {
  $ref?: string;
  name: string;
  in: "path" | "query" | "header";
  schema: Schema;
}

interface Document {
  paths: Record<string, Record<string, unknown>>;
}

interface RawOperation {
  operationId?: string;
  parameters?: Parameter[];
  requestBody?: {
    $ref?: string;
    content: Record<
      string,
      {
        schema: Schema;
        examples?: Record<string, { $ref?: string; value?: unknown }>;
      }
    >;
  };
  responses: Record<string, { $ref?: string; content?: Record<string, { schema: Schema }> }>;
}

/** An operation of one of the two documents. */
export interface Operation {
  plane: "product" | "control";
  id: string;
  method: string;
  path: string;
  parameters: Parameter[];
  body: Schema | null;
  examples: unknown[];
  /** By status; null: no JSON body is documented. */
  answers: ReadonlyMap<number, ValidateFunction | null>;
}

/** Both documents as the emulator serves them. */
export interface Spec {
  operations: Operation[];
  /** The error body of both planes, and that of the token endpoint. */
  error: ValidateFunction;
  ssoError: ValidateFunction;
  resolve: (schema: Schema, plane: Operation["plane"]) => Schema;
}

const METHODS = ["get", "put", "post", "delete", "patch", "head", "options"];

/** Reads the documents through the control plane. */
export async function readSpec(url: string): Promise<Spec> {
  const client = new Client(url, null);
  const ajv = new Ajv2020({
    strict: false,
    validateFormats: false,
    allErrors: false,
  });
  const documents = {
    product: await client.json<Document>("GET", "/_emulator/product-openapi.json"),
    control: await client.json<Document>("GET", "/_emulator/openapi.json"),
  };
  client.close();
  for (const [plane, document] of Object.entries(documents)) ajv.addSchema({ $id: plane, ...document });
  const resolve = <T extends { $ref?: string }>(value: T, plane: Operation["plane"]): T =>
    value.$ref === undefined ? value : resolve(at(documents[plane], value.$ref) as T, plane);
  const compiled = (ref: string): ValidateFunction => ajv.compile({ $ref: ref });
  const operations = (["product", "control"] as const).flatMap((plane) =>
    Object.entries(documents[plane].paths).flatMap(([path, item]) =>
      METHODS.flatMap((method) => {
        const operation = item[method] as RawOperation | undefined;
        return operation?.operationId === undefined ? [] : [read(plane, { method, path, item, operation })];
      }),
    ),
  );
  return {
    operations,
    error: compiled("product#/components/schemas/Error"),
    ssoError: compiled("product#/components/schemas/SsoError"),
    resolve,
  };

  function read(
    plane: Operation["plane"],
    given: {
      method: string;
      path: string;
      item: { parameters?: Parameter[] };
      operation: RawOperation;
    },
  ): Operation {
    const { method, path, item, operation } = given;
    const json = operation.requestBody && resolve(operation.requestBody, plane).content["application/json"];
    const answers = Object.entries(operation.responses).map(
      ([status, answer]): [number, ValidateFunction | null] => {
        const base =
          answer.$ref ??
          `#/paths/${path.replaceAll("~", "~0").replaceAll("/", "~1").replaceAll("{", "%7B").replaceAll("}", "%7D")}/${method}/responses/${status}`;
        const { content } = resolve(answer, plane);
        if (content?.["application/json"] === undefined) return [Number(status), null];
        return [Number(status), compiled(`${plane}${base}/content/application~1json/schema`)];
      },
    );
    return {
      ...{
        plane,
        id: operation.operationId!,
        method: method.toUpperCase(),
        path,
      },
      parameters: [...(item.parameters ?? []), ...(operation.parameters ?? [])].map((one) =>
        resolve(one, plane),
      ),
      body: json?.schema ?? null,
      examples: Object.values(json?.examples ?? {}).map((one) => resolve(one, plane).value),
      answers: new Map(answers),
    };
  }
}

function at(document: object, ref: string): unknown {
  let value: unknown = document;
  for (const step of ref.slice(2).split("/"))
    value = (value as Record<string, unknown>)[
      decodeURIComponent(step).replaceAll("~1", "/").replaceAll("~0", "~")
    ];
  return value;
}
