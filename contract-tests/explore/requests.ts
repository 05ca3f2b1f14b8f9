import type { Actor } from "../clauses/clause.js";
import { filters } from "./filters.js";
import type { Source } from "./source.js";
import type { Explored } from "./weights.js";
import { fact } from "./step.js";
import type { World } from "./world.js";

/** A correct request: its sender, and the parts that differ. */
export interface Drawn {
  actor: Actor;
  path?: Record<string, string>;
  query?: [string, string][];
  body?: unknown;
}

/** Correct requests by operation; undefined if nothing exists yet that it could be about. */
export const REQUESTS: Readonly<Record<Explored, (source: Source) => Drawn | undefined>> = {
  createProduct: (source) => ({ actor: anyActor(source), body: productBody(source) }),
  listProducts: (source) => ({ actor: anyActor(source) }),
  getProduct: ofProduct(),
  updateProduct: ofProduct(productBody),
  deleteProduct: ofProduct(),
  createTestSpec: ofProduct(({ random, values }) => ({
    name: values.name(),
    ...(random.chance(0.6) ? { platform: values.platform() } : {}),
    ...(random.chance(0.6) ? { image_name: values.imageName() } : {}),
    ...(random.chance(0.7) ? { test_payload: values.json() } : {}),
  })),
  listTestSpecs: ofProduct(),
  getTestSpec: ofTestSpec,
  deleteTestSpec: ofTestSpec,
  advertiseImage: ofProduct(({ random, values, world }) => ({
    image_unique_id: (random.chance(0.3) && random.maybeOf(world.imageIds)) || values.imageId(),
    image_reference: values.json(),
    channel: random.chance(0.3) ? null : values.channel(),
    extra_snaps: Array.from({ length: random.below(3) }, () => values.json()),
  })),
  advertiseSnap: advertisedSnap,
  advertiseGoldMaster: ofProduct(goldMaster),
  listTestEvents: ofProduct(undefined, filters),
  listTestResults: ofProduct(undefined, filters),
  listTestResultsAlias: ofProduct(undefined, filters),
  pickTestOpportunity: (source) => {
    const { random, values } = source;
    const platform = random.chance(0.6) ? { platform: values.platform() } : {};
    const group = random.chance(0.3) ? { agent_group: random.of([null, "group", "Group "]) } : {};
    const revno = random.chance(0.5) ? { agent_revno: random.of([null, "197", "0197", " 197"]) } : {};
    return {
      actor: anyActor(source),
      path: { agent_id: values.agent() },
      ...(random.chance(0.15) ? {} : { body: { ...platform, ...group, ...revno } }),
    };
  },
  postTestResult: posted,
  legacyAdvertiseImage: ({ random, values, world }) => ({
    actor: "first",
    path: { org_id: fact("organization") },
    body: {
      image_reference: values.json(),
      image_unique_id: values.imageId(),
      image_name: (random.chance(0.7) && random.maybeOf(world.specs)?.imageName) || values.imageName() || "",
      ...(random.chance(0.3) ? { upgrade_snaps: [values.json()] } : {}),
    },
  }),
  legacyAdvertiseSnap: ({ random, values, world }) => ({
    actor: "first",
    path: { org_id: fact("organization") },
    body: {
      name: random.maybeOf(world.products.flatMap(({ snaps }) => snaps)) ?? values.snap(),
      revision: values.revision(),
    },
  }),
  legacyListTestEvents: ofOrganization,
  legacyListTestResults: ofOrganization,
  createToken: ({ hasLogin, values }) =>
    hasLogin
      ? {
          actor: "anonymous",
          body: {
            email: fact("email"),
            password: fact("password"),
            token_name: `${values.tokenName()}${fact("unique")}`,
          },
        }
      : undefined,
};

/** Usually the first account. */
function anyActor({ random, hasSecond }: Source): Actor {
  return hasSecond && random.chance(0.1) ? "second" : "first";
}

/** Usually the owner of an object. */
function asActor(source: Source, owner: Actor): Actor {
  const other = owner === "first" ? "second" : "first";
  return source.hasSecond && source.random.chance(0.06) ? other : owner;
}

