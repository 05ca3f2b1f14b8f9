import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Credentials } from "../src/oauth1/sign.js";
import { newFolder } from "./clean-up.js";
import { Client } from "./client.js";
import { startEmulator } from "./emulator.js";
import type { Context, Promised } from "./part.js";
import { type Operation, readSpec } from "./spec.js";

/** Two accounts with everything that an id can name. Their texts are searched for in answers to others. */
const seedOf = (sandbox: string): object => ({
  accounts: ["a", "b"].map((account) => {
    const mark = `secret-${sandbox}-${account}`;
    const snap = { name: `${mark}.snap`, channel: "edge" };
    const product = {
      ...{
        name: `${mark}.foo`,
        release: "15.04-core",
        snaps: [snap.name],
        created: "5d",
      },
      test_specs: [{ name: mark, image_name: mark }],
      history: [
        { ago: "2d", snap: { ...snap, revision: 1 } },
        { ago: "1s", snap: { ...snap, revision: 2 } },
      ],
    };
    return {
      ...{
        email: `${account}@${sandbox}.example.com`,
        password: "correct horse",
      },
      ...{ organizations: [`org-${sandbox}-${account}`], products: [product] },
    };
  }),
});

/** An account and everything it owns. */
interface Owner {
  name: string;
  mark: string;
  client: Client;
  ids: Record<string, string>;
}

/** Every operation with every id of another account and of another sandbox. */
export async function foreignIds(context: Context): Promise<void> {
  const promised = context.promise("an id of another account or sandbox does not exist for a client");
  const untouched = context.promise("what others own stays as it is");
  const { path, remove } = newFolder();
  const seed = join(path, "seed.yaml");
  writeFileSync(seed, JSON.stringify(seedOf("main")));
  const emulator = await startEmulator(["--in-memory", "--no-lab", "--seed", seed, "--log-level", "warn"]);
  const spec = await readSpec(emulator.url);
  const control = new Client(emulator.url, null);
  await control.json("POST", "/_emulator/sandboxes", {
    body: { name: "other", seed: seedOf("other"), lab: false },
  });
  const owners = (
    await Promise.all(["default", "other"].map((sandbox) => ownersOf(control, sandbox)))
  ).flat();
  const before = await Promise.all(owners.map(ownState));
  for (const self of owners)
    for (const victim of owners) {
      if (victim === self) continue;
      for (const operation of spec.operations.filter(({ plane }) => plane === "product"))
        await attack({ operation, self, victim, promised });
    }
  const after = await Promise.all(owners.map(ownState));
  for (const [n, { name }] of owners.entries())
    untouched.check(before[n] === after[n], () => `${name}: ${before[n]!} became ${after[n]!}`);
  await controlIds({ control, owners, operations: spec.operations, promised });
  promised.figure = `${spec.operations.length} operations, ${owners.length} accounts in 2 sandboxes`;
  for (const { client } of owners) client.close();
  control.close();
  await emulator.kill("SIGTERM");
  remove();
}

/** One operation with one id of the victim at a time; its other ids are the client's own. */
async function attack({
  operation,
  self,
  victim,
  promised,
}: {
  operation: Operation;
  self: Owner;
  victim: Owner;
  promised: Promised;
}): Promise<void> {
  const { method, path, parameters, examples } = operation;
  for (const { name: foreign, in: place } of parameters) {
    // Agents are not owned: any name may poll, and gets what belongs to its account.
    const owned = foreign === "agent_id" ? undefined : victim.ids[foreign];
    if (owned === undefined) continue;
    const idOf = (name: string): string => (name === foreign ? owned : (self.ids[name] ?? "x"));
    const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => idOf(name));
    const target = place === "query" ? `${filled}?${foreign}=${owned}` : filled;
    for (const body of examples.length > 0 ? (examples as object[]) : [undefined]) {
      const answer = await self.client.call(method, target, body === undefined ? {} : { body });
      const what = (): string => `${self.name}: ${method} ${target}: HTTP ${answer.status} ${answer.text}`;
      // A filter finds nothing; a path is not found.
      if (place === "query")
        promised.check(answer.status === 200 && /^\{"\w+":\[\]\}$/.test(answer.text), what);
      else promised.check(answer.status === 404 && answer.text.includes('"resource-not-found"'), what);
      promised.check(!answer.text.includes(victim.mark), what);
    }
  }
  if (operation.id !== "pickTestOpportunity") return;
  const answer = await self.client.call(method, path.replace("{agent_id}", "any"), { body: {} });
  promised.check(!answer.text.includes(victim.mark), () => `${self.name} picked ${answer.text}`);
}

/** Opportunities of one sandbox asked of the other through the control plane. */
async function controlIds({
  control,
  owners,
  operations,
  promised,
}: {
  control: Client;
  owners: readonly Owner[];
  operations: readonly Operation[];
  promised: Promised;
}): Promise<void> {
  const paths = operations.filter(
    ({ plane, path }) => plane === "control" && path.includes("{test_opportunity_id}"),
  );
  for (const { method, path, examples } of paths)
    for (const { name, ids, mark } of owners) {
      const sandbox = name.startsWith("other") ? "default" : "other";
      const target = `${path.replace("{test_opportunity_id}", ids.test_opportunity_id!)}?sandbox=${sandbox}`;
      const { status, text } = await control.call(
        method,
        target,
        examples.length > 0 ? { body: examples[0] as object } : {},
      );
      promised.check(
        status === 404 && !text.includes(mark),
        () => `${method} ${target}: HTTP ${status} ${text}`,
      );
    }
}

async function ownersOf(control: Client, sandbox: string): Promise<Owner[]> {
  const { accounts } = await control.json<{
    accounts: {
      email: string;
      organizations: string[];
      credentials: Credentials;
    }[];
  }>("GET", `/_emulator/sandboxes/${sandbox}`);
  return Promise.all(
    accounts.map(async ({ email, organizations, credentials }) => {
      const client = new Client(control.url, credentials);
      const { products } = await client.json<{
        products: { id: string; name: string }[];
      }>("GET", "/products");
      const product = products[0]!;
      const { test_specs } = await client.json<{
        test_specs: { id: string }[];
      }>("GET", `/products/${product.id}/test-specs`);
      const { event_logs } = await client.json<{
        event_logs: { test_opportunity_id: string; image_unique_id: string }[];
      }>("GET", `/products/${product.id}/tests/events`);
      const ids = {
        product_id: product.id,
        test_spec_id: test_specs[0]!.id,
        test_opportunity_id: event_logs[0]!.test_opportunity_id,
        image_unique_id: event_logs[0]!.image_unique_id,
        org_id: organizations[0]!,
      };
      return {
        name: `${sandbox}/${email}`,
        mark: product.name.replace(".foo", ""),
        client,
        ids,
      };
    }),
  );
}

/** Everything that an account can read. Picking changes only the client's own opportunities, so events are left out. */
async function ownState({ client, ids: { product_id } }: Owner): Promise<string> {
  const paths = [
    "/products",
    `/products/${product_id!}/test-specs`,
    `/products/${product_id!}/tests/results`,
  ];
  return (await Promise.all(paths.map((path) => client.json("GET", path))))
    .map((part) => JSON.stringify(part))
    .join("\n");
}
