import type { EmulatorHandle, SeedDocument } from "../../index.js";

/** A sandbox with 1,000 opportunities: 20 revisions of a snap, each with 50 Test Specs. */
export async function manyOpportunities(emulator: EmulatorHandle): Promise<EmulatorHandle> {
  const seed = {
    accounts: [
      {
        ...{ email: "many@example.com", password: "secret" },
        products: [
          {
            ...{ name: "many.foo", release: "15.04-core", snaps: ["snap.foo"], created: "30d" },
            test_specs: Array.from({ length: 50 }, (_, index) => ({
              ...{ name: `spec-${index}`, platform: `platform-${index % 10}`, test_payload: {} },
            })),
            history: Array.from({ length: 20 }, (_, index) => ({
              ...{ ago: `${20 - index}d`, snap: { name: "snap.foo", revision: index + 1, channel: "edge" } },
            })),
          },
        ],
      },
    ],
  };
  return emulator.createSandbox({ seed: seed as SeedDocument, clock: "manual", lab: false });
}

/** Sends JSON to the product API. */
export async function postJson(emulator: EmulatorHandle, path: string, body: object): Promise<unknown> {
  const headers = { "content-type": "application/json" };
  const answer = await emulator.fetch(path, { method: "POST", body: JSON.stringify(body), headers });
  if (!answer.ok) throw new Error(await answer.text());
  return answer.status === 204 ? null : answer.json();
}

/** The id of the product of this name. */
export async function productId(emulator: EmulatorHandle, name: string): Promise<string> {
  const answer = await emulator.fetch("/products");
  const { products } = (await answer.json()) as { products: { id: string; name: string }[] };
  return products.find((product) => product.name === name)!.id;
}

/** Advertises a snap revision and returns the ids of its opportunities. */
export async function advertise(
  emulator: EmulatorHandle,
  product: string,
  snap: { name: string; revision: number },
): Promise<string[]> {
  const body = { ...snap, channel: "edge" };
  const { ids } = (await postJson(emulator, `/products/${product}/snaps`, body)) as {
    ids: { test_opportunity_id: string }[];
  };
  return ids.map(({ test_opportunity_id }) => test_opportunity_id);
}
