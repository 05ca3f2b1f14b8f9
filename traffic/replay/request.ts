import { operationAt, type OperationAt } from "../../contract-tests/run/operation-of.js";
import { contractSpec } from "../../contract-tests/run/contract-spec.js";
import { HIDDEN } from "../../src/http/secrets.js";
import { type HeaderPair, jsonOf, type TrafficExchange } from "../exchange.js";
import type { Bindings } from "./bindings.js";
import { mapPlaces } from "./map-places.js";
import { type IdKind, kindOfParameter } from "./places.js";
import { percentDecoded } from "../../src/text/percent-decoded.js";

/**
 * The headers of a recording that are sent again. Any other may belong to a connection or to the recorded signature, or have a
 * service do something else than the request says (`X-HTTP-Method-Override`, `X-Original-URL`).
 */
const SENT =
  /^(accept|accept-language|cache-control|content-type|if-[a-z-]+|origin|access-control-request-(method|headers)|user-agent|x-request-id)$/i;

/** What a recorded request is for the stage. */
export interface Rewriting {
  bindings: Bindings;
  /** Why a recorded id has no counterpart, although an answer told it; null if none told it. */
  lost: (kind: IdKind, recorded: string) => string | null;
  /** The time of the stage for a recorded one, in the same form. */
  timeOf: (recorded: string) => string;
}

/** A request for the stage, or why there is none. */
export type Rewritten = { path: string; headers: HeaderPair[]; body: string | null } | { why: string };

/** The request with the ids of the stage, each by the place where it stands. */
export function rewritten(exchange: TrafficExchange, by: Rewriting): Rewritten {
  const { method, path, headers, body } = exchange;
  if (body.isCut || (body.text === null && body.bytes > 0))
    return { why: "the request's body was not kept whole" };
  if (percentDecoded(path).includes(HIDDEN)) return { why: "a secret was in its address" };
  const at = operationAt(contractSpec, method, path);
  const lost: string[] = [];
  const idOf = (kind: IdKind, id: string): string => {
    const bound = by.bindings.replayedOf(kind, id);
    if (bound !== undefined) return bound;
    const why = by.lost(kind, id);
    if (why !== null) lost.push(why);
    return id;
  };
  const rewrittenPath = pathOf(path, at, idOf, by.timeOf);
  const sent = bodyOf(exchange, at, idOf, (kind, id) => {
    // A client chooses the id of an image.
    if (kind === "image" && by.bindings.replayedOf(kind, id) === undefined) by.bindings.bind(kind, id, id);
  });
  if (lost.length > 0) return { why: lost[0]! };
  return {
    path: rewrittenPath,
    headers: headers.filter(([name, value]) => SENT.test(name) && !value.includes(HIDDEN)),
    body: sent,
  };
}

/** Address and body of a request with other ids. */
export function mapRequest(
  exchange: TrafficExchange,
  idOf: (kind: IdKind, id: string) => string,
): { path: string; body: string | null } {
  const at = operationAt(contractSpec, exchange.method, exchange.path);
  return {
    path: pathOf(
      exchange.path,
      at,
      idOf,
      (time) => time,
      (text) => text,
    ),
    body: bodyOf(exchange, at, idOf),
  };
}

function pathOf(
  path: string,
  at: OperationAt | null,
  idOf: (kind: IdKind, id: string) => string,
  timeOf: (recorded: string) => string,
  encode = encodeURIComponent as (text: string) => string,
): string {
  if (at === null) return path;
  const [plain, query] = cutAt(path, "?");
  const template = at.operation.path.split("/");
  const segments = plain.split("/").map((segment, index) => {
    const name = /^\{(.*)\}$/.exec(template[index] ?? "")?.[1];
    const kind = name === undefined ? null : kindOfParameter(name);
    return kind === null ? segment : replaced(segment, (id) => idOf(kind, id), encode);
  });
  const pairs = query?.split("&").map((pair) => {
    const [name, value] = cutAt(pair, "=");
    if (value === null) return pair;
    const kind = kindOfParameter(percentDecoded(name));
    if (kind !== null) return `${name}=${replaced(value, (id) => idOf(kind, id), encode)}`;
    return /^(start|end)_date$/.test(name) ? `${name}=${replaced(value, timeOf, encode)}` : pair;
  });
  return segments.join("/") + (pairs === undefined ? "" : `?${pairs.join("&")}`);
}

/** A percent-encoded text with another value; as it was written if that is the same. */
function replaced(written: string, by: (value: string) => string, encode: (text: string) => string): string {
  const value = percentDecoded(written.replaceAll("+", " "));
  const next = by(value);
  return next === value ? written : encode(next);
}

function cutAt(text: string, sign: string): [string, string | null] {
  const at = text.indexOf(sign);
  return at < 0 ? [text, null] : [text.slice(0, at), text.slice(at + 1)];
}

/** The body; as it was written unless an id in it is another one for the stage. */
function bodyOf(
  { body, method }: TrafficExchange,
  at: OperationAt | null,
  idOf: (kind: IdKind, id: string) => string,
  onId: (kind: IdKind, id: string) => void = () => undefined,
): string | null {
  if (body.text === null || body.text === "") return body.bytes === 0 && method === "GET" ? null : body.text;
  const json = at === null ? undefined : jsonOf(body);
  const schema =
    at === null ? null : (contractSpec.reader.operation(at.operation.operationId).body?.schema ?? null);
  if (json === undefined || schema === null) return body.text;
  const others: string[] = [];
  const next = mapPlaces(schema, json, {
    id(kind, id) {
      onId(kind, id);
      const other = idOf(kind, id);
      if (other !== id) others.push(other);
      return other;
    },
  });
  return others.length > 0 ? JSON.stringify(next) : body.text;
}
