import { partsOf } from "../../src/text/sent-address.js";
import { isReading } from "../../contract-tests/target/client.js";
import type { Stage, StageRequest } from "./stage.js";

/**
 * Why a request must not be sent: it would change a product that was there before the replay, whose id a recording or an answer
 * has named. Null if it may be sent.
 */
export function changesOthers(
  { others }: Pick<Stage, "others">,
  { method, path }: Pick<StageRequest, "method" | "path">,
): string | null {
  if (others.size === 0 || isReading(method)) return null;
  const id = partsOf(path).find((part) => isOthers({ others }, part));
  return id === undefined ? null : wasThere(id);
}

/** Whether this is the id of a product that was there before the replay. Services may ignore the case of ids, and dashes of UUIDs. */
export function isOthers({ others }: Pick<Stage, "others">, id: string): boolean {
  const written = id.toLowerCase();
  return others.has(written) || others.has(written.replace(UUID, "$1-$2-$3-$4-$5"));
}

const UUID = /^([\da-f]{8})([\da-f]{4})([\da-f]{4})([\da-f]{4})([\da-f]{12})$/;

export const wasThere = (id: string): string => `the product ${id} was there before the replay`;
