import { randomUUID } from "node:crypto";
import { isObject } from "../../src/schema/json-type.js";
import type { Answer } from "./answer.js";
import type { Capability } from "./capability.js";
import type { Actor } from "../clauses/clause.js";
import { Client, type ClientParts } from "./client.js";
import { findControl } from "./find-control.js";
import { Ledger } from "../cleanup/ledger.js";
import { anyAnswer, firstAnswer } from "./preflight.js";
import type { Target, TargetOptions } from "./target.js";
import { SuiteUsageError, TargetError } from "./target-error.js";

/** A probed target, and the objects that existed before the run. */
export interface Probed {
  target: Target;
  /** Ids of products, and of Test Specs of the given product. */
  before: string[];
}

/** All waits of a request before the run at most, in milliseconds. */
const FIRST_WAITS_MS = 60_000;

type Connection = Omit<ClientParts, "target" | "ledger" | "guard">;
type Get = (path: string, actor?: Actor, retry?: true | "when-told") => Promise<Answer>;

/**
 * Detects a target's capabilities with read requests and with requests that must be refused.
 * @param isCleanUp whether a ledger tells what was there before
 * @throws TargetError
 */
export async function probe(
  options: TargetOptions,
  connection: Connection,
  signal: AbortSignal,
  { isCleanUp = false } = {},
): Promise<Probed> {
  const { origin, pathname } = new URL(options.url);
  const url = origin + pathname.replace(/\/+$/, "");
  const target: Target = { ...options, url, capabilities: new Set(), lacks: new Map() };
  const ledger = new Ledger({ format: 1, run: connection.run, target: url, before: [] }, null);
  const { waitsMs = FIRST_WAITS_MS } = connection;
  const client = new Client({ ...connection, waitsMs, target, ledger, guard: () => Promise.resolve() });
  const send = (
    method: string,
    path: string,
    body: string | null,
    actor: Actor = "first",
    retry: true | "when-told" = true,
  ): Promise<Answer> =>
    anyAnswer(url, () =>
      client.send(
        {
          method,
          path,
          headers: JSON_TYPE,
          body: body === null ? null : Buffer.from(body),
          actor,
          retry,
        },
        { clause: "probe", signal, record: () => undefined },
      ),
    );
  const get: Get = (path, actor, retry) => send("GET", path, null, actor, retry);

  const first = await firstAnswer(url, "the credentials", () => get("/products", "first", "when-told"));
  const unknown: (string | null)[] = [unreadable("the account's products", first, "products")];
  const before = [idsOf(first, "products")];
  if (options.second) {
    const other = await firstAnswer(url, "the second credentials", () => get("/products", "second"));
    unknown.push(unreadable("the second account's products", other, "products"));
    before.push(idsOf(other, "products"));
  }
  if (options.product !== undefined) {
    target.product = fullProductId(options.product, before[0]!);
    const specs = await get(`/products/${encodeURIComponent(target.product)}/test-specs`);
    if (REFUSALS_OF_AN_ID.has(specs.status))
      throw new TargetError(`${url}: --product ${target.product} is not a product of the account`);
    unknown.push(unreadable("the Test Specs of --product", specs, "test_specs"));
    before.push(idsOf(specs, "test_specs"));
  }
  const control = await findControl(options, url);
  if (typeof control !== "string") target.control = control;
  const lacks = new Map<Capability, string>();
  const note = (capability: Capability, reason: string | null): void => {
    if (options.without?.includes(capability))
      lacks.set(capability, `declared as missing (--no-${capability})`);
    else if (reason !== null) lacks.set(capability, reason);
  };
  const readOnly = options.profile === "read-only" ? "the profile is read-only" : null;
  const isSafe = options.exclusive || isCleanUp;
  const noWrites = readOnly ?? (isSafe ? null : (unknown.find((why) => why !== null) ?? null));
  note("writes", noWrites);
  note(
    "create-products",
    noWrites ?? (options.product === undefined ? null : "the run uses the given product (--product)"),
  );
  note("agent-api", noWrites ?? (await withoutAgents(connection.run, send)));
  note("second-account", options.second ? null : "no second account is known (--second-credentials)");
  note("legacy", await withoutLegacy(options, get));
  note(
    "password",
    options.login ? null : "email and password of the account are not known (--email, --password-env)",
  );
  note("barred-accounts", options.barred ? null : "no barred accounts of the target are known");
  note("control-plane", readOnly ?? (typeof control === "string" ? control : null));
  note("history", readOnly === null || before.length > 0 ? null : "the account has no product to read");
  note(
    "foreign-agents",
    options.foreignAgents ? null : "no agents are known that finish opportunities (--foreign-agents)",
  );
  const capabilities = new Set(ALL.filter((capability) => !lacks.has(capability)));
  return { target: { ...target, capabilities, lacks }, before: before.flat() };
}

