import { expect, it } from "vitest";
import { explain, orders } from "./orders.js";

const span = (name: string, began: number, ended: number) => ({ name, began, ended });
const names = (order: readonly { name: string }[]): string => order.map(({ name }) => name).join("");

it("gives the orders in which nothing comes before what had ended when it began", () => {
  const [a, b, c] = [span("a", 0, 3), span("b", 1, 2), span("c", 4, 5)];
  expect([...orders([a, b, c])].map(names)).toEqual(["bac", "abc"]);
});

it("explains by the first order that fits, and leaves out orders that begin like a failed one", async () => {
  const items = ["a", "b", "c"].map((name, index) => span(name, 0, index + 1));
  const tried: string[] = [];
  const attempt = (fits: string, index: number) => (order: readonly { name: string }[]) => {
    tried.push(names(order));
    return Promise.resolve(names(order) === fits ? null : index);
  };
  expect(await explain(items, attempt("bca", 2), 10)).toBe("explained");
  expect(tried).toEqual(["abc", "acb", "bac", "bca"]);
  tried.length = 0;
  expect(await explain(items, attempt("none", 0), 10)).toBe("unexplained");
  expect(tried).toEqual(["abc", "bac", "cab"]);
  expect(await explain(items, attempt("none", 2), 4)).toBe("undecided");
});
