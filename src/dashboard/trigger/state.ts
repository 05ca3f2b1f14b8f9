import { hasFewRows, MAX_ROWS, objectOf } from "../fields/form-value.js";
import { ROW } from "../fields/schema-fields.js";
import { typedJsonOr } from "../fields/typed-json.js";
import { type Action, ActionRefused, type Form, NotFound, type View } from "../page.js";
import { layoutJson } from "../request/json-layout.js";
import { plainLines, signerOf } from "../send/draft.js";
import { showOrSend } from "../send/sending.js";
import type { Account, Product } from "../../domain/records.js";
import { type Kind, kindNamed, pathOf, schemaOf } from "./kinds.js";

/** Prefix of the names of the body's fields. */
export const BODY = "body";

/** The choice in the page's query. */
export interface Choice {
  kind: Kind;
  product: Product;
  owner: Account;
}

/** The page's choice; null if the sandbox has no product. @throws NotFound if the named product does not exist */
export function choiceOf({ sandbox: { state }, query }: View): Choice | null {
  const kind = kindNamed(query.get("kind"));
  const id = query.get("product")?.toLowerCase();
  for (const owner of state.accounts()) {
    const all = state.products(owner);
    const product =
      id === undefined
        ? (all.find((one) => state.testSpecs(one.id).length > 0) ?? all[0])
        : state.product(owner, id);
    if (product) return { kind, product, owner };
  }
  if (id !== undefined) throw new NotFound("This product does not exist in this sandbox, or no longer.");
  return null;
}

/** The contents of the form. */
export interface Filled {
  /** Whether the body is edited as fields or as JSON text. */
  as: "fields" | "json";
  /** The value of the fields, from which the sent text is made. */
  value: unknown;
  text: string;
  /** The list that gets another row. */
  grown: string | null;
}

/** The submitted contents of the form; on a fresh page, suggestions from the sandbox. */
export async function filledOf(view: View, choice: Choice): Promise<Filled> {
  const form = view.outcome?.action === "request" ? view.outcome.form : null;
  const { kind, product } = choice;
  if (form === null) {
    const value = await kind.suggest(view.sandbox.state, product);
    return { as: "fields", value, text: textOf(value), grown: null };
  }
  const asked = form.text("do");
  const { value, text } = bodyOf(view, choice, form);
  const as =
    asked === "as-json"
      ? "json"
      : asked === "as-fields" && isObject(value) && hasFewRows(value)
        ? "fields"
        : modeOf(form);
  return { as, value, text, grown: asked.startsWith(ROW) ? asked.slice(ROW.length) : null };
}

/** Shows the request, sends it, or switches how the body is edited. */
export const request: Action = {
  name: "request",
  async run(view, form) {
    const choice = choiceOf(view);
    if (choice === null) throw new ActionRefused("This sandbox has no product.");
    const asked = form.text("do");
    const { value, text } = bodyOf(view, choice, form);
    if (asked === "as-fields" && !isObject(value))
      throw new ActionRefused("Only a JSON object can be shown as fields.");
    if (asked === "as-fields" && isObject(value) && !hasFewRows(value))
      throw new ActionRefused(`A list of more than ${MAX_ROWS} rows cannot be shown as fields.`);
    if (asked.startsWith("as-") || asked.startsWith(ROW)) return { data: null };
    const { kind, product } = choice;
    const draft = {
      method: "POST",
      path: pathOf(view, kind, product),
      body: text,
      email: signerOf(view, form),
    };
    return showOrSend(view, form, draft);
  },
};

const modeOf = (form: Form): Filled["as"] => (form.text("as") === "json" ? "json" : "fields");

/** The body of a form: its exact text, or made from its fields. */
function bodyOf(view: View, { kind }: Choice, form: Form): { value: unknown; text: string } {
  if (modeOf(form) === "json") {
    const text = plainLines(form.text("text"));
    return { value: typedJsonOr(text, undefined), text };
  }
  const value = objectOf(schemaOf(view, kind), form, BODY);
  return { value, text: textOf(value) };
}

function textOf(value: unknown): string {
  const text = JSON.stringify(value);
  return layoutJson(text, 60) ?? text;
}

const isObject = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);
