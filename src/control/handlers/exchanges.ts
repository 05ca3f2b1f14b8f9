import { machineWall } from "../../clock/clock.js";
import { inSteps, OneByOne } from "../../clock/in-turns.js";
import { nearestName } from "../../schema/nearest-name.js";
import { invalid, isRefusal, notFound, type Refusal } from "../../domain/refusal.js";
import type { Exchange } from "../../sandbox/exchange-log.js";
import { listAnswer } from "../../operations/long-list.js";
import type { ControlCall, ControlHandlers } from "../control.js";
import { ExchangeFilter, type ExchangeFilters } from "../exchange-filter.js";
import { exchangeShape } from "../exchange-shape.js";
import { insteadText, MAX_WAITS, waitForExchanges } from "../exchange-wait.js";
import { harOf, idsOf, shownFrom } from "../har.js";

const DEFAULT_LIMIT = 100;
const DEFAULT_TIMEOUT_MS = 10_000;

/** One exchange, or one moment, may end many waits, and each of their answers takes about a millisecond. */
const ended = new OneByOne();

export const exchanges: Pick<
  ControlHandlers,
  "listExchanges" | "countExchanges" | "getExchange" | "waitForExchange" | "clearExchanges" | "exportHar"
> = {
  async listExchanges({ query }, call) {
    const found = await find(query, call);
    if (isRefusal(found)) return found;
    const latest = found.slice(-Number(query.limit ?? DEFAULT_LIMIT));
    const log = call.sandbox().exchanges;
    const [total, { dropped }] = [found.length, log];
    return listAnswer({
      bodyOf: (exchanges) => ({ total, dropped, exchanges }),
      ...shownFrom(log, idsOf(latest), exchangeShape),
    });
  },

  async countExchanges({ query }, call) {
    const found = await find(query, call);
    return isRefusal(found) ? found : { status: 200, body: { count: found.length } };
  },

  getExchange({ path }, call) {
    const { name, exchanges: log } = call.sandbox();
    const exchange = log.get(Number(path.exchange_id));
    if (exchange) return { status: 200, body: exchangeShape(exchange) };
    const oldest = log.all()[0]?.id;
    const kept = oldest === undefined ? "it has none" : `kept are numbers from ${oldest} to ${log.last}`;
    return notFound(`exchange_id: sandbox ${name} has no exchange ${path.exchange_id}; ${kept}`);
  },

  async waitForExchange({ body }, call) {
    const { count = 1, timeout_ms: timeoutMs = DEFAULT_TIMEOUT_MS, ...filters } = body;
    const wrong = checkOperation(filters, call);
    if (wrong) return wrong;
    const sandbox = call.sandbox();
    if (sandbox.exchanges.watchers >= MAX_WAITS) return tooManyWait;
    const filter = new ExchangeFilter(filters);
    const wanted = { filter, count, timeoutMs };
    const { found, late } = await waitForExchanges(sandbox, wanted, {
      signal: call.signal,
      wall: machineWall(),
    });
    await ended.turn();
    if (late === null)
      return listAnswer({
        bodyOf: (exchanges) => ({ exchanges }),
        ...shownFrom(sandbox.exchanges, found, exchangeShape),
      });
    const what = count === 1 ? "an exchange" : `${count} exchanges`;
    const how = late === "time" ? `waited ${timeoutMs} ms` : `the ${late} went away, waiting`;
    const instead = await inSteps(insteadText(sandbox.exchanges.all(), filter));
    const message = `${how} for ${what}${filter.text}; came ${found.length}; ${instead}`;
    return { control: { status: 408, id: "timeout", message } };
  },

  clearExchanges(_, call) {
    call.sandbox().exchanges.clear();
    return { status: 204, body: undefined };
  },

  exportHar: (_, call) => harOf(call.sandbox().exchanges),
};

const tooManyWait = {
  control: {
    status: 503,
    id: "service-unavailable",
    message: `${MAX_WAITS} requests wait for exchanges of this sandbox, which is the maximum; try again`,
    headers: { "retry-after": "1" },
  },
} as const;

/** The exchanges that match every filter, oldest first. */
async function find(filters: ExchangeFilters, call: ControlCall): Promise<Exchange[] | Refusal> {
  const wrong = checkOperation(filters, call);
  if (wrong) return wrong;
  const { exchanges: log } = call.sandbox();
  return inSteps(new ExchangeFilter(filters).among(log.all()));
}

/** Refuses an unknown operation, which would never match. */
function checkOperation({ operation }: ExchangeFilters, { productSpec }: ControlCall): Refusal | null {
  if (operation === undefined) return null;
  const known = productSpec.operations.map(({ operationId }) => operationId);
  if (known.includes(operation)) return null;
  const near = nearestName(operation, known);
  const accepted =
    near === undefined ? known.join(", ") : `an operation of the product API; nearest: ${near}`;
  return invalid(`operation: got ${JSON.stringify(operation.slice(0, 60))}; accepted: ${accepted}`);
}
