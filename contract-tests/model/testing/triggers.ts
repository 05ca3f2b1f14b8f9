/** Advertisements and the contexts that they make. */
import type { Walk } from "./harness.js";
import { EXTRA_SNAPS, HARD_VALUE, image, makeProduct, runOne } from "./values.js";

const snap = (name: string, revision: number, channel = "edge") => ({ body: { name, revision, channel } });

export async function walkTriggers(walk: Walk): Promise<void> {
  const { ask } = walk;
  const specs = [{ name: "s", image_name: "i" }, { name: "t" }, { name: "t", platform: "pi2" }];
  const snaps = ["test-snap.foo", "b.B", "test-snap-two.foo"];
  const product = await makeProduct(walk, { snaps }, specs);
  const twin = await makeProduct(walk, { snaps });
  const bare = await makeProduct(walk, {}, []);
  const events = `${product}/tests/events`;
  for (const [path, body] of [
    ["images", image("B").body],
    ["snaps", snap("no.snap", 1).body],
    ["snaps", snap("test-snap.foo", 1).body],
    ["gold-masters", { snaps: [{ name: "a.b", revision: 1 }], channel: "beta" }],
  ] as const)
    await ask("POST", `${bare}/${path}`, { body });
  await ask("POST", `${bare}/test-specs`, { body: { name: "late" } });
  await ask("POST", `${bare}/snaps`, snap("test-snap.foo", 9));
  await ask("GET", `${bare}/tests/events`);

  for (const name of [
    "test-snap",
    "test-snap.fo",
    "Test-Snap.Foo",
    "test-snap.bar",
    "test-snapxfoo",
    "b.B",
    "none.x",
  ])
    await ask("POST", `${product}/snaps`, snap(name, 5));
  await ask("POST", `${product}/snaps`, snap("test-snap.foo", 1));
  const goldMaster = (channel: string, ...names: string[]) => ({
    body: { snaps: names.map((name, i) => ({ name, revision: i + 1 })), channel },
  });
  await ask("POST", `${twin}/gold-masters`, goldMaster("candidate", "a.b"));
  await ask("POST", `${product}/snaps`, snap("test-snap.foo", 2));
  await ask("POST", `${product}/gold-masters`, goldMaster("stable", "z.z", "a.b", "z.z", "a.a"));
  await ask("POST", `${product}/gold-masters`, goldMaster("stable", "z.z", "a.b", "z.z", "a.a"));
  for (const revision of [1, 2, 3, 2_147_483_648, 1])
    await ask("POST", `${product}/snaps`, snap("test-snap.foo", revision));
  await ask("POST", `${product}/snaps`, snap("b.B", 3));
  await ask("POST", `${product}/snaps`, goldMaster("beta", "test-snap.foo"));
  await ask("POST", `${product}/snaps`, goldMaster("beta", "other.snap"));
  for (const channel of ["edge", "stable"])
    await ask("POST", `${product}/snaps`, snap("test-snap.foo", 3, channel));
  for (const name of ["b.B", "test-snap-two.foo"]) await ask("POST", `${product}/snaps`, snap(name, 3));
  await ask("PUT", product, { body: { name: "p", release: "r", snaps } });
  await ask("POST", `${product}/images`, image("CH", { channel: "edge" }));
  await ask("POST", `${product}/snaps`, snap("test-snap.foo", 4));
  await ask("GET", events);
  await images(walk, product);
  await ask("GET", events);
  await ask("GET", `${twin}/tests/events`);
  const other = { keys: walk.accounts[1]!.credentials };
  const theirs = (await ask("POST", "/products", {
    ...other,
    body: { name: "o", release: "r", snaps: [] },
  })) as { id: string };
  await ask("POST", `/products/${theirs.id}/test-specs`, { ...other, body: { name: "o" } });
  await ask("POST", `/products/${theirs.id}/images`, { ...other, ...image("SAME") });
}

async function images(walk: Walk, product: string): Promise<void> {
  const { ask } = walk;
  const references: unknown[] = [
    HARD_VALUE,
    null,
    0,
    "",
    false,
    {},
    [],
    '{"a": 1}',
    "http://Example.com:80/a b",
    "x".repeat(300),
  ];
  const target = await makeProduct(walk, { name: "images" });
  for (const [i, image_reference] of references.entries())
    await ask("POST", `${target}/images`, image(`R${i}`, { image_reference }));
  await ask("POST", `${target}/images`, image("X", { extra_snaps: EXTRA_SNAPS, channel: null }));
  await ask("POST", `${target}/images`, image("X", { extra_snaps: [], channel: "stable" }));
  await ask("GET", `${target}/tests/events`);
  await ask("POST", `${product}/images`, image("SAME"));
  await ask("POST", `${product}/images`, image("SAME"));
  for (let i = 0; i < 90; i++) await runOne(walk, "a", {}, { platform: "pi2" });
  walk.settle();
  for (const path of ["tests/results", "results"])
    for (const each of [target, product]) await ask("GET", `${each}/${path}`);
}
