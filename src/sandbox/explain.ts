import type { DeviceSnapshot } from "../../devices/activity.js";
import type { Opportunity } from "../domain/records.js";
import { type AgentFacts, type Standing, standingOf } from "../domain/standing.js";
import { lastEvent, latestOf } from "../domain/events.js";
import { lowerBound } from "../domain/lower-bound.js";
import { explain } from "../domain/why.js";
import type { Why, WhyFacts } from "../domain/why-facts.js";
import type { Sandbox } from "./sandbox.js";

/** Explains the states of a sandbox's opportunities at the time of its construction. */
export class Explainer {
  readonly #agents: AgentFacts[];
  readonly #standings = new Map<AgentFacts, Standing>();
  /** Places in the queue of an account's agents of one platform. */
  readonly #places = new Map<string, Places>();
  readonly #common: Pick<WhyFacts, "now" | "lab" | "clock" | "emailOf">;

  constructor(private readonly sandbox: Sandbox) {
    const { clock, settings, state } = sandbox;
    this.#agents = agentFacts(sandbox);
    this.#common = {
      now: clock.now(),
      lab: sandbox.lab === null ? "off" : sandbox.lab.asleep ? "asleep" : "on",
      clock: settings.clock.mode === "manual" ? "manual" : clock.speed === 0 ? "paused" : "runs",
      emailOf: (id) => state.tables.accounts.get(id)?.email ?? id,
    };
  }

  why(opportunity: Opportunity): Why {
    const { state } = this.sandbox;
    const walk = state.walk(opportunity.id);
    const last = latestOf(walk);
    const result = state.result(walk.result_id ?? "");
    return explain({
      ...this.#common,
      opportunity,
      state: last.type,
      since: last.at,
      holder: walk.holder,
      test_status: result?.test_status ?? null,
      ahead: last.type === "QUEUED_FOR_AGENTS" ? this.#place(opportunity) : 0,
      stored_at: this.sandbox.storedAt(opportunity.id),
      agents: this.#agents,
      standing: this.#standing,
    });
  }

  /** Why an opportunity is unfinished; null if it is finished. */
  whyUnfinished(opportunity: Opportunity): Why | null {
    const finished = lastEvent(this.sandbox.state.walk(opportunity.id)) === "RESULT_STORED";
    return finished ? null : this.why(opportunity);
  }

  readonly #standing = (agent: AgentFacts): Standing => {
    let standing = this.#standings.get(agent);
    if (standing === undefined) {
      standing = standingOf(agent, this.#common.now);
      this.#standings.set(agent, standing);
    }
    return standing;
  };

  #place({ id, account_id, platform }: Opportunity): number {
    const { state } = this.sandbox;
    const key = JSON.stringify([account_id, platform]);
    let places = this.#places.get(key);
    if (places === undefined) {
      places = new Places(state.waitingFor(account_id, platform));
      this.#places.set(key, places);
    }
    return places.of(state.tables.walks.rowOf(id));
  }
}

/** Places in a queue, which is read no further than it was asked for. */
class Places {
  /** Rows of walks, each greater than those before it. */
  readonly #known: number[] = [];

  constructor(private readonly waiting: Iterator<number, void>) {}

  /** The place of a walk's row; 0 for what does not wait. */
  of(row: number): number {
    const known = this.#known;
    while ((known.at(-1) ?? -1) < row) {
      const next = this.waiting.next();
      if (next.done) return 0;
      known.push(next.value);
    }
    const place = lowerBound(known.length, (at) => known[at]! < row);
    return known[place] === row ? place : 0;
  }
}

/** The agents that are known from their requests, and all devices of the lab, even before their first poll. */
function agentFacts(sandbox: Sandbox): AgentFacts[] {
  const { state, agents, lab } = sandbox;
  const devices = new Map(
    (lab?.devices() ?? []).map((device) => [
      JSON.stringify([accountId(sandbox, device), device.agent_id]),
      device,
    ]),
  );
  const known = agents.all().map((agent): AgentFacts => {
    const { agent_id, account_id, platform, polled_at, heard_at, holds } = agent;
    const key = JSON.stringify([account_id, agent_id]);
    const device = devices.get(key) ?? null;
    devices.delete(key);
    // The opportunity may have been deleted with its product.
    const held = holds !== null && state.opportunity(holds) !== undefined ? holds : null;
    return { agent_id, account_id, platform, polled_at, heard_at, holds: held, device };
  });
  const silent = [...devices.values()].map((device): AgentFacts => {
    const { agent_id, platform } = device;
    const nothing = { polled_at: null, heard_at: null, holds: null };
    return { agent_id, account_id: accountId(sandbox, device), platform, ...nothing, device };
  });
  return [...known, ...silent].sort((a, b) => (a.agent_id < b.agent_id ? -1 : 1));
}

/** The account of a device. Default: the sandbox's first account. */
function accountId({ state }: Sandbox, { account }: DeviceSnapshot): string {
  const found = account === null ? state.accounts()[0] : state.accountByEmail(account);
  return found?.id ?? "";
}
