/** Values of any JSON that are hard to keep, and what a walk makes often. */
import type { Walk } from "./harness.js";

const deep = (levels: number): unknown => (levels === 0 ? 1 : [deep(levels - 1)]);

/** Nearly everything that a store, a template or another language may get wrong. */
export const HARD_VALUE: unknown = {
  ...{ nothing: null, no: false, yes: true, zero: 0, empty: "", list: [], object: {} },
  ...{ blanks: "  a  b ", lines: "a\r\nb", emoji: "😀", accent: "e\u0301", nul: "a\u0000b", html: "<b>&\"'" },
  ...{ digits: "12", decimal: "12.50", time: "2016-01-04T17:34:39+02:00", url: "http://Example.com:80/a b" },
  ...{
    large: 2 ** 40,
    small: 0.1234567891,
    negative: -1.5e-7,
    snake_case: 1,
    "a.b": 1,
    $key: 1,
    "": 1,
    Upper: 1,
  },
  ...{ one: [1], lists: [[1], [2]], long: Array.from({ length: 150 }, (_, i) => i), deep: deep(40) },
  ...{ text: "x".repeat(70_000), output: "o", prototype: JSON.parse('{"__proto__": {"a": 1}}') as unknown },
};

export const EXTRA_SNAPS = [
  { name: "b", revision: 2, more: null },
  null,
  "a",
  "a",
  0,
  "",
  [1, [2]],
  false,
  "Z",
];

export async function makeProduct(
  walk: Walk,
  more: object = {},
  specs: object[] = [{ name: "smoke" }],
): Promise<string> {
  const body = { name: "p", release: "15.04-core", snaps: ["test-snap.foo"], ...more };
  const { id } = (await walk.ask("POST", "/products", { body })) as { id: string };
  for (const spec of specs) await walk.ask("POST", `/products/${id}/test-specs`, { body: spec });
  return `/products/${id}`;
}

export const image = (id: string, more: object = {}) => ({
  body: { image_unique_id: id, image_reference: { a: 1 }, ...more },
});

/** Picks the next opportunity, where there is one, and posts its result. */

export async function runOne(
  walk: Walk,
  agent = "agent",
  post: object = {},
  pick: object = {},
): Promise<any> {
  const opportunity = await walk.ask("POST", `/agents/${agent}/pick`, { body: pick });
  if (!opportunity) return undefined;
  const path = `/test-opportunities/${String(opportunity.test_opportunity_id)}/results`;
  const body = { agent_id: decodeURIComponent(agent), test_status: "PASSED", result_payload: {}, ...post };
  await walk.ask("POST", path, { body });
  return opportunity;
}
