import { contractSpec } from "../contract-tests/run/contract-spec.js";
import { operationOf } from "./judge/record.js";
import type { JudgedExchange, TrafficJudge } from "./judge/traffic-judge.js";
import type { OwnAnswer } from "./proxy/pass-on.js";
import type { RecordingWriter } from "./recording/write.js";
import type { RawExchange, TrafficRedactor } from "./secrets/redact.js";

/** What sees the traffic of a proxy. */
export interface Watchers {
  redactor: TrafficRedactor;
  judge: TrafficJudge;
  /** Null: nothing is recorded. */
  recording: RecordingWriter | null;
  /** Whether an answer that violates the contract is replaced by one that says so. */
  answersErrors: boolean;
  onJudged: (judged: JudgedExchange) => void;
  /** Called once, when the recording is full or cannot be written. */
  onRecordingEnd: (why: string) => void;
}

/** Exchanges that wait for being judged; more wait for no turn. */
const MAX_WAITING = 200;

/**
 * Sees each exchange of a proxy: without its secrets it is recorded before its answer ends, and judged afterwards, so that
 * no client waits for that.
 */
export class TrafficWatch {
  #n = 0;
  #recording: RecordingWriter | null;
  readonly #waiting: ReturnType<TrafficRedactor["exchange"]>[] = [];
  #isDue = false;

  constructor(private readonly watchers: Watchers) {
    this.#recording = watchers.recording;
  }

  /** Takes an exchange; an answer that replaces the target's, or null. */
  take(raw: RawExchange): OwnAnswer | null {
    const { redactor, answersErrors } = this.watchers;
    const exchange = redactor.exchange({ ...raw, n: ++this.#n });
    this.#record(exchange);
    this.#waiting.push(exchange);
    if (answersErrors) return violationOf(this.flush());
    if (this.#waiting.length > MAX_WAITING) this.flush();
    else if (!this.#isDue) {
      this.#isDue = true;
      setImmediate(() => this.flush());
    }
    return null;
  }

  /** Judges what waits for it; the last one that was judged. */
  flush(): JudgedExchange | null {
    this.#isDue = false;
    let last: JudgedExchange | null = null;
    for (const exchange of this.#waiting.splice(0)) {
      last = this.watchers.judge.judge(exchange);
      this.watchers.onJudged(last);
    }
    return last;
  }

  #record(exchange: ReturnType<TrafficRedactor["exchange"]>): void {
    if (this.#recording === null) return;
    const end = (why: string): void => {
      this.#recording = null;
      this.watchers.onRecordingEnd(why);
    };
    try {
      const operation = operationOf(contractSpec, exchange)?.operation.operationId ?? null;
      if (!this.#recording.add(exchange, operation)) end("it has its maximum size");
    } catch (error) {
      end((error as Error).message);
    }
  }
}

function violationOf(judged: JudgedExchange | null): OwnAnswer | null {
  const answer = judged?.exchange.answer ?? null;
  const violations = (judged?.problems ?? []).filter(({ judgement }) => judgement.verdict === "fails");
  if (answer === null || violations.length === 0) return null;
  const told = violations.map(({ judgement: { reason, by } }) => `${reason ?? ""} (${by.join(", ")})`);
  return {
    ...{ status: 502, id: "contract-violation" },
    message: `the target's answer, status ${answer.status}, violates the contract: ${told.join("; ")}`,
  };
}
