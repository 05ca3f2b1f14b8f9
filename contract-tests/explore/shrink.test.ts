import { expect, it } from "vitest";
import { contractSpec } from "../run/contract-spec.js";
import { shrink, without } from "./shrink.js";
import { hole, type Step } from "./step.js";

const step = (n: number, operation: string, path = {}, body?: unknown): Step => ({
  ...{ n, operation, actor: "first", what: "right", by: [] },
  request: {
    ...{ method: body === undefined ? "GET" : "POST", path, query: [], headers: {} },
    body: body === undefined ? null : JSON.stringify(body),
  },
});
const product = (n: number): Step =>
  step(n, "createProduct", {}, { name: "ä b", release: "15.04-core", snaps: ["snap-a.foo", "snap-b.foo"] });
const spec = (n: number, of: number): Step =>
  step(n, "createTestSpec", { product_id: hole(of, "id") }, { name: "x", platform: "pi2", test_payload: {} });
const reading = (n: number, of: number): Step => step(n, "listTestSpecs", { product_id: hole(of, "id") });

it("leaves out a step with all that need its answer", () => {
  const steps = [product(1), product(2), spec(3, 1), reading(4, 2)];
  expect(without(steps, [steps[0]!]).map(({ n }) => n)).toEqual([2, 4]);
});

it("finds the shortest sequence and the simplest values that still differ", async () => {
  const steps = [product(1), product(2), spec(3, 1), spec(4, 2), reading(5, 1), spec(6, 2), reading(7, 2)];
  // The target forgets a Test Spec with a platform.
  const differs = (candidate: readonly Step[]) => {
    const last = candidate.at(-1)!;
    const isWrong = candidate.some(
      ({ operation, request }) =>
        operation === "createTestSpec" &&
        request.path["product_id"] === last.request.path["product_id"] &&
        (request.body ?? "").includes('"platform"'),
    );
    return Promise.resolve(last.operation === "listTestSpecs" && isWrong ? candidate : null);
  };
  const shortest = await shrink(contractSpec, steps, differs);
  expect(shortest.map(({ operation, request }) => [operation, request.body])).toEqual([
    ["createProduct", '{"name":"a","release":"a","snaps":[]}'],
    ["createTestSpec", '{"name":"a","platform":"a"}'],
    ["listTestSpecs", null],
  ]);
});
