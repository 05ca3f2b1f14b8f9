import { expect, it } from "vitest";
import { compare, type Comparison } from "./compare.js";
import { Likeness } from "./likeness.js";

const [A, B] = ["aaaaaaaa-0000-4000-8000-000000000001", "aaaaaaaa-0000-4000-8000-000000000002"];
const [X, Y] = ["bbbbbbbb-0000-4000-8000-000000000001", "bbbbbbbb-0000-4000-8000-000000000002"];
const Z = "bbbbbbbb-0000-4000-8000-000000000003";

const how = (changed: Partial<Comparison> = {}): Comparison => {
  const like = new Likeness(() => false);
  like.id(A, X);
  like.id(B, Y);
  return { like, isShared: false, hasOrder: true, ...changed };
};

it("takes ids for each other, and leaves further fields to the target", () => {
  const target = { id: X, name: "a", more: 1, updated_at: "later" };
  expect(compare({ id: A, name: "a", updated_at: "now" }, target, how())).toBeNull();
  expect(compare({ id: A, name: "a" }, { id: Y, name: "a" }, how())).toMatchObject({ place: ["id"] });
});

it("finds a missing field and a changed value by their places", () => {
  const model = { events: [{ event_type: "QUEUED_FOR_AGENTS" }] };
  expect(compare({ name: null }, {}, how())).toMatchObject({ place: ["name"], kind: "missing" });
  expect(compare(model, { events: [{ event_type: "X" }] }, how())).toEqual({
    place: ["events", 0, "event_type"],
    kind: "value",
    expected: '"QUEUED_FOR_AGENTS"',
    got: '"X"',
  });
});

it("compares the values of clients exactly, whatever they look like", () => {
  const payload = { id: A, created_at: "2016-01-04T17:34:39.093142" };
  expect(compare({ test_payload: payload }, { test_payload: { ...payload } }, how())).toBeNull();
  expect(compare({ test_payload: payload }, { test_payload: { ...payload, id: X } }, how())).toMatchObject({
    place: ["test_payload"],
  });
  expect(compare({ result_payload: { a: 1 } }, { result_payload: { a: 1, b: 2 } }, how())).toMatchObject({
    kind: "value",
  });
});

it("tells another order from other items", () => {
  const model = { products: [{ id: A }, { id: B }] };
  expect(compare(model, { products: [{ id: X }, { id: Y }] }, how())).toBeNull();
  expect(compare(model, { products: [{ id: Y }, { id: X }] }, how())).toMatchObject({ kind: "order" });
  expect(compare(model, { products: [{ id: X }] }, how())).toMatchObject({
    kind: "items",
    expected: `2 items with ${Y}`,
    got: "1",
  });
});

it("leaves out the objects of others on a shared target", () => {
  const model = { products: [{ id: A }] };
  const target = { products: [{ id: Z }, { id: X }] };
  expect(compare(model, target, how())).toMatchObject({ kind: "items" });
  expect(compare(model, target, how({ isShared: true }))).toBeNull();
});
