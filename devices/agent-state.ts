import {
  MAX_RESULTS,
  type Activity,
  type ActivityDetail,
  type ActivityEvent,
  type DeviceSnapshot,
  type LabLog,
  type ResultShown,
} from "./activity.js";
import { describeActivity, isTrouble } from "./activity-text.js";
import type { LabClock } from "./lab-clock.js";
import type { Profile } from "./profile.js";

/** The part of a snapshot that the agent changes while it runs. */
type Changing = Pick<
  DeviceSnapshot,
  "activity" | "opportunity_id" | "phase" | "next_poll_at" | "last_poll" | "unsent"
>;

/** The state of one device, and the trace of its events. */
export class AgentState {
  readonly #results: ResultShown[] = [];
  readonly #now: Changing = {
    activity: "stopped",
    opportunity_id: null,
    phase: null,
    next_poll_at: null,
    last_poll: null,
    unsent: 0,
  };

  constructor(
    private readonly agentId: string,
    private readonly profile: Profile,
    private readonly clock: LabClock,
    private readonly onActivity: ((event: ActivityEvent) => void) | undefined,
    private readonly log: LabLog | undefined,
  ) {}

  get activity(): Activity {
    return this.#now.activity;
  }

  set(change: Partial<Changing>): void {
    Object.assign(this.#now, change);
  }

  /** Adds an event to the trace and the log. */
  emit(detail: ActivityDetail): void {
    const event: ActivityEvent = { at: this.clock.now(), agent_id: this.agentId, ...detail };
    this.onActivity?.(event);
    if (isTrouble(event)) this.log?.warn(event, describeActivity(event));
    else this.log?.info(event, describeActivity(event));
  }

  /** Logs a problem that has no event type. */
  warn(fields: object, message: string): void {
    this.log?.warn({ agent_id: this.agentId, ...fields }, message);
  }

  /** Adds a result as the newest. */
  showResult(result: Omit<ResultShown, "at">): void {
    const known = this.#results.findIndex((shown) => shown.opportunity_id === result.opportunity_id);
    if (known >= 0) this.#results.splice(known, 1);
    this.#results.unshift({ at: this.clock.now(), ...result });
    this.#results.splice(MAX_RESULTS);
  }

  /** Updates a shown result. */
  updateResult(opportunityId: string, change: Partial<ResultShown>): void {
    const known = this.#results.find((shown) => shown.opportunity_id === opportunityId);
    if (known !== undefined) Object.assign(known, change);
  }

  snapshot(others: Pick<DeviceSnapshot, "online" | "offline_until" | "override_next">): DeviceSnapshot {
    const { profile } = this;
    const now = structuredClone(this.#now);
    // Back online, but its loop has not noticed yet.
    if (others.online && now.activity === "offline") now.activity = "idle";
    return {
      agent_id: this.agentId,
      profile: profile.name,
      description: profile.description,
      platform: profile.platform,
      agent_group: profile.agent.group,
      agent_revno: profile.agent.revision,
      account: profile.account,
      behaviours: profile.behaviours.map((behaviour) => behaviour.kind),
      ...now,
      last_results: structuredClone(this.#results),
      ...others,
    };
  }
}
