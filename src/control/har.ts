import { STATUS_CODES } from "node:http";
import { version } from "../package-files.js";
import { type ListAnswer, listAnswer } from "../operations/long-list.js";
import type { Exchange, ExchangeLog } from "../sandbox/exchange-log.js";
import type { components } from "../spec/control-types.gen.js";
import { exchangeShape } from "./exchange-shape.js";

type Schemas = components["schemas"];
type Shape = Schemas["Exchange"];

/** All exchanges as an HTTP archive, HAR 1.2, without secrets. Fields that HAR does not define begin with `_`. */
export function harOf(log: ExchangeLog): ListAnswer<Schemas["Har"]> {
  const creator = { name: "spi-emulator", version };
  return listAnswer({
    bodyOf: (entries) => ({ log: { version: "1.2" as const, creator, entries } }),
    ...shownFrom(log, log.all(), (exchange) => entryOf(exchangeShape(exchange))),
  });
}

/** Items of a list of exchanges. The list keeps only numbers, so that exchanges that are dropped meanwhile use no memory. */
export function shownFrom(
  log: ExchangeLog,
  found: readonly Exchange[],
  shape: (exchange: Exchange) => unknown,
): { count: number; item: (at: number) => unknown } {
  const ids = found.map(({ id }) => id);
  const item = (at: number): unknown => {
    const exchange = log.get(ids[at]!);
    return exchange && shape(exchange);
  };
  return { count: ids.length, item };
}

function entryOf(exchange: Shape) {
  const { request, response, duration_ms } = exchange;
  return {
    startedDateTime: exchange.wall_at,
    time: duration_ms,
    request: {
      method: request.method,
      url: request.url,
      httpVersion: "HTTP/1.1",
      cookies: [],
      headers: pairs(request.headers),
      queryString: pairs(request.query),
      ...postData(request),
      headersSize: -1,
      bodySize: request.body_bytes,
    },
    response: responseOf(response),
    cache: {},
    timings: { send: 0, wait: duration_ms, receive: 0 },
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

/** A missing answer has status 0, as in browsers' HAR files. */
function responseOf(response: Shape["response"]) {
  const status = response?.status ?? 0;
  const text = response === null ? "" : textOf(response.body);
  return {
    status,
    statusText: STATUS_CODES[status] ?? "",
    httpVersion: "HTTP/1.1",
    cookies: [],
    headers: pairs(response?.headers ?? {}),
    content: {
      size: response?.body_bytes ?? 0,
      mimeType: response?.headers["content-type"] ?? "",
      ...(text === "" ? {} : { text }),
    },
    redirectURL: response?.headers["location"] ?? "",
    headersSize: -1,
    bodySize: response?.body_bytes ?? -1,
  };
}

function postData({ body, body_bytes, headers }: Shape["request"]) {
  if (body_bytes === 0) return {};
  return { postData: { mimeType: headers["content-type"] ?? "", text: textOf(body) } };
}

const textOf = (body: unknown): string =>
  body === null ? "" : typeof body === "string" ? body : JSON.stringify(body);

function pairs(values: Readonly<Record<string, string | string[]>>): { name: string; value: string }[] {
  return Object.entries(values).flatMap(([name, value]) =>
    [value].flat().map((one) => ({ name, value: one })),
  );
}