/** A request about a product; rarely about one that was deleted. */
function ofProduct(
  body?: (source: Source) => unknown,
  query?: (source: Source) => [string, string][],
): (source: Source) => Drawn | undefined {
  return (source) => {
    const { random, world } = source;
    const living = world.products.filter(({ isDeleted }) => !isDeleted);
    const product = random.maybeOf(random.chance(0.05) ? world.products : living);
    if (!product) return undefined;
    return {
      actor: asActor(source, product.actor),
      path: { product_id: product.id },
      ...(body ? { body: body(source) } : {}),
      ...(query ? { query: query(source) } : {}),
    };
  };
}

function ofTestSpec(source: Source): Drawn | undefined {
  const { random, world } = source;
  const spec = random.maybeOf(world.specs);
  if (!spec) return undefined;
  const product = random.chance(0.1) ? random.of(world.products) : spec.product;
  return {
    actor: asActor(source, product.actor),
    path: { product_id: product.id, test_spec_id: spec.id },
  };
}

function ofOrganization(source: Source): Drawn {
  return { actor: "first", path: { org_id: fact("organization") }, query: filters(source) };
}

function productBody({ random, values }: Source): unknown {
  const snaps = new Set(Array.from({ length: random.below(4) }, () => values.snap()));
  return { name: values.name(), release: random.of(["15.04-core", "a", " b"]), snaps: [...snaps] };
}

function goldMaster({ random, values }: Source): unknown {
  const snaps = Array.from({ length: 1 + random.below(3) }, () => ({
    name: values.snap(),
    revision: values.revision(),
  }));
  return { snaps, channel: values.channel() };
}

/** A revision of a snap of the product, often one that was advertised before; rarely of another snap, or a gold master. */
function advertisedSnap(source: Source): Drawn | undefined {
  const { random, values, world } = source;
  const living = world.products.filter(({ isDeleted }) => !isDeleted);
  const product = random.maybeOf(living);
  if (!product) return undefined;
  const again = random.maybeOf(world.revisions.filter(({ name }) => product.snaps.includes(name)));
  const known = random.maybeOf(product.snaps) ?? values.snap();
  const fresh = {
    name: random.chance(0.75) ? known : random.chance(0.5) ? values.like(known) : values.snap(),
    revision: values.revision(),
    channel: values.channel(),
  };
  const snap = again && random.chance(0.4) ? again : fresh;
  const body = random.chance(0.1) ? goldMaster(source) : snap;
  return { actor: asActor(source, product.actor), path: { product_id: product.id }, body };
}

/** A result of an agent that got the opportunity; rarely of another agent, or of an opportunity that nobody got. */
function posted(source: Source): Drawn | undefined {
  const { random, values, world } = source;
  const open = world.picks.filter(({ posts }) => posts.length === 0);
  const pick = random.maybeOf(random.chance(0.7) && open.length > 0 ? open : world.picks);
  const queued = random.maybeOf(world.opportunities);
  const body = {
    agent_id: pick && random.chance(0.92) ? pick.agent : values.agent(),
    test_status: values.status(),
    result_payload: values.object(),
    ...(random.chance(0.4) ? { agent_revno: random.of([null, "197", "0197", "x"]) } : {}),
    ...(random.chance(0.4) ? { agent: random.of([null, { timing: values.timing() }]) } : {}),
  };
  if (pick && random.chance(0.95)) {
    const again = random.maybeOf(pick.posts);
    return {
      actor: asActor(source, pick.actor),
      path: { test_opportunity_id: pick.id },
      body: again !== undefined && random.chance(0.6) ? (JSON.parse(again) as unknown) : body,
    };
  }
  return queued && { actor: queued.actor, path: { test_opportunity_id: queued.id }, body };
}

/** The id of an object that does not exist. */
export const UNKNOWN_ID = "00000000-0000-4000-8000-000000000000";

/** Requests that show all that a product has. */
export function readings(world: World): { operation: Explored; drawn: Drawn }[] {
  const perProduct = world.products.flatMap(({ id, actor }) =>
    (["getProduct", "listTestSpecs", "listTestEvents", "listTestResults"] as const).map((operation) => ({
      operation,
      drawn: { actor, path: { product_id: id } },
    })),
  );
  return [{ operation: "listProducts", drawn: { actor: "first" } }, ...perProduct];
}