/** What servers answer for an id that names nothing; 400 and 422 if it is not even the form of one. */
const REFUSALS_OF_AN_ID: ReadonlySet<number> = new Set([400, 404, 410, 422]);

/**
 * The id of the account's product that begins with `written`; `written` itself if none does. @throws SuiteUsageError if
 * several do
 */
export function fullProductId(written: string, products: readonly string[]): string {
  const found = products.filter((id) => id.startsWith(written.toLowerCase()));
  if (products.includes(written) || found.length === 0) return written;
  if (found.length === 1) return found[0]!;
  throw new SuiteUsageError(
    `--product: ${JSON.stringify(written)} is ambiguous: ${found.length} products begin with it: ${found.slice(0, 8).join(", ")}`,
  );
}

const JSON_TYPE = { "content-type": "application/json" };
const ALL: readonly Capability[] = [
  "writes",
  "create-products",
  "agent-api",
  "second-account",
  "legacy",
  "password",
  "barred-accounts",
  "control-plane",
  "history",
  "foreign-agents",
];

/**
 * Whether the agents' operations are missing. A pick could take other agents' work, so none is sent. Instead: a GET,
 * for which 405 shows that the path exists; otherwise a body that is not JSON, for which 400 shows it.
 */
async function withoutAgents(
  run: string,
  send: (method: string, path: string, body: string | null) => Promise<Answer>,
): Promise<string | null> {
  const path = `/agents/${run}-probe/pick`;
  const got = await send("GET", path, null);
  if (got.status === 405) return null;
  const posted = await send("POST", path, '{"platform": ');
  // A server error is no sign that it is missing: the clauses will tell it.
  if ([400, 415, 422].includes(posted.status) || isServerError(posted.status)) return null;
  return `no agent API: POST ${path} gets HTTP ${posted.status}`;
}

/** 501 means that something is missing, the others that it fails. */
const isServerError = (status: number): boolean => status >= 500 && status !== 501;

async function withoutLegacy({ organization }: TargetOptions, get: Get): Promise<string | null> {
  if (organization === undefined) return "no organization of the account is known (--organization)";
  const path = `/orgs/${encodeURIComponent(organization)}/tests/events?test_opportunity_id=${randomUUID()}`;
  const { status } = await get(path);
  return status === 200 || isServerError(status) ? null : `no legacy API: GET ${path} gets HTTP ${status}`;
}

/** Why the ids in a list cannot be told, so that nothing may be changed; null if they can. */
function unreadable(whose: string, { status, json }: Answer, list: string): string | null {
  const things = isObject(json) ? json[list] : undefined;
  const isRead =
    status === 200 &&
    Array.isArray(things) &&
    things.every((thing: unknown) => isObject(thing) && typeof thing["id"] === "string");
  if (isRead) return null;
  return `${whose} cannot be listed (HTTP ${status}), so that the run could change what was there before`;
}

function idsOf({ json }: Answer, list: string): string[] {
  const things = ((json ?? {}) as Record<string, unknown>)[list];
  if (!Array.isArray(things)) return [];
  return things
    .map((thing: unknown) => (isObject(thing) ? thing["id"] : undefined))
    .filter((id) => typeof id === "string");
}
