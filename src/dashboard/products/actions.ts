import { type Action, ActionRefused, type Form, type View } from "../page.js";
import { typedJson } from "../fields/typed-json.js";
import type { Account, Product } from "../../domain/records.js";

/** Changes a product and its Test Specs through the product API, as its owner would, so that the requests are recorded. */
export const productActions: readonly Action[] = [
  {
    name: "change",
    async run(view, form) {
      const kept = productOfPage(view)?.product.snaps;
      await send(view, "PUT", "", productOf(form, kept));
      return { message: "The product is changed." };
    },
  },
  {
    name: "delete",
    async run(view) {
      await send(view, "DELETE", "");
      return { goTo: view.href("/products"), message: "The product is deleted." };
    },
  },
  {
    name: "add-spec",
    async run(view, form) {
      await send(view, "POST", "/test-specs", specOf(form));
      return { message: `The Test Spec ${form.text("name")} is made.` };
    },
  },
  {
    name: "delete-spec",
    async run(view, form) {
      await send(view, "DELETE", `/test-specs/${encodeURIComponent(form.text("spec"))}`);
      return { message: "The Test Spec is deleted." };
    },
  },
];

/** Makes a product of the chosen account. */
export const makeProduct: Action = {
  name: "make",
  async run(view, form) {
    const email = form.text("account");
    if (view.sandbox.state.accountByEmail(email) === undefined)
      throw new ActionRefused(`account: got ${JSON.stringify(email)}; accepted: an account of this sandbox`);
    const made = await answered(await view.product("/products", init("POST", productOf(form)), email));
    return { goTo: view.href(`/products/${(made as { id: string }).id}`) };
  },
};

/** The product that the page's path names, with its owner; null if there is none. */
export function productOfPage({
  params,
  sandbox: { state },
}: View): { product: Product; owner: Account } | null {
  const id = (params["id"] ?? "").toLowerCase();
  for (const owner of state.accounts()) {
    const product = state.product(owner, id);
    if (product) return { product, owner };
  }
  return null;
}

async function send(view: View, method: string, below: string, body?: object): Promise<void> {
  const found = productOfPage(view);
  if (found === null) throw new ActionRefused("This product no longer exists.");
  const path = `/products/${found.product.id}${below}`;
  await answered(await view.product(path, init(method, body), found.owner.email));
}

const init = (method: string, body?: object): RequestInit =>
  body === undefined
    ? { method }
    : { method, body: JSON.stringify(body), headers: { "content-type": "application/json" } };

/** The JSON of the answer. @throws ActionRefused with the API's message */
async function answered(response: Response): Promise<unknown> {
  const text = await response.text();
  const json = text === "" ? null : (JSON.parse(text) as { message?: string });
  if (response.ok) return json;
  throw new ActionRefused(json?.message ?? `The API answered with ${response.status}.`);
}

/** The fields of a product: one snap a line. `kept`: its snaps if the form has no field for them. */
const productOf = (form: Form, kept: readonly string[] = []): object => ({
  name: form.text("name"),
  release: form.text("release"),
  snaps: form.all("snaps").length === 0 ? kept : linesOf(form.text("snaps")),
});

const linesOf = (text: string): string[] =>
  text
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter(Boolean);

function specOf(form: Form): object {
  const platform = form.text("platform").trim();
  const payload = form.text("test_payload").trim();
  return {
    name: form.text("name"),
    platform: platform === "" ? null : platform,
    test_payload: payload === "" ? null : jsonOf(payload),
  };
}

function jsonOf(text: string): unknown {
  try {
    return typedJson(text);
  } catch (error) {
    throw new ActionRefused(`test_payload: ${(error as Error).message}`);
  }
}
