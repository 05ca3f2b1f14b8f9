import { nearestName } from "../schema/nearest-name.js";
import { offsetTime } from "../domain/dates.js";
import type { Account, Opportunity, Walk } from "../domain/records.js";
import { latestOf } from "../domain/events.js";
import type { State } from "../domain/state.js";
import type { SandboxRegistry } from "../sandbox/registry.js";
import { serverFactsOf } from "../operations/server-facts.js";
import type { Sandbox } from "../sandbox/sandbox.js";
import type { ProductRequest } from "./context.js";

/** The facts that explain a refusal. */
export interface RefusalFacts {
  request: ProductRequest;
  status: number;
  /** The account whose consumer key the request named, signed or not. */
  named: Account | undefined;
  /** The emulator's internal error. */
  error: string | null;
}

/** Maximum number of ids that are compared to find the nearest. */
const LOOKED_AT = 10_000;
/** Maximum number of problems in a message to the client. */
const MAX_REPORTED = 5;

/**
 * Details for the person who tests a client, beyond the client's message: the state of the record and what it allows, the
 * nearest id, the owner. It may name records of other accounts, because only the control plane shows it.
 */
export function refusalDetail(facts: RefusalFacts, registry: SandboxRegistry): string | null {
  const { status, named, error, request } = facts;
  const { operation, requestProblems, sandbox } = request;
  if (error !== null) return error;
  if (operation && serverFactsOf(operation.operationId).refusesAs === "sso") return tokenDetail(facts);
  if (status === 400) return requestProblems.length > MAX_REPORTED ? requestProblems.join("; ") : null;
  if (status === 401)
    return named ? `the consumer key is that of ${named.email} in sandbox ${sandbox.name}` : null;
  if (status === 404) return missingDetail(request, registry);
  if (status === 409) return walkDetail(sandbox.state, request.params["test_opportunity_id"] ?? "");
  return null;
}

function tokenDetail({ status, request: { sandbox, body } }: RefusalFacts): string | null {
  if (status !== 401 && status !== 403) return null;
  const { email = "" } = (body ?? {}) as { email?: string };
  const account = sandbox.state.accountByEmail(email);
  if (account) {
    const factor = account.otp === null ? "no second factor" : "a second factor";
    return `account ${account.email} is ${account.status} and has ${factor}`;
  }
  const emails = sandbox.state.accounts().map((one) => one.email);
  const near = nearestName(email, emails.slice(0, 1000));
  return `sandbox ${sandbox.name} has no account ${email}${near === undefined ? "" : `; nearest: ${near}`}`;
}

function missingDetail(
  { sandbox, account, params }: ProductRequest,
  registry: SandboxRegistry,
): string | null {
  if (!account) return null;
  const { tables } = sandbox.state;
  const { product_id: product, test_spec_id: spec, test_opportunity_id: opportunity, org_id: org } = params;
  if (opportunity !== undefined) {
    const table = (one: Sandbox) => one.state.tables.opportunities;
    return whereabouts({ what: "opportunity", id: opportunity, table, sandbox, account }, registry);
  }
  if (org !== undefined) {
    const owner = sandbox.state.accountByOrganization(org);
    return owner ? `organization ${org} is that of ${owner.email}; signed by ${account.email}` : null;
  }
  if (product === undefined) return null;
  if (tables.products.get(product)?.account_id !== account.id) {
    const table = (one: Sandbox) => one.state.tables.products;
    return whereabouts({ what: "product", id: product, table, sandbox, account }, registry);
  }
  if (spec === undefined) return null;
  const found = tables.test_specs.get(spec);
  if (found?.product_id === product) return `Test Spec ${spec} was deleted`;
  if (found) return `Test Spec ${spec} is one of product ${found.product_id}`;
  const near = nearestId(spec, ids(sandbox.state.testSpecs(product)));
  return near === undefined ? null : `nearest Test Spec of the product: ${near}`;
}

/** The owner of a record that this account does not have, or the nearest of its own records. */
function whereabouts(
  {
    what,
    id,
    table,
    sandbox,
    account,
  }: {
    what: string;
    id: string;
    table: (sandbox: Sandbox) => Owned;
    sandbox: Sandbox;
    account: Account;
  },
  registry: SandboxRegistry,
): string | null {
  const owner = sandbox.state.tables.accounts.get(table(sandbox).get(id)?.account_id ?? "");
  if (owner) return `${what} ${id} is that of ${owner.email}; signed by ${account.email}`;
  // A visitor's sandbox learns nothing about others, not even whether they have such a record.
  const others = !sandbox.terms.isStrangers ? registry.all() : [];
  const other = others.find((one) => table(one).has(id));
  if (other) return `${what} ${id} is in sandbox ${other.name}; the credentials are those of ${sandbox.name}`;
  const near = nearestId(id, own(table(sandbox), account));
  if (near !== undefined) return `nearest ${what} of ${account.email}: ${near}`;
  const nowhere = !sandbox.terms.isStrangers
    ? `no sandbox has ${what} ${id}`
    : `the sandbox has no ${what} ${id}`;
  return `${nowhere}, and ${account.email} has none with a similar id`;
}

/** A table whose records belong to accounts. */
interface Owned {
  get: (id: string) => { account_id: string } | undefined;
  has: (id: string) => boolean;
  values: () => Iterable<{ id: string; account_id: string }>;
}

function* own(table: Owned, account: Account): Generator<string> {
  for (const { id, account_id } of table.values()) if (account_id === account.id) yield id;
}

function* ids(records: Iterable<{ id: string }>): Generator<string> {
  for (const { id } of records) yield id;
}

/** The id with the smallest edit distance among those that share the beginning or the end. */
function nearestId(written: string, known: Iterable<string>): string | undefined {
  const [head, tail] = [written.slice(0, 6), written.slice(-6)];
  const candidates: string[] = [];
  let looked = 0;
  for (const id of known) {
    if (id.startsWith(head) || id.endsWith(tail)) candidates.push(id);
    if (++looked >= LOOKED_AT || candidates.length >= 100) break;
  }
  return nearestName(written, candidates);
}

/** The state of an opportunity and what it allows. */
function walkDetail(state: State, id: string): string | null {
  const opportunity = state.opportunity(id);
  if (!opportunity) return null;
  const walk = state.walk(id);
  const { type, at } = latestOf(walk);
  return `state ${type} since ${offsetTime(at)}; allowed: ${allowed(state, opportunity, walk)}`;
}

function allowed(state: State, { platform }: Opportunity, { holder, result_id }: Walk): string {
  if (holder === null) return `a pick by an agent of ${platform ?? "any"} platform`;
  const agent = `agent ${holder.agent_id}`;
  if (result_id === null) return `a result from ${agent}`;
  const status = state.result(result_id)?.test_status ?? "unknown";
  return `the same result again from ${agent} (result ${result_id}, ${status}), no other`;
}
