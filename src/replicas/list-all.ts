import { inSteps } from "../clock/in-turns.js";
import { sandboxShape } from "../control/shape.js";
import { ONE_RECORD, type Steps } from "../domain/steps.js";
import type { Database } from "../postgres/database.js";
import { type ListedSandbox, listSandboxes } from "../postgres/ownership.js";
import type { SandboxRegistry } from "../sandbox/registry.js";
import type { components } from "../spec/control-types.gen.js";
import { isObject } from "../schema/json-type.js";
import { shapeIn, shapeOf } from "./facts.js";
import { askForSandboxes } from "./internal.js";
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
  /** What each owner says of its sandboxes. */
  const live = new Map<string, Map<string, unknown>>();
  const asked = [...owners].map(async (owner) => {
    const url = membership.replica(owner)?.url ?? null;
    if (url !== null) live.set(owner, namedIn(await askForSandboxes(url, secret).catch(() => [])));
  });
  await Promise.all(asked);
  return inSteps(shapesOf(rows));

  /** A sandbox that is gone, or of which nothing usable is noted, is left out. */
  function* shapesOf(listed: readonly ListedSandbox[]): Steps<Shape[]> {
    const shapes: Shape[] = [];
    for (const one of listed) {
      const shape = shapeOfRow(one);
      if (shape !== null) shapes.push(shape);
      yield ONE_RECORD + (one.summary?.length ?? 0);
    }
    return shapes;
  }

  function shapeOfRow({ name, summary, owner }: ListedSandbox): Shape | null {
    const replica = owner === null ? null : (membership.replica(owner)?.url ?? null);
    const here = owner === membership.id ? registry.get(name) : undefined;
    if (here !== undefined) return { ...sandboxShape(here), replica };
    const known =
      shapeOf(live.get(owner ?? "")?.get(name), name) ?? (summary === null ? null : shapeIn(summary, name));
    return known === null ? null : { ...known, replica };
  }
}

/** The items of a list by their names. */
const namedIn = (items: readonly unknown[]): Map<string, unknown> =>
  new Map(
    items.flatMap((one) =>
      isObject(one) && typeof one["name"] === "string" ? [[one["name"], one] as const] : [],
    ),
  );
