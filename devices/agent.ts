import type { ActivityEvent, Because, DeviceSnapshot, LabLog } from "./activity.js";
import { AgentState } from "./agent-state.js";
import type { TestOpportunity } from "./api-types.js";
import { MAX_WAIT, REFUSED_WAIT } from "./back-off.js";
import { firstOf, makeBehaviours, type Behaviour } from "./behaviours/index.js";
import type { Posting } from "./behaviours/behaviour.js";
import type { Bench } from "./bench.js";
import type { Case } from "./case.js";
import { Delivery } from "./delivery.js";
import { Hand, type InHand } from "./in-hand.js";
import type { Draw, LabClock } from "./lab-clock.js";
import { Network } from "./network.js";
import type { Outbox } from "./outbox.js";
import { Overrides, type OutcomeOverride } from "./overrides.js";
import { Poller } from "./poller.js";
import type { Profile } from "./profile.js";
import { Interrupted, InterruptibleSleep } from "./interruptible-sleep.js";
import type { SeenOpportunities } from "./seen-opportunities.js";
import { SpiClient, type SignedFetch } from "./spi-client.js";
import { walk, type Finished } from "./walk.js";

/** The parts of an agent. */
export interface AgentOptions {
  profile: Profile;
  agentId: string;
  clock: LabClock;
  fetch: SignedFetch;
  baseUrl: string;
  draw: Draw;
  outbox: Outbox;
  inHand?: InHand | undefined;
  seen: SeenOpportunities;
  onActivity?: ((event: ActivityEvent) => void) | undefined;
  log?: LabLog | undefined;
  /** Makes the bench that runs the phases. */
  bench: (parts: BenchParts) => Bench;
}

/** The parts that a bench shares with its agent. */
export interface BenchParts {
  sleeper: InterruptibleSleep;
  state: AgentState;
  behaviours: readonly Behaviour[];
}

/**
 * The agent of one device: it polls, runs one opportunity at a time, posts the result, and polls again at once
 * until there is no more work. {@link InterruptibleSleep} defines what a stop interrupts.
 */
export class Agent {
  readonly agentId: string;
  readonly #options: AgentOptions;
  readonly #behaviours: readonly Behaviour[];
  readonly #sleeper: InterruptibleSleep;
  readonly #state: AgentState;
  readonly #overrides = new Overrides();
  readonly #network: Network;
  readonly #poller: Poller;
  readonly #hand: Hand;
  readonly #delivery: Delivery;
  readonly #bench: Bench;
  #vanished = false;

