import { around, onAnswer } from "./around.js";
import { type EventLog, LOGS, logsOf, objectOf, RESULTS, resultsOf, type TestResult } from "./bodies.js";
import type { Call, WireAnswer } from "./call.js";
import type { Mutant } from "./mutant.js";

type Wrap = Mutant["wrap"];

/** Replaces an answer, in place. */
export function become(answer: WireAnswer, status: number, body?: unknown): void {
  answer.status = status;
  answer.body = body;
  delete answer.text;
  answer.headers = new Headers(body === undefined ? {} : { "content-type": "application/json" });
}

/** Replaces an answer by a refusal, in place. */
export function refuse(answer: WireAnswer, status: number, id: string, message = "refused"): void {
  become(answer, status, { id, message, url: null });
}

/** Changes answers of one status. */
export function onStatus(
  operations: "*" | readonly string[],
  status: number,
  change: (answer: WireAnswer, call: Call) => void | Promise<void>,
): Wrap {
  return onAnswer(operations, async (answer, call) => {
    if (answer.status === status) await change(answer, call);
  });
}

/** Changes the JSON body of an operation's successes. */
export function onBody(
  operations: readonly string[],
  change: (body: Record<string, unknown>, call: Call) => unknown,
): Wrap {
  return onAnswer(operations, async (answer, call) => {
    if (answer.status < 300) await change(objectOf(answer.body), call);
  });
}

/** Changes each event log that is shown. */
export const eachLog = (change: (log: EventLog) => void, operations = LOGS): Wrap =>
  onAnswer(operations, (answer) => logsOf(answer).forEach(change));

/** Changes each result that is shown. */
export const eachResult = (change: (result: TestResult) => void, operations = RESULTS): Wrap =>
  onAnswer(operations, (answer) => resultsOf(answer).forEach(change));

/** Replaces a success by 400 if `fits` accepts the request's body. */
export const refuseWhere = (
  operation: string,
  fits: (body: Record<string, unknown>, text: string) => boolean,
): Wrap =>
  remembering([operation], () => async (answer, call) => {
    const isRefused = answer.status < 300 && fits(objectOf(await call.body()), await call.text());
    if (isRefused) refuse(answer, 400, "invalid-data");
  });

/** Sends another JSON body if `change` returns one. */
export function onRequest(
  operations: readonly string[],
  change: (body: Record<string, unknown>, call: Call) => Record<string, unknown> | undefined,
): Wrap {
  return around(operations, () => async (call) => {
    const body = change(objectOf(await call.body()), call);
    return call.send(body === undefined ? {} : { body });
  });
}

/** A wrapper with state: `prepare` creates the state and the handler. */
export function remembering(
  operations: "*" | readonly string[],
  prepare: () => (answer: WireAnswer, call: Call) => void | Promise<void>,
): Wrap {
  return around(operations, () => {
    const change = prepare();
    return async (call) => {
      // Read before sending, so that the handler can read it and send it again.
      await call.text();
      const answer = await call.send();
      if (call.request.method !== "HEAD") await change(answer, call);
      return answer;
    };
  });
}

/** Replaces the entries of a list, in place. */
export function refill<Item>(list: Item[], items: readonly Item[]): void {
  list.splice(0, list.length, ...items);
}

/** An unused id. */
export const OTHER_ID = "00000000-0000-4000-8000-000000000000";
