import { isObject, isOfType } from "../schema/json-type.js";
import { type FieldPath, fieldName } from "../schema/field-path.js";
import { asNode, type Node, resolved, valueAt } from "../spec/document.js";
import { loadControlSpec } from "../spec/load-spec.js";

/** The keywords of a schema that decide the form of a value. */
interface Form {
  type?: string | string[];
  const?: unknown;
  required?: string[];
  properties?: Node;
  items?: unknown;
  oneOf?: unknown[];
}

/** A place in an answer, and what is wrong there. */
interface Wrong {
  path: FieldPath;
  what: string;
}

/**
 * What is wrong with the body of an answer to an operation of `emulator-openapi.yaml`: `its bytes is no integer`. Null if it has
 * the fields of the schema. Other fields and the values do not matter, because they may be those of another version.
 */
export async function wrongForm(method: string, path: string, body: unknown): Promise<string | null> {
  const { document } = await loadControlSpec();
  const operation = asNode(asNode(asNode(document["paths"])[path])[method.toLowerCase()]);
  const [, answer] = Object.entries(asNode(operation["responses"])).find(([status]) => /^2/.test(status))!;
  const schema = valueAt(resolved(document, answer), "#/content/application~1json/schema");
  if (schema === undefined) return body === undefined ? null : "it has a body";
  const wrong = new FormCheck(document).wrongIn(schema, body);
  return wrong && `its ${fieldName(wrong.path) || "body"} is ${wrong.what}`;
}

class FormCheck {
  readonly #forms = new Map<unknown, Form>();

  constructor(readonly document: Node) {}

  /** The first thing that is wrong. */
  wrongIn(schema: unknown, value: unknown): Wrong | null {
    const { type, const: only, required = [], properties = {}, items, oneOf } = this.#formOf(schema);
    const types = [type ?? []].flat();
    if (types.length > 0 && !types.some((one) => isOfType(value, one)))
      return { path: [], what: `no ${types.join(" or ")}` };
    if (only !== undefined && value !== only) return { path: [], what: `not ${JSON.stringify(only)}` };
    if (oneOf) return this.#wrongInEach(oneOf, value);
    if (Array.isArray(value)) return items === undefined ? null : this.#wrongInList(items, value);
    return isObject(value) ? this.#wrongInObject(value, required, properties) : null;
  }

  #wrongInEach(forms: readonly unknown[], value: unknown): Wrong | null {
    let first: Wrong | null = null;
    for (const form of forms) {
      const wrong = this.wrongIn(form, value);
      if (!wrong) return null;
      first ??= wrong;
    }
    return first;
  }

  #wrongInList(items: unknown, list: readonly unknown[]): Wrong | null {
    for (const [index, item] of list.entries()) {
      const wrong = this.wrongIn(items, item);
      if (wrong) return below(index, wrong);
    }
    return null;
  }

  #wrongInObject(
    value: Readonly<Record<string, unknown>>,
    required: string[],
    properties: Node,
  ): Wrong | null {
    for (const name of required) if (!Object.hasOwn(value, name)) return { path: [name], what: "missing" };
    for (const [name, schema] of Object.entries(properties)) {
      const wrong = Object.hasOwn(value, name) ? this.wrongIn(schema, value[name]) : null;
      if (wrong) return below(name, wrong);
    }
    return null;
  }

  #formOf(schema: unknown): Form {
    const known = this.#forms.get(schema);
    if (known) return known;
    const form: Form = resolved(this.document, schema);
    this.#forms.set(schema, form);
    return form;
  }
}

const below = (key: string | number, { path, what }: Wrong): Wrong => ({ path: [key, ...path], what });
