import type { IncomingMessage, ServerResponse } from "node:http";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { Context, MiddlewareHandler } from "hono";
import type { Delivery, Env } from "./context.js";

/** A slow body comes in so many pieces, or one for each byte. */
const PIECES = 20;

/** What an in-process client gets where one with a socket finds its connection cut: the error that fetch gives. */
export class ConnectionCut extends TypeError {
  override name = "TypeError";

  constructor(message: "fetch failed" | "terminated") {
    const cause = Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET", syscall: "read" });
    super(message, { cause });
  }
}

/** Sends the answer as a fault has it. Outermost, so that whatever records or judges answers has the whole one. */
export const deliver: MiddlewareHandler<Env> = async (c, next) => {
  await next();
  const delivery = c.get("delivery");
  if (delivery === undefined) return;
  if (delivery.kind === "cut") cut(c);
  else if (delivery.kind === "truncated") await truncate(c);
  else await slow(c, delivery);
};

/** The two sides of the socket; null in-process. */
function wireOf(c: Context<Env>): { incoming: IncomingMessage; outgoing: ServerResponse } | null {
  const { incoming, outgoing } = (c.env as Env["Bindings"] | undefined) ?? {};
  return incoming && outgoing ? { incoming, outgoing } : null;
}

/** What is still written after this finds no socket, and is dropped. */
function cut(c: Context<Env>): void {
  const wire = wireOf(c);
  if (wire === null) throw new ConnectionCut("fetch failed");
  wire.incoming.socket.resetAndDestroy();
}

/** Content-Length says the whole, half of the bytes come. */
async function truncate(c: Context<Env>): Promise<void> {
  const { status, headers } = c.res;
  const bytes = new Uint8Array(await c.res.arrayBuffer());
  const half = bytes.subarray(0, Math.ceil(bytes.length / 2));
  headers.set("content-length", String(bytes.length));
  const wire = wireOf(c);
  if (wire !== null) {
    wire.outgoing.writeHead(status, Object.fromEntries(headers));
    wire.outgoing.write(half);
    wire.incoming.socket.destroySoon();
    answer(c, RESPONSE_ALREADY_SENT);
    return;
  }
  let sent = false;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (sent) controller.error(new ConnectionCut("terminated"));
      else controller.enqueue(half);
      sent = true;
    },
  });
  answer(c, new Response(body, { status, headers }));
}

async function slow(c: Context<Env>, { ms, pause }: Extract<Delivery, { kind: "slow" }>): Promise<void> {
  const { status, headers } = c.res;
  const bytes = new Uint8Array(await c.res.arrayBuffer());
  headers.set("content-length", String(bytes.length));
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
  answer(c, new Response(body, { status, headers }));
}

/** Hono would merge the headers of the answer that was there before. */
function answer(c: Context<Env>, response: Response): void {
  c.res = undefined;
  c.res = response;
}
