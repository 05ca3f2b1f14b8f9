/** The legacy organization API. */
import type { Walk } from "./harness.js";
import { image, makeProduct, runOne } from "./values.js";

export async function walkLegacy(walk: Walk): Promise<void> {
  const { ask } = walk;
  const specs = [{ name: "spec", image_name: "Image" }, { name: "Name" }, { name: "empty", image_name: "" }];
  const one = await makeProduct(walk, { name: "one" }, specs);
  const two = await makeProduct(walk, { name: "two" }, [
    ...[
      { name: "x", image_name: "Image" },
      { name: "y", image_name: "Image2" },
      { name: "z", image_name: " sp " },
    ],
  ]);
  const three = await makeProduct(walk, { name: "three", snaps: ["other.snap"] }, []);
  await makeProduct(walk, { name: "four", snaps: [] });
  const theirs = { keys: walk.accounts[1]!.credentials };
  const { id } = (await ask("POST", "/products", {
    ...theirs,
    body: { name: "o", release: "r", snaps: [] },
  })) as { id: string };
  await ask("POST", `/products/${id}/test-specs`, { ...theirs, body: { name: "o", image_name: "Image" } });
  const org = "/orgs/docs-org";
  const legacy = (image_name: string, more: object = {}) => ({
    body: { image_unique_id: "L1", image_reference: { url: "u" }, image_name, ...more },
  });
  for (const name of ["Image", "image", "Im", "", "spec", "one", "sp", "it's \"é\" 'q'"])
    await ask("POST", `${org}/images`, legacy(name));
  await ask("POST", `${org}/images`, legacy("Image", { upgrade_snaps: [{ a: 1 }], image_unique_id: "L2" }));
  await ask("POST", `${org}/images`, legacy("Image", { image_reference: null }));
  for (const other of ["Docs-Org", "other-org", "nobody"])
    await ask("POST", `/orgs/${other}/images`, legacy("Image"));
  await ask("POST", `${one}/gold-masters`, {
    body: { snaps: [{ name: "a.b", revision: 1 }], channel: "stable" },
  });
  for (const name of ["test-snap.foo", "none.x", "other.snap", "test-snap.fo"])
    await ask("POST", `${org}/snap-revisions`, { body: { name, revision: 1 } });
  await ask("POST", `${one}/images`, image("P1"));
  await ask("POST", `/products/${id}/images`, { ...theirs, ...image("T1") });
  const lists = async (): Promise<void> => {
    for (const path of [
      `${org}/tests/events`,
      `${org}/results`,
      `${one}/tests/events`,
      `${two}/tests/results`,
      `${three}/tests/events`,
    ])
      await ask("GET", path);
    await ask("GET", "/orgs/other-org/tests/events", theirs);
  };
  await lists();
  for (let i = 0; i < 30; i++) {
    const status = ["PASSED", "FAILED", "ERROR"][i % 3]!;
    await runOne(walk, "a", { test_status: status }, { agent_revno: "3" });
    walk.settle();
  }
  await lists();
  const { event_logs } = await ask("GET", `${org}/tests/events?`);
  const opportunity = String(event_logs[0].test_opportunity_id);
  for (const path of ["tests/events", "results"])
    for (const query of [`test_opportunity_id=${opportunity}`, "image_unique_id=L2", "image_unique_id=none"])
      await ask("GET", `${org}/${path}?${query}`);
}
