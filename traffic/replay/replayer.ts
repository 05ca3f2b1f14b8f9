import { operationAt, type OperationAt } from "../../contract-tests/run/operation-of.js";
import { contractSpec } from "../../contract-tests/run/contract-spec.js";
import { isReading } from "../../contract-tests/target/client.js";
import { factsOf } from "../../src/spec/operation-facts.js";
import { jsonOf, type TrafficAnswer, type TrafficExchange } from "../exchange.js";
import { accountOf } from "./account.js";
import { otherWhenSent } from "../../src/text/sent-address.js";
import { opportunityIn } from "./address.js";
import { Bindings } from "./bindings.js";
import { compareAnswers } from "./compare-answer.js";
import type { Known } from "./compare-body.js";
import { differ, type Found, leave, nothingFound } from "./comparison.js";
import { Lost } from "./lost.js";
import { changesOthers } from "./others.js";
import { isBehind, postsIn } from "./progress.js";
import { madeAt, RecordedClock } from "./recorded-clock.js";
import { rewritten } from "./request.js";
import type { Stage, StageAnswer, StageRequest } from "./stage.js";
import { ReplayTimes } from "./replay-times.js";
import { TimeMemory } from "./times.js";
import { loginBody } from "./login.js";

/** What came of replaying one exchange. */
export interface Step {
  exchange: TrafficExchange;
  /** Null: the request is none of the contract's. */
  operation: string | null;
  /** Why nothing was sent; null if something was. */
  notSent: string | null;
  /** What was sent to the stage; null if nothing was. */
  sent: StageRequest | null;
  /** The stage's answer; null if there is none. */
  replayed: TrafficAnswer | null;
  found: Found;
}

/** Does what the recording shows and does not do. */
export interface Prompter {
  /** Before an exchange is replayed. */
  before(exchange: TrafficExchange): Promise<void>;
}

/** Options of a replay. */
export interface ReplayerOptions {
  stage: Stage;
  prompter: (replayer: Replayer) => Prompter;
  /** How long the stage may take to reach a recorded state, in milliseconds of its clock. */
  patienceMs: number;
}

/** Readers come one second later than recorded, in microseconds, so that nothing happens too early. */
const LAG_US = 1_000_000;
/** So long is waited between two looks, in milliseconds; each next time twice as long, up to the second. */
const FIRST_PAUSE_MS = 25;
const LONGEST_PAUSE_MS = 1000;

/** So many posts are remembered. */
const MAX_POSTS = 100_000;

/** Refusals for the moment, of the service or of what stands in front of it; the request had no effect. */
const FOR_THE_MOMENT = new Set([429, 502, 503, 504]);

/** Replays a recording exchange by exchange; also live, beside a deployment. */
export class Replayer {
  readonly bindings = new Bindings();
  readonly clock = new RecordedClock();
  readonly lost = new Lost(this.bindings);
  readonly stage: Stage;
  readonly #times: ReplayTimes;
  readonly #known: Known;
  readonly #prompter: Prompter;
  readonly #patienceMs: number;
  /** When an opportunity's result was posted in the recording, in microseconds. */
  readonly #posted = new Map<string, number>();
  #readAt = 0;

