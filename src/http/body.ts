import type { IncomingMessage } from "node:http";
import { yieldToLoop } from "../clock/clock.js";
import { MAX_KEPT_BODY, type KeptBody } from "../sandbox/exchange-log.js";
import type { Operation } from "../spec/operation-table.js";
import { Gathered } from "../text/gathered.js";
import { NoRoom, type TakeRoom } from "./body-room.js";
import type { RequestContext } from "./context.js";
import { textsOf } from "./json-text.js";
import { refuse } from "./problem.js";
import type { Reply } from "./reply.js";

/** The largest body of an operation that declares none. */
const DEFAULT_MAX_BYTES = 1024 * 1024;
/** An operation that allows a larger body gets it in pieces, which it reads in steps and checks itself: a snapshot. */
export const MAX_PARSED_BYTES = 16 * 1024 * 1024;
const NO_BYTES = new Uint8Array();
const NO_BODY: KeptBody = { bytes: 0, kept: null };

/** The body is incomplete: the client left or took too long. The answer is not sent. */
export class BodyBrokenOff extends Error {
  override name = "BodyBrokenOff";
}

/** Reads a request's body, if it has one, once, into `bytes`; returns a refusal if it is too large. */
export type BodyReader = (context: RequestContext) => Promise<Reply | null> | null;

/** Accepts bodies up to the operation's limit or `most` bytes. A body with a larger Content-Length is not read. */
export function bodyReader({ operationId, body }: Operation, most = Infinity): BodyReader {
  const maxBytes = Math.min(body?.maxBytes ?? DEFAULT_MAX_BYTES, most);
  const message = `body: larger than ${maxBytes} bytes; accepted: at most ${maxBytes} bytes`;
  const tooLarge = (): Reply => refuse(operationId, { id: "payload-too-large", message });
  const read = async (context: RequestContext): Promise<Reply | null> => {
    if ((toldLength(context) ?? 0) > maxBytes) return tooLarge();
    const read = await readBytes(context, maxBytes);
    if (read === null) return tooLarge();
    if (maxBytes > MAX_PARSED_BYTES) {
      context.pieces = read.pieces();
      context.bytes = context.pieces[0] ?? NO_BYTES;
    } else context.bytes = read.whole();
    return null;
  };
  return (context) => (awaitsBody(context) ? read(context) : null);
}

/** Whether there is a body to read. GET and HEAD have none, whatever their headers say. */
function awaitsBody(context: RequestContext): boolean {
  const { req, bytes, bindings } = context;
  if (bytes !== null || req.method === "GET" || req.method === "HEAD") return false;
  if (context.header("transfer-encoding") !== undefined) return true;
  const length = context.header("content-length");
  if (length !== undefined) return length !== "0";
  // Only an in-process request can have a body without a header that announces it.
  return bindings.incoming === undefined && req.raw.body !== null;
}

/** The announced length; null if there is none. */
function toldLength(context: RequestContext): number | null {
  const told =
    context.header("transfer-encoding") === undefined ? context.header("content-length") : undefined;
  return told === undefined ? null : Number.parseInt(told, 10);
}

/** The text of a body in pieces. */
export interface BodyText extends Iterable<string> {
  bytes: number;
}

/** The text of a body's pieces, each decoded when it is asked for. Then it throws a JsonTextError if it is not UTF-8. */
export function bodyText(pieces: readonly Uint8Array[]): BodyText {
  return {
    bytes: pieces.reduce((sum, { length }) => sum + length, 0),
    [Symbol.iterator]: () => textsOf(pieces),
  };
}

/** Null if there are more than `maxBytes`. */
function readBytes(context: RequestContext, maxBytes: number): Promise<Gathered | null> {
  const { incoming, takeRoom } = context.bindings;
  if (incoming !== undefined && !incoming.readableDidRead) return fromSocket(incoming, maxBytes, takeRoom);
  return toldLength(context) === null ? fromStream(context.req.raw, maxBytes) : whole(context.req.raw);
}

