import { isObject } from "../../src/schema/json-type.js";

type Fields = Record<string, unknown>;

/** An advertisement that makes a told opportunity again. */
export interface Trigger {
  path: string;
  body: Fields;
  /** The snap that the product has to reference; null if it need not. */
  snap: string | null;
  /** The base that it sets for later snap revisions; null if it sets none. */
  base: string | null;
  /** What will not be as it was, in words. */
  couldNot: string[];
}

/** Where an advertisement goes, and what is known there. */
interface Where {
  /** Path of the product on the stage. */
  product: string;
  organization: string | null;
  /** The channel of the product's last gold master. */
  base: string | null;
}

/** Which advertisement has made an opportunity, by the fields of its log or its result. */
export function triggerOf(context: Fields, { product, organization, base }: Where): Trigger {
  const { update_channel, base_channel, primary_snap_name, image_name } = context;
  const snaps = Array.isArray(context["snaps"]) ? context["snaps"].filter(isObject) : null;
  const told = snaps?.at(-1);
  const name = told?.["name"] ?? primary_snap_name;
  const common = { snap: null, base: null, couldNot: [] };
  if (typeof name !== "string") return imageTrigger(context, product, organization, common);
  const revision = told?.["revision"] ?? 1;
  const noRevision = told === undefined ? ["nothing tells the revision of its snap"] : [];
  if (update_channel !== null && update_channel !== undefined) {
    const noBase = (base_channel ?? null) === base ? [] : [`nothing tells the gold master that was its base`];
    return {
      path: `${product}/snaps`,
      body: { name, revision, channel: update_channel },
      ...{ snap: name, base: null, couldNot: [...noRevision, ...noBase] },
    };
  }
  if (typeof base_channel === "string" && context["channel"] !== null)
    return {
      path: `${product}/gold-masters`,
      body: { snaps: snaps ?? [{ name, revision }], channel: base_channel },
      ...{ snap: null, base: base_channel, couldNot: noRevision },
    };
  if (organization !== null)
    return {
      path: `/orgs/${encodeURIComponent(organization)}/snap-revisions`,
      body: { name, revision },
      ...{ snap: name, base: null, couldNot: noRevision },
    };
  return imageTrigger({ ...context, image_name }, product, organization, {
    ...common,
    couldNot: ["nothing tells how it was advertised"],
  });
}

function imageTrigger(
  context: Fields,
  product: string,
  organization: string | null,
  common: Pick<Trigger, "snap" | "base" | "couldNot">,
): Trigger {
  const { image_unique_id = "unknown", image_reference = null, extra_snaps, channel, image_name } = context;
  const image = { image_unique_id, image_reference };
  if (typeof image_name === "string" && organization !== null)
    return {
      ...common,
      path: `/orgs/${encodeURIComponent(organization)}/images`,
      body: { ...image, image_name },
    };
  return {
    ...common,
    path: `${product}/images`,
    body: {
      ...image,
      ...(Array.isArray(extra_snaps) ? { extra_snaps } : {}),
      ...(typeof channel === "string" ? { channel } : {}),
    },
  };
}