  constructor({ stage, prompter, patienceMs }: ReplayerOptions) {
    this.stage = stage;
    this.#patienceMs = patienceMs;
    this.#times = new ReplayTimes(stage);
    this.#known = {
      ...{ bindings: this.bindings, times: new TimeMemory(), isAlone: stage.isOwn },
      onTimes: (recorded, replayed) => this.#times.note(recorded, replayed),
      lost: (kind, id) => this.lost.why(kind, id),
      onlyHere: (kind, id) => this.lost.here(kind, id),
      isJustBefore: (id) => this.#readAt - (this.#posted.get(id) ?? -Infinity) < LAG_US,
    };
    this.#prompter = prompter(this);
  }

  /** Sends a recorded request again and compares the answers. Exchanges have to come in their order. */
  async step(exchange: TrafficExchange): Promise<Step> {
    const at = operationAt(contractSpec, exchange.method, exchange.path);
    const operation = at?.operation.operationId ?? null;
    const step = (rest: Partial<Step> = {}): Step => ({
      ...{ exchange, operation, notSent: null, sent: null, replayed: null, found: nothingFound() },
      ...rest,
    });
    this.clock.note(exchange, operation);
    await this.#prompter.before(exchange);
    const request = this.#request(exchange, operation);
    if ("why" in request) {
      this.lost.notSent(exchange, at, request.why);
      return step({ notSent: request.why });
    }
    await this.#follow(exchange, operation);
    const answered = await this.#untilRecorded(exchange, request);
    if (exchange.answer === null) return step({ notSent: "the recording has no answer to it" });
    this.#remember(exchange, at);
    const found = this.#compare(exchange, at, answered);
    return step({ found, sent: request, replayed: "answer" in answered ? answered.answer : null });
  }

  /** Advances a clock that stands still to a recorded time; at least by a little, so that no two things have one time. */
  async advanceTo(at: number): Promise<void> {
    const { clock } = this.stage;
    if (clock !== null) await clock.advanceTo(Math.max(at, this.stage.now() + 1));
  }

  #request(exchange: TrafficExchange, operation: string | null): StageRequest | { why: string } {
    const { answer, failure } = exchange;
    if (failure?.stage === "connecting") return { why: "it did not reach the deployment" };
    if (answer !== null && FOR_THE_MOMENT.has(answer.status))
      return { why: `it was refused for the moment, with ${answer.status}` };
    const account = accountOf(exchange);
    if (typeof account === "string" && !this.stage.has(account))
      return { why: `there are no credentials for the account ${account}` };
    const request = rewritten(exchange, {
      bindings: this.bindings,
      lost: (kind, id) => (this.bindings.replayedOf(kind, id) === undefined ? this.lost.why(kind, id) : null),
      timeOf: (recorded) => this.#times.of(recorded),
    });
    if ("why" in request) return request;
    const why =
      otherWhenSent(request.path) ??
      changesOthers(this.stage, { method: exchange.method, path: request.path }) ??
      this.#foreignWork(exchange);
    if (why !== null) return { why };
    const body = operation === "createToken" ? loginBody(exchange, this.stage) : { body: request.body };
    return "why" in body ? body : { ...request, ...body, method: exchange.method, account };
  }

  /** Why a request to a deployment may change an opportunity of others; null if it names one of this replay, or none. */
  #foreignWork({ method, path }: TrafficExchange): string | null {
    if (this.stage.isOwn || isReading(method)) return null;
    const at = operationAt(contractSpec, method, path);
    const id = at === null ? opportunityIn(path) : at.path["test_opportunity_id"];
    if (id === undefined) return null;
    // In a request outside the contract, the recorded id stays as it is.
    if (at !== null && this.bindings.replayedOf("opportunity", id) !== undefined) return null;
    return `the opportunity ${id} is none of this replay`;
  }

  /** The clock of the stage follows that of the recording; a reader's a little later. */
  async #follow(exchange: TrafficExchange, operation: string | null): Promise<void> {
    this.#readAt = this.clock.at(exchange.began);
    const does = operation === null ? null : factsOf(operation)?.does;
    const isReading = does === "reads" || does === "lists" || does === null;
    await this.advanceTo(madeAt(exchange, operation) ?? this.#readAt - (isReading ? LAG_US : 0));
    this.#times.now(this.#readAt);
  }

  /** Asks again while the recorded answer shows a later state, as long as the patience lasts. */
  async #untilRecorded(exchange: TrafficExchange, request: StageRequest): Promise<StageAnswer> {
    const { clock } = this.stage;
    const recorded = exchange.method === "GET" && exchange.answer ? jsonOf(exchange.answer.body) : undefined;
    let answered = await this.stage.send(request);
    let pause = FIRST_PAUSE_MS;
    let waited = 0;
    const limit = clock === null ? 0 : this.stage.now() + this.#patienceMs * 1000;
    while ("answer" in answered && this.#isBehind(recorded, answered.answer)) {
      if (clock === null) {
        if (waited >= this.#patienceMs) break;
        await this.stage.pause(pause);
        waited += pause;
        pause = Math.min(2 * pause, LONGEST_PAUSE_MS);
      } else if (!(await clock.advanceToNext(limit))) break;
      answered = await this.stage.send(request);
    }
    return answered;
  }

  #isBehind(recorded: unknown, { body }: TrafficAnswer): boolean {
    const isLost = (id: string): boolean => this.lost.why("opportunity", id) !== null;
    return isBehind([recorded, jsonOf(body)], this.bindings, isLost);
  }

  #compare(exchange: TrafficExchange, at: OperationAt | null, answered: StageAnswer): Found {
    const operation = at?.operation.operationId ?? null;
    const recorded = exchange.answer!;
    if ("failure" in answered) {
      const found = nothingFound();
      const { code, message } = answered.failure;
      differ(found, {
        ...{ what: "status", place: "status", at: "status", provenance: [] },
        ...{ recorded: String(recorded.status), replayed: `no answer: ${message} (${code})` },
      });
      this.lost.diverged(exchange, at);
      return found;
    }
    const { answer } = answered;
    const before = operation === "pickTestOpportunity" ? this.lost.picked(recorded, answer) : null;
    if (before !== null) {
      const found = nothingFound();
      leave(found, { place: "body", at: "body", why: before });
      return found;
    }
    const found = compareAnswers(this.#known, {
      ...{ operation, method: exchange.method, recorded, replayed: answer },
    });
    const why = this.lost.cause(at, exchange);
    if (why !== null && found.differences.length > 0) {
      for (const { place, at: where } of found.differences) leave(found, { place, at: where, why });
      found.differences = [];
      found.more = 0;
    }
    if (isDone(recorded.status) !== isDone(answer.status)) this.lost.diverged(exchange, at, answer);
    else if (operation === "pickTestOpportunity") this.lost.pickedOther(exchange.n, recorded, answer);
    return found;
  }

  /** Notes when an opportunity's result was posted in the recording, in microseconds. */
  notePost(opportunity: string, at: number): void {
    this.#posted.set(opportunity, at);
    if (this.#posted.size > MAX_POSTS) this.#posted.delete(this.#posted.keys().next().value!);
  }

  #remember(exchange: TrafficExchange, at: OperationAt | null): void {
    const answer = exchange.answer!;
    if (at === null || !isDone(answer.status)) return;
    if (at.operation.operationId === "postTestResult")
      this.notePost(at.path["test_opportunity_id"]!, this.clock.at(exchange.ended));
    else for (const [opportunity, posted] of postsIn(jsonOf(answer.body))) this.notePost(opportunity, posted);
  }
}

const isDone = (status: number): boolean => status >= 200 && status < 300;
