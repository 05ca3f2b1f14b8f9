import { sandboxShape } from "../control/shape.js";
import type { Database } from "../postgres/database.js";
import { listSandboxes } from "../postgres/ownership.js";
import type { SandboxRegistry } from "../sandbox/registry.js";
import type { components } from "../spec/control-types.gen.js";
import { ask } from "./internal.js";
import type { Membership } from "./membership.js";

type Shape = components["schemas"]["Sandbox"];

/** What a list needs. */
export interface ListAllOptions {
  database: Pick<Database, "rows">;
  registry: SandboxRegistry;
  membership: Membership;
  secret: string;
}

/**
 * All sandboxes, oldest first, with where each lives (null: it rests in the database). Open ones are as they are now; the
 * others, and those of a replica that cannot be reached, as they were last noted.
 */
export async function listAll({ database, registry, membership, secret }: ListAllOptions): Promise<Shape[]> {
  const rows = await listSandboxes(database);
  const owners = new Set(
    rows.flatMap(({ owner }) => (owner === null || owner === membership.id ? [] : [owner])),
  );
  const live = new Map<string, Shape>();
  const asked = [...owners].map(async (owner) => {
    const url = membership.replica(owner)?.url ?? null;
    if (url === null) return;
    const shapes = (await ask(url, secret, "sandboxes").catch(() => [])) as Shape[];
    for (const shape of shapes) live.set(shape.name, { ...shape, replica: url });
  });
  await Promise.all(asked);
  return rows.flatMap(({ name, summary, owner }) => {
    const url = owner === null ? null : (membership.replica(owner)?.url ?? null);
    const here = owner === membership.id ? registry.get(name) : undefined;
    if (here !== undefined) return [{ ...sandboxShape(here), replica: url }];
    const known = live.get(name) ?? (summary === null ? null : (JSON.parse(summary) as Shape));
    return known === null ? [] : [{ ...known, replica: url }];
  });
}