  constructor(options: AgentOptions) {
    const { agentId, profile, clock, draw, outbox } = options;
    const behaviours = makeBehaviours(profile.behaviours);
    const sleeper = new InterruptibleSleep(clock);
    const state = new AgentState(agentId, profile, clock, options.onActivity, options.log);
    const network = new Network({ clock, sleeper, state, behaviours });
    const client = new SpiClient(options.baseUrl, options.fetch, sleeper, clock);
    this.agentId = agentId;
    this.#options = options;
    this.#behaviours = behaviours;
    this.#sleeper = sleeper;
    this.#state = state;
    this.#network = network;
    this.#poller = new Poller({ agentId, profile, clock, draw, sleeper, state, client });
    this.#hand = new Hand({ agentId, account: profile.account, inHand: options.inHand, state });
    this.#delivery = new Delivery({
      ...{ client, outbox, hand: this.#hand, sleeper, state, draw },
      untilOnline: () => network.untilOnline(true),
    });
    this.#bench = options.bench({ sleeper, state, behaviours });
  }

  /** Runs until it is stopped. Never rejects: other errors are logged, and must not stop other agents. */
  async run(): Promise<void> {
    this.#state.set({ activity: "idle" });
    this.#state.emit({ kind: "started" });
    this.#network.start();
    let why = "on request";
    try {
      await this.#resume(await this.#delivery.deliverLeft(this.agentId));
      await this.#poller.stagger();
      while (!this.#sleeper.stopping) {
        if (!(await this.#network.untilOnline(false))) break;
        const opportunity = await this.#poller.poll();
        if (opportunity === undefined) continue;
        await this.#hand.keep(opportunity);
        await this.#work(opportunity, "picked");
      }
    } catch (error) {
      if (!(error instanceof Interrupted)) why = this.#endedBy(error);
    } finally {
      this.#state.set({ activity: "stopped", opportunity_id: null, next_poll_at: null });
      this.#state.emit({ kind: "stopped", why });
    }
  }

  /** Stops the agent; a second call stops it at once. */
  stop({ drain = false }: { drain?: boolean } = {}): void {
    if (this.#sleeper.stopping) this.#sleeper.stop("at-once");
    else this.#sleeper.stop(drain ? "drain" : "stop");
  }

  snapshot(): DeviceSnapshot {
    const online = this.#network.isOnline() && !this.#vanished;
    const offline_until = this.#network.offlineUntil();
    return this.#state.snapshot({ online, offline_until, override_next: this.#overrides.nextStatus });
  }

  /** Disconnects it: it finishes its work, but neither polls nor posts. */
  takeOffline(): void {
    this.#network.takeOffline();
  }

  /** Reconnects it; a vanished device starts to poll again (its opportunity stays picked, A-16). */
  bringOnline(): void {
    this.#vanished = false;
    this.#network.bringOnline();
  }

  /** Overrides its next outcome, including that of a current opportunity whose test has not ended. */
  overrideNext(outcome: OutcomeOverride): void {
    this.#overrides.setNext(outcome);
  }

  /** Overrides the outcome of this opportunity, if the device gets it, or has it and its test has not ended. */
  override(opportunityId: string, outcome: OutcomeOverride): void {
    this.#overrides.set(opportunityId, outcome);
  }

  /** Ends an idle wait, so that it polls now. */
  pollNow(): void {
    this.#sleeper.wake();
  }

  /**
   * Restarts the opportunities that an earlier run interrupted, unless their result exists. Opportunities with which
   * the device vanished stay picked; if it vanished with the last one, it is vanished again.
   */
  async #resume(hasResult: Set<string>): Promise<void> {
    const left = (await this.#hand.left()).filter((one) => !hasResult.has(one.test_opportunity_id));
    for (const opportunity of left) {
      if (this.#sleeper.stopping) return;
      if (opportunity !== left.at(-1) && this.#leavesWith(this.#caseOf(opportunity))) continue;
      await this.#work(opportunity, "resumed");
    }
  }

  async #work(opportunity: TestOpportunity, kind: "picked" | "resumed"): Promise<void> {
    const { agentId, profile, clock, seen } = this.#options;
    const id = opportunity.test_opportunity_id;
    this.#state.set({ opportunity_id: id });
    this.#state.emit({ kind, opportunity_id: id });
    seen.add(agentId, id);
    const of = this.#caseOf(opportunity);
    const because = this.#leavesWith(of);
    if (because !== undefined) {
      this.#state.emit({ kind: "vanished", opportunity_id: id, because });
      return this.#untilBack();
    }
    try {
      const finished = await walk({
        agentId,
        revision: profile.agent.revision,
        opportunity,
        bench: this.#bench,
        overrides: this.#overrides,
        state: this.#state,
        clock,
      });
      await this.#post(of, finished);
    } catch (error) {
      if (isClockClosed(error)) throw error;
      const isStopped = error instanceof Interrupted;
      const why = isStopped ? "the agent was stopped" : this.#failedBy(error);
      const then = this.#hand.isKept ? "; it starts again at the next start" : "";
      this.#state.emit({ kind: "abandoned", opportunity_id: id, why: `${why}${then}` });
      // It must not keep the agent from the others, and it must not be taken again and again.
      if (!isStopped) await this.#sleeper.sleep("idle", REFUSED_WAIT, true);
    } finally {
      this.#state.set({ opportunity_id: null });
    }
  }

  #caseOf(opportunity: TestOpportunity): Case {
    const { agentId, profile, draw } = this.#options;
    return { agentId, platform: profile.platform, opportunity, draw };
  }

  /** Why the device vanishes with this opportunity; undefined if it does not. */
  #leavesWith(of: Case): Because | undefined {
    return firstOf(this.#behaviours, (behaviour) => behaviour.afterPick?.(of));
  }

  /** Posts the result. Hooks of a behaviour that the profile lists twice are called once. */
  async #post(of: Case, { post, outcome }: Finished): Promise<void> {
    const id = of.opportunity.test_opportunity_id;
    const behaviours = this.#behaviours;
    const result = behaviours.reduce(
      (changed, behaviour) => behaviour.changeResult?.(changed) ?? changed,
      post,
    );
    const posting: Posting = {
      of,
      pickedByOthers: this.#options.seen.byOthers(this.agentId),
      postOnce: (opportunityId, then) => this.#delivery.postOnce(opportunityId, result, then),
    };
    const kinds = new Map(behaviours.map((behaviour) => [behaviour.kind, behaviour]));
    for (const behaviour of kinds.values()) await behaviour.beforePost?.(posting);
    const taken = await this.#delivery.deliver(id, result, outcome.reason);
    if (!taken) return;
    for (const behaviour of kinds.values()) await behaviour.afterPost?.(posting);
  }

  /** A vanished device does nothing until it is brought back. */
  async #untilBack(): Promise<void> {
    this.#vanished = true;
    this.#state.set({ activity: "vanished" });
    while (this.#isAway() && !this.#sleeper.stopping) await this.#sleeper.sleep("idle", MAX_WAIT, true);
    this.#state.set({ opportunity_id: null });
  }

  #isAway(): boolean {
    return this.#vanished;
  }

  #endedBy(error: unknown): string {
    return isClockClosed(error) ? "the clock was closed" : this.#failedBy(error);
  }

  #failedBy(error: unknown): string {
    this.#options.log?.error({ agent_id: this.agentId, err: error }, `${this.agentId} met an error`);
    return `internal error: ${String(error)}`;
  }
}

const isClockClosed = (error: unknown): boolean => error instanceof Error && error.name === "ClockClosed";
