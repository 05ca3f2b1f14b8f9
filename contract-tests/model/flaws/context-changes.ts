/** Changes of the context of an opportunity, by its trigger. */
import type { Policy } from "../policy.js";
import type { Context, Product } from "../records.js";

type Contexts = Policy["contexts"];

export const change =
  (kind: "image" | "snap" | "goldMaster", make: (context: Context, product: Product) => Partial<Context>) =>
  ({ contexts }: Policy): void => {
    const right = contexts[kind] as Contexts["image"];
    contexts[kind] = ((product: Product, input: never) => {
      const context = right(product, input);
      return { ...context, ...make(context, product) };
    }) as never;
  };
