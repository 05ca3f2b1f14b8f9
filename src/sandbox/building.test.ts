import { expect, it } from "vitest";
import { yieldToLoop } from "../clock/clock.js";
import { Building } from "./building.js";

/** Work that ends when it is told to, and what has begun so far. */
function setUp() {
  const building = new Building();
  const begun: string[] = [];
  const run = (name: string, records: number, sandbox = name) => {
    let end = (): void => undefined;
    const done = building.run(sandbox, records, () => {
      begun.push(name);
      return new Promise<void>((resolve) => (end = resolve));
    });
    return async (): Promise<void> => {
      await expect.poll(() => begun).toContain(name);
      end();
      await done;
      await yieldToLoop();
    };
  };
  return { building, begun, run };
}

it("new states are made at once as far as they fit, in the order in which they were asked for", async () => {
  const { begun, run } = setUp();
  const a = run("a", 12_000);
  const b = run("b", 8000);
  const c = run("c", 1_000_000);
  const d = run("d", 1);
  await a();
  expect(begun).toEqual(["a", "b"]);
  await b();
  expect(begun).toEqual(["a", "b", "c"]);
  await c();
  expect(begun).toEqual(["a", "b", "c", "d"]);
  await d();
});

it("many for one sandbox let another's have a turn", async () => {
  const { building, begun, run } = setUp();
  const ends = ["a1", "a2", "a3", "a4"].map((name) => run(name, Infinity, "a"));
  const b = run("b1", Infinity, "b");
  for (const end of ends.slice(0, 2)) await end();
  await b();
  expect(begun).toEqual(["a1", "a2", "b1", "a3"]);
  for (const end of ends.slice(2)) await end();
  await building.run("a", Infinity, () => Promise.resolve());
});

it("those of one sandbox are made one after another", async () => {
  const { begun, run } = setUp();
  const ends = ["a1", "a2", "a3"].map((name) => run(name, 1, "a"));
  const b = run("b1", 1, "b");
  await expect.poll(() => begun).toContain("b1");
  expect(begun).toEqual(["a1", "b1"]);
  for (const end of ends) await end();
  expect(begun).toEqual(["a1", "b1", "a2", "a3"]);
  await b();
});

it("work that fails gives its place back", async () => {
  const { building, begun, run } = setUp();
  await expect(building.run("one", Infinity, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  const end = run("next", 20_000);
  await end();
  expect(begun).toEqual(["next"]);
});

it("what waits at the end is refused, and what has begun is done", async () => {
  const { building, begun, run } = setUp();
  const first = run("first", Infinity);
  await expect.poll(() => begun).toEqual(["first"]);
  const waits = building.run("one", 1, () => Promise.resolve());
  building.end(new Error("the end"));
  await expect(waits).rejects.toThrow("the end");
  await expect(building.run("one", 1, () => Promise.resolve())).rejects.toThrow("the end");
  await first();
  expect(begun).toEqual(["first"]);
});
