import { isObject } from "../../src/schema/json-type.js";
import { harEntry } from "../../src/text/har-entry.js";
import { boundedJson } from "../../src/text/json-or-none.js";
import { headerOf, type HeaderPair, type TrafficExchange } from "../exchange.js";
import type { RawExchange, TrafficRedactor } from "../secrets/redact.js";
import { isMethod, isStatus, isTime } from "./format.js";
import { type OpenRecording, RecordingError } from "./read.js";

/** A recording as an HTTP archive, HAR 1.2, part by part. */
export function* harParts(
  { head, exchanges }: Pick<OpenRecording, "head" | "exchanges">,
  version: string,
): Generator<string> {
  const creator = JSON.stringify({ name: "spi-emulator", version });
  yield `{"log":{"version":"1.2","creator":${creator},"entries":[`;
  let before = "\n";
  for (const { n, began, ended, account, method, path, headers, body, answer } of exchanges) {
    const entry = harEntry({
      startedDateTime: new Date(began).toISOString(),
      time: ended - began,
      request: {
        ...{ method, url: head.target + path, query: [...new URLSearchParams(path.split("?")[1] ?? "")] },
        ...messageOf({ headers, body }),
      },
      response: answer && { ...messageOf(answer), status: answer.status },
    });
    yield before + JSON.stringify({ ...entry, _exchangeId: n, _account: account });
    before = ",\n";
  }
  yield "\n]}}\n";
}

const messageOf = ({ headers, body }: Pick<TrafficExchange, "headers" | "body">) => ({
  headers,
  text: body.text ?? "",
  bytes: body.bytes,
});

/** What an archive has for a deployment. */
export interface ImportedHar {
  exchanges: TrafficExchange[];
  /** Entries for other addresses. */
  others: number;
  /** When the first exchange began, in milliseconds since 1970. */
  began: number;
}

/** Reads an HTTP archive of a browser or another tool: what went to `target`, without secrets. @throws RecordingError */
export function fromHar(text: string, name: string, target: string, redactor: TrafficRedactor): ImportedHar {
  let value: unknown;
  try {
    value = boundedJson(text);
  } catch (error) {
    throw new RecordingError(`${name}: not JSON: ${(error as Error).message}`);
  }
  const log = isObject(value) ? value["log"] : undefined;
  const entries = isObject(log) ? log["entries"] : undefined;
  if (!Array.isArray(entries))
    throw new RecordingError(`${name}: not an HTTP archive: it has no log.entries`);
  const found = entries.flatMap((entry, index) => rawOf(entry, `${name}: entry ${index + 1}`, target) ?? []);
  found.sort((one, other) => one.ended - other.ended);
  const exchanges = found.map((raw, index) => redactor.exchange({ ...raw, n: index + 1 }));
  return { exchanges, others: entries.length - found.length, began: exchanges[0]?.began ?? 0 };
}

/** An entry as an exchange; null if it went elsewhere. @throws RecordingError */
function rawOf(entry: unknown, where: string, target: string): RawExchange | null {
  const { request, response, startedDateTime, time } = fields(entry);
  const { method, url, headers, postData } = fields(request);
  const began = typeof startedDateTime === "string" ? Date.parse(startedDateTime) : NaN;
  const ended = began + (typeof time === "number" ? Math.max(0, time) : 0);
  if (typeof url !== "string" || typeof method !== "string" || !isMethod(method) || !isTime(ended))
    throw new RecordingError(`${where} has no method, url or startedDateTime, or a time beyond all dates`);
  if (!url.startsWith(`${target}/`)) return null;
  const sent = pairsOf(headers);
  const answer = fields(response);
  // 0: the archive has no answer.
  const told = answer["status"];
  const status = isStatus(told) ? told : 0;
  const authorization = headerOf(sent, "authorization");
  return {
    ...{
      n: 0,
      began,
      ended,
      method,
      path: url.slice(target.length).split("#")[0]!,
    },
    ...{ account: null, isSigned: authorization !== undefined, headers: sent },
    body: bodyOf(fields(postData)),
    answer:
      status > 0
        ? { status, headers: pairsOf(answer["headers"]), body: bodyOf(fields(answer["content"])) }
        : null,
    failure: status > 0 ? null : { code: "EUNKNOWN", message: "the archive has no answer", stage: "client" },
  };
}

/** A body of an archive is decoded already. */
function bodyOf({ text, encoding }: Record<string, unknown>): RawExchange["body"] {
  const kept = Buffer.from(typeof text === "string" ? text : "", encoding === "base64" ? "base64" : "utf8");
  return { bytes: kept.length, kept, encoding: "" };
}

const fields = (value: unknown): Record<string, unknown> => (isObject(value) ? value : {});

/** HTTP/2 has names such as `:authority`, which are no headers. */
function pairsOf(headers: unknown): HeaderPair[] {
  const all = Array.isArray(headers) ? headers : [];
  return all.flatMap((one): HeaderPair[] => {
    const { name, value } = fields(one);
    return typeof name === "string" && typeof value === "string" && !name.startsWith(":")
      ? [[name, value]]
      : [];
  });
}
