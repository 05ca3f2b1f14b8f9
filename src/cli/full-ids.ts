import { signedFetch } from "../oauth1/sign.js";
import { isObject } from "../schema/json-type.js";
import { directFetch } from "../text/direct-fetch.js";
import { wallTime } from "../clock/clock.js";
import { newSecret } from "../ids.js";
import type { Target } from "./control.js";
import { CliError } from "./exit.js";
import { receive } from "./http.js";

/** What an argument or a flag with an id names. */
type Kind = "opportunity" | "product" | "agent";

/** The fields that hold ids, by name in the control plane. */
const KINDS: Readonly<Record<string, Kind>> = {
  test_opportunity_id: "opportunity",
  opportunity: "opportunity",
  product: "product",
  product_id: "product",
  agent_id: "agent",
};

const UUID_LENGTH = 36;
/** The beginning of a UUID. */
const BEGINNING = /^[0-9a-f-]{1,35}$/i;
/** Maximum number of candidates in the message for an ambiguous beginning. */
const MOST_SHOWN = 8;

/** Fields in which the beginnings of ids are replaced by the whole ids. @throws CliError (exit code 2) if one is ambiguous */
export async function withFullIds<Fields extends Record<string, unknown>>(
  on: Target,
  fields: Fields,
): Promise<Fields> {
  const full: Record<string, unknown> = { ...fields };
  for (const [name, value] of Object.entries(fields)) {
    const kind = KINDS[name];
    if (kind !== undefined && typeof value === "string") full[name] = await fullId(on, kind, value);
  }
  return full as Fields;
}

/**
 * The id that begins with `written`. What is whole, and what no id begins with, is returned as it is: the emulator
 * says what is wrong with it. @throws CliError (exit code 2) if it is ambiguous
 */
export async function fullId(on: Target, kind: Kind, written: string): Promise<string> {
  if (kind !== "agent" && !BEGINNING.test(written)) return written;
  const beginning = kind === "agent" ? written : written.toLowerCase();
  const { ids, total } = await FINDERS[kind](on, beginning);
  if (ids.includes(written) || total === 0) return written;
  if (total === 1) return ids[0]!;
  const shown = ids.slice(0, MOST_SHOWN);
  const more = total > shown.length ? `, and ${total - shown.length} more` : "";
  throw new CliError(
    `${JSON.stringify(written)} is ambiguous: ${total} ${PLURALS[kind]} begin with it: ${shown.join(", ")}${more}`,
  );
}

const PLURALS: Readonly<Record<Kind, string>> = {
  opportunity: "opportunities",
  product: "products",
  agent: "agents",
};

/** The ids of a kind that begin with a text; the first of them, and how many there are. */
type Finder = (on: Target, beginning: string) => Promise<{ ids: string[]; total: number }>;

const FINDERS: Readonly<Record<Kind, Finder>> = {
  async opportunity({ client, here }, beginning) {
    const query = { ...here, id_prefix: beginning, limit: String(MOST_SHOWN) };
    const { opportunities, total } = await client.send("GET /_emulator/opportunities", { query });
    return { ids: opportunities.map(({ test_opportunity_id }) => test_opportunity_id), total };
  },
  async product(on, beginning) {
    return thatBegin(await productIds(on), beginning);
  },
  async agent({ client, here }, beginning) {
    const { devices } = await client.send("GET /_emulator/lab/devices", { query: here });
    return thatBegin(
      devices.map(({ agent_id }) => agent_id),
      beginning,
    );
  },
};

function thatBegin(all: readonly string[], beginning: string): { ids: string[]; total: number } {
  const ids = all.filter((id) => id.startsWith(beginning));
  return { ids, total: ids.length };
}

/** The products of all accounts of the sandbox, by the product API: the control plane does not list them. */
async function productIds({ client, here }: Target): Promise<string[]> {
  const name = here.sandbox ?? "default";
  const { accounts } = await client.send("GET /_emulator/sandboxes/{name}", { path: { name } });
  const lists = await Promise.all(
    accounts.map(async ({ credentials }) => {
      const send = signedFetch(credentials, { fetch: directFetch, now: wallTime, nonce: () => newSecret(8) });
      const { status, json } = await receive(client.url, () => send(`${client.url}/products`));
      if (status >= 300) return [];
      const { products } = Object(json) as { products?: unknown };
      if (!Array.isArray(products)) return [];
      return products.flatMap((one: unknown) =>
        isObject(one) && typeof one["id"] === "string" ? [one["id"]] : [],
      );
    }),
  );
  return lists.flat();
}

/** A path of the product API in which the beginnings of ids are replaced by the whole ids. @throws CliError */
export async function withFullIdsInPath(on: Target, path: string): Promise<string> {
  let full = path;
  for (const [kind, pattern] of PLACES) {
    const written = pattern.exec(full)?.[1];
    if (written === undefined || written.length === UUID_LENGTH) continue;
    const id = await fullId(on, kind, written);
    full = full.replace(pattern, (found) => found.replace(written, id));
  }
  return full;
}

/** Where ids are in paths and queries of the product API. */
const PLACES: readonly [Kind, RegExp][] = [
  ["product", /^\/products\/([0-9a-f-]+)(?=[/?]|$)/i],
  ["opportunity", /^\/test-opportunities\/([0-9a-f-]+)(?=[/?]|$)/i],
  ["opportunity", /[?&]test_opportunity_id=([0-9a-f-]+)/i],
];
