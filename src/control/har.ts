import { version } from "../package-files.js";
import { type ListAnswer, listAnswer, type ListParts } from "../operations/long-list.js";
import type { Exchange, ExchangeLog } from "../sandbox/exchange-log.js";
import type { components } from "../spec/control-types.gen.js";
import { harEntry } from "../text/har-entry.js";
import { costOfShape, exchangeShape } from "./exchange-shape.js";

type Schemas = components["schemas"];
type Shape = Schemas["Exchange"];

/** All exchanges as an HTTP archive, HAR 1.2, without secrets. Fields that HAR does not define begin with `_`. */
export function harOf(log: ExchangeLog): ListAnswer<Schemas["Har"]> {
  const creator = { name: "spi-emulator", version };
  return listAnswer({
    bodyOf: (entries) => ({ log: { version: "1.2" as const, creator, entries } }),
    ...shownFrom(log, idsOf(log.all()), (exchange) => entryOf(exchangeShape(exchange))),
  });
}

/** The numbers of exchanges. */
export const idsOf = (exchanges: readonly Exchange[]): number[] => exchanges.map(({ id }) => id);

/** Items of a list of exchanges. The list keeps only numbers, so that exchanges that are dropped meanwhile use no memory. */
export function shownFrom(
  log: ExchangeLog,
  ids: readonly number[],
  shape: (exchange: Exchange) => unknown,
): Pick<ListParts<object>, "count" | "item" | "cost"> {
  const item = (at: number): unknown => {
    const exchange = log.get(ids[at]!);
    return exchange && shape(exchange);
  };
  const cost = (at: number): number => {
    const exchange = log.get(ids[at]!);
    return exchange === undefined ? 0 : costOfShape(exchange);
  };
  return { count: ids.length, item, cost };
}

function entryOf(exchange: Shape) {
  const { request, response } = exchange;
  return {
    ...harEntry({
      startedDateTime: exchange.wall_at,
      time: exchange.duration_ms,
      request: {
        ...messageOf(request),
        ...{ method: request.method, url: request.url, query: pairs(request.query) },
      },
      response: response && { ...messageOf(response), status: response.status },
    }),
    _exchangeId: exchange.id,
    _requestId: exchange.request_id,
    _at: exchange.at,
    _source: exchange.source,
    _operationId: exchange.operation_id,
    _account: exchange.account,
    _refusal: exchange.refusal,
    _faultId: exchange.fault_id,
  };
}

const messageOf = ({
  headers,
  body,
  body_bytes,
}: Pick<Shape["request"], "headers" | "body" | "body_bytes">) => ({
  headers: pairs(headers),
  text: textOf(body),
  bytes: body_bytes,
});

const textOf = (body: unknown): string =>
  body === null ? "" : typeof body === "string" ? body : JSON.stringify(body);

const pairs = (values: Readonly<Record<string, string | string[]>>): [string, string][] =>
  Object.entries(values).flatMap(([name, value]) =>
    [value].flat().map((one): [string, string] => [name, one]),
  );
