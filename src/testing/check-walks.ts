import { newSecret } from "../ids.js";
import { wallTime } from "../clock/clock.js";
import { type Credentials, signedFetch } from "../oauth1/sign.js";
import type { components } from "../spec/types.gen.js";

type Schemas = components["schemas"];
type EventLog = Schemas["EventLog"];
type TestResult = Schemas["TestResult"];

/** The normal flow of one walk (D 903-995). */
const FLOW = ["QUEUED_FOR_AGENTS", "PICKED_BY_AGENT", "RESULT_POSTED", "RESULT_STORED"];

/** A client that knows the public API only. */
export class PublicClient {
  readonly #send: (url: string, init?: RequestInit) => Promise<Response>;

  constructor(
    readonly url: string,
    credentials: Credentials,
  ) {
    this.#send = signedFetch(credentials, { fetch, now: wallTime, nonce: () => newSecret(8) });
  }

  async call<T>(method: string, path: string, body?: object): Promise<T> {
    const json = body === undefined ? {} : { body: JSON.stringify(body) };
    const headers = { "content-type": "application/json" };
    const answer = await this.#send(this.url + path, { method, headers, ...json });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: HTTP ${answer.status} ${text}`);
    return (text === "" ? undefined : JSON.parse(text)) as T;
  }

  /** A product with `specs` Test Specs, each for any platform: every advertisement makes one opportunity for each. */
  async product(specs: number, snap = "test-snap.foo"): Promise<string> {
    const fields = { name: `product-${newSecret(4)}`, release: "15.04-core", snaps: [snap] };
    const { id } = await this.call<{ id: string }>("POST", "/products", fields);
    for (let n = 1; n <= specs; n++)
      await this.call("POST", `/products/${id}/test-specs`, { name: `spec-${n}` });
    return id;
  }

  /** Advertises a snap revision; the acknowledged opportunities. */
  async advertise(product: string, revision: number, name = "test-snap.foo"): Promise<string[]> {
    const body = { name, revision, channel: "edge" };
    const { ids } = await this.call<Schemas["AdvertisedIds"]>("POST", `/products/${product}/snaps`, body);
    return ids.map(({ test_opportunity_id }) => test_opportunity_id);
  }

  async logs(product: string): Promise<EventLog[]> {
    const path = `/products/${product}/tests/events`;
    return (await this.call<{ event_logs: EventLog[] }>("GET", path)).event_logs;
  }

  async results(product: string): Promise<TestResult[]> {
    const path = `/products/${product}/tests/results`;
    return (await this.call<{ test_results: TestResult[] }>("GET", path)).test_results;
  }
}

/** What {@link checkWalks} found. */
export interface WalksReport {
  opportunities: number;
  /** How many came to their end, RESULT_STORED. */
  stored: number;
  results: number;
  agents: number;
  /** What must never be; each names the opportunity. */
  problems: string[];
}

/**
 * Looks at a product's walks from the outside: no opportunity picked twice or lost, no agent that holds two, events in
 * order and complete, results that agree with the events. `acknowledged`: ids that must be there.
 */
export async function checkWalks(
  client: PublicClient,
  product: string,
  acknowledged: readonly string[] = [],
): Promise<WalksReport> {
  // Results first: what is stored in between has an event and no result in our hands, but never the other way round.
  const results = await client.results(product);
  const logs = await client.logs(product);
  const problems = [
    ...lostProblems(logs, acknowledged),
    ...logs.flatMap((log) =>
      eventProblems(log).map((problem) => `opportunity ${log.test_opportunity_id}: ${problem}`),
    ),
    ...holderProblems(logs),
    ...resultProblems(logs, results),
  ];
  const stored = logs.filter(({ events }) => events.length === FLOW.length).length;
  const agents = new Set(logs.flatMap((log) => pickOf(log)?.agent_id ?? [])).size;
  return { opportunities: logs.length, stored, results: results.length, agents, problems };
}

type Picked = Extract<EventLog["events"][number], { event_type: "PICKED_BY_AGENT" }>;

function pickOf({ events }: EventLog): Picked | undefined {
  return events.find((event): event is Picked => event.event_type === "PICKED_BY_AGENT");
}

function lostProblems(logs: readonly EventLog[], acknowledged: readonly string[]): string[] {
  const known = new Set(logs.map((log) => log.test_opportunity_id));
  const lost = acknowledged.filter((id) => !known.has(id)).map((id) => `opportunity ${id}: lost`);
  return known.size === logs.length ? lost : [...lost, "an opportunity is listed twice"];
}

function eventProblems({ events, queued_at, updated_at }: EventLog): string[] {
  const problems: string[] = [];
  const types = events.map((event) => event.event_type);
  if (types.length === 0 || types.some((type, at) => type !== FLOW[at]))
    problems.push(`events ${types.join(", ") || "none"}`);
  const times = events.map((event) => event.timestamp);
  if (times.some((time, at) => at > 0 && time < times[at - 1]!)) problems.push("its times go back");
  if (queued_at !== times[0]) problems.push("queued_at is not the first event's time");
  if (updated_at < times.at(-1)!) problems.push("updated_at is before its last event");
  const agents = events.flatMap((event) => ("agent_id" in event ? [event.agent_id] : []));
  if (new Set(agents).size > 1) problems.push(`picked by ${agents.join(" and posted by ")}`);
  const ids = events.flatMap((event) =>
    "result_id" in event ? [`${event.result_id} ${event.test_status}`] : [],
  );
  if (new Set(ids).size > 1) problems.push("posted and stored differ in result_id or test_status");
  return problems;
}

/** An agent takes one opportunity at a time. */
function holderProblems(logs: readonly EventLog[]): string[] {
  const held = new Map<string, { from: string; to: string; id: string }[]>();
  for (const log of logs) {
    const pick = pickOf(log);
    if (!pick) continue;
    const to = log.events[2]?.timestamp ?? "9";
    const own = held.get(pick.agent_id) ?? [];
    own.push({ from: pick.timestamp, to, id: log.test_opportunity_id });
    held.set(pick.agent_id, own);
  }
  return [...held].flatMap(([agent, own]) => {
    own.sort((one, other) => (one.from < other.from ? -1 : 1));
    return own
      .filter(({ from }, at) => at > 0 && from < own[at - 1]!.to)
      .map(({ id }) => `opportunity ${id}: agent ${agent} picked it while it held another`);
  });
}

function resultProblems(logs: readonly EventLog[], results: readonly TestResult[]): string[] {
  const byOpportunity = new Map(logs.map((log) => [log.test_opportunity_id, log]));
  const problems: string[] = [];
  const seen = new Set<string>();
  for (const result of results) {
    const about = `opportunity ${result.test_opportunity_id}`;
    if (seen.has(about) || seen.has(result.id)) problems.push(`${about}: has two results`);
    seen.add(about).add(result.id);
    const log = byOpportunity.get(result.test_opportunity_id);
    const stored = log?.events.find((event) => event.event_type === "RESULT_STORED");
    if (!log || !stored) {
      problems.push(`${about}: has a result and is not RESULT_STORED`);
      continue;
    }
    if (stored.result_id !== result.id) problems.push(`${about}: the result is not the one stored`);
    if (stored.test_status !== result.test_status) problems.push(`${about}: the result's status is another`);
    if (pickOf(log)?.agent_id !== result["agent-id"])
      problems.push(`${about}: the result's agent is another`);
  }
  return problems;
}