const always: TakeRoom = () => true;

/**
 * The whole body of a request that nobody has read; null if there are more than `maxBytes`. Without `takeRoom` there is always
 * room. @throws NoRoom, BodyBrokenOff
 */
export function fromSocket(
  incoming: IncomingMessage,
  maxBytes: number,
  takeRoom: TakeRoom = always,
): Promise<Gathered | null> {
  return new Promise((resolve, reject) => {
    const gathered = new Gathered();
    const over = (): void => {
      incoming.off("data", onData).off("end", onEnd).off("close", onClose).off("error", onClose);
    };
    const onData = (chunk: Buffer): void => {
      if (gathered.size + chunk.length > maxBytes) {
        over();
        // The server then drains the rest or closes the connection.
        incoming.pause();
        resolve(null);
      } else if (takeRoom(chunk.length)) gathered.push(chunk);
      else {
        over();
        // The rest is read and dropped, so that the client reads its answer.
        incoming.resume();
        reject(new NoRoom());
      }
    };
    const onEnd = (): void => {
      over();
      resolve(gathered);
    };
    const onClose = (): void => {
      over();
      reject(new BodyBrokenOff("the body broke off"));
    };
    incoming.on("data", onData).on("end", onEnd).on("close", onClose).on("error", onClose);
    if (incoming.destroyed && !incoming.readableEnded) onClose();
  });
}

async function whole(request: Request): Promise<Gathered> {
  const gathered = new Gathered();
  gathered.push(new Uint8Array(await request.arrayBuffer()));
  return gathered;
}

async function fromStream({ body }: Request, maxBytes: number): Promise<Gathered | null> {
  const gathered = new Gathered();
  if (body === null) return gathered;
  for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
    if (gathered.size + chunk.length > maxBytes) return null;
    gathered.push(chunk);
  }
  return gathered;
}

/**
 * What the exchange log keeps of a request's body. If the request was refused before its body was read, a short body is
 * read now, within one turn of the event loop.
 */
export function keptRequestBody(context: RequestContext): KeptBody | Promise<KeptBody> {
  if (context.bytes !== null) return keptBytes(context.bytes);
  return awaitsBody(context) ? lateBody(context) : NO_BODY;
}

async function lateBody(context: RequestContext): Promise<KeptBody> {
  const length = toldLength(context);
  if (length === null) return NO_BODY;
  const body: KeptBody = { bytes: length, kept: null };
  if (length > MAX_KEPT_BODY || context.req.raw.bodyUsed) return body;
  const read = readBytes(context, MAX_KEPT_BODY).then(
    (late) => {
      if (late) Object.assign(body, keptBytes(late.whole()));
    },
    () => undefined,
  );
  await Promise.race([read, yieldToLoop()]);
  return body;
}

function keptBytes(bytes: Uint8Array): KeptBody {
  if (bytes.length === 0) return NO_BODY;
  // A copy of the beginning, because a view would keep the whole buffer in memory.
  const kept =
    bytes.length <= MAX_KEPT_BODY ? bytes : Uint8Array.prototype.slice.call(bytes, 0, MAX_KEPT_BODY);
  return { bytes: bytes.length, kept };
}

/** What the exchange log keeps of an answer's body. A HEAD request gets none. */
export function keptReplyBody({ text, long }: Reply, method: string): KeptBody {
  if (text === null || method === "HEAD") return NO_BODY;
  if (!long && text.length <= MAX_KEPT_BODY) return { bytes: null, kept: text };
  // Of a long list, the text has the first items and then its end.
  const shown = long ? text.slice(0, text.lastIndexOf("]")) : text;
  // Through bytes, because a slice would keep the whole text in memory.
  const start = Buffer.from(shown.slice(0, MAX_KEPT_BODY)).toString();
  const body = { bytes: Buffer.byteLength(text), kept: start };
  if (long) long.whenSent = (bytes) => (body.bytes = bytes);
  return body;
}
