import type { IncomingMessage, ServerResponse } from "node:http";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { Delivery, ProductRequest } from "./context.js";
import { CUT, isPassedOn } from "./client-address.js";
import { toPlainResponse } from "./in-process.js";
import { type LongReply, textInPieces } from "./long-reply.js";
import { type Reply, toResponse } from "./reply.js";
import { sendReply } from "./send-reply.js";
import { noteKept } from "./untaken.js";

// Hono writes an answer of its own `Response` at once unless somebody has read it: this mark, too, where Hono's adapter
// was in use before the mark was made.
if (RESPONSE_ALREADY_SENT.body !== null)
  throw new TypeError("the mark of an answer that was sent has a body");

/** Maximum number of pieces of a slow body; a shorter body has one for each byte. */
const PIECES = 20;

/** The error of an in-process client when a fault cuts the connection: the same as that of fetch. */
export class ConnectionCut extends TypeError {
  override name = "TypeError";

  constructor(message: "fetch failed" | "terminated") {
    const cause = Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET", syscall: "read" });
    super(message, { cause });
  }
}

/** Sends the answer whole, or as a fault changes it. @throws ConnectionCut */
export function deliver(request: ProductRequest, reply: Reply): Response {
  switch (request.delivery?.kind) {
    case undefined: {
      const { sendsItself, outgoing } = request.bindings;
      if (reply.long) return long(request, reply, reply.long);
      if (sendsItself && outgoing) return sendReply(reply, outgoing);
      return request.fromLab ? toPlainResponse(reply) : toResponse(reply);
    }
    case "cut":
      return cut(request);
    case "truncated":
      return truncated(request, reply);
    case "slow":
      return slow(request, reply, request.delivery);
  }
}

/** A long list, made while it is sent. `pause` waits before a part of it is sent. */
function long(
  { bindings }: ProductRequest,
  { status, headers }: Reply,
  list: LongReply,
  pause?: (part: number) => Promise<void>,
): Response {
  if (bindings.outgoing) noteKept(bindings.outgoing, list.kept);
  return new Response(textInPieces(list, pause), { status, headers });
}

/** The two sides of the socket; null in-process. */
function wireOf({
  bindings,
}: ProductRequest): { incoming: IncomingMessage; outgoing: ServerResponse } | null {
  const { incoming, outgoing } = bindings;
  return incoming && outgoing ? { incoming, outgoing } : null;
}

/** Destroys the client's socket; later writes are dropped. Another replica has the socket of a request that it passed on. */
function cut(request: ProductRequest): Response {
  const wire = wireOf(request);
  if (wire === null) throw new ConnectionCut("fetch failed");
  if (isPassedOn(wire.incoming)) return new Response(null, { status: 503, headers: { [CUT]: "1" } });
  wire.incoming.socket.resetAndDestroy();
  return new Response(null, { status: 503 });
}

/** The bytes of an answer, and its headers with Content-Length. */
function wholeOf({ text, headers }: Reply): { bytes: Uint8Array; headers: Record<string, string> } {
  const bytes = Buffer.from(text ?? "");
  return { bytes, headers: { ...headers, "content-length": String(bytes.length) } };
}

/** Content-Length announces the whole, half of the bytes are sent. */
function truncated(request: ProductRequest, reply: Reply): Response {
  const { status } = reply;
  const { bytes, headers } = wholeOf(reply);
  const half = bytes.subarray(0, Math.ceil(bytes.length / 2));
  const wire = wireOf(request);
  if (wire !== null) {
    wire.outgoing.writeHead(status, headers);
    wire.outgoing.write(half);
    wire.incoming.socket.destroySoon();
    return RESPONSE_ALREADY_SENT;
  }
  let sent = false;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (sent) controller.error(new ConnectionCut("terminated"));
      else controller.enqueue(half);
      sent = true;
    },
  });
  return new Response(body, { status, headers });
}

function slow(
  request: ProductRequest,
  reply: Reply,
  { ms, pause }: Extract<Delivery, { kind: "slow" }>,
): Response {
  if (reply.long) return long(request, reply, reply.long, (part) => pause(ms * part));
  const { bytes, headers } = wholeOf(reply);
  const size = Math.ceil(bytes.length / PIECES);
  let at = 0;
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        await pause((ms * size) / bytes.length);
        controller.enqueue(bytes.subarray(at, (at += size)));
        if (at >= bytes.length) controller.close();
      },
      cancel() {
        at = bytes.length;
      },
    },
    { highWaterMark: 0 },
  );
  return new Response(body, { status: reply.status, headers });
}
