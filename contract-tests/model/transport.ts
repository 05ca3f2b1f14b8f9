/** How an answer goes over the wire. All of it is the server's own affair; a client may not rely on any of it. */
import { gzipSync } from "node:zlib";
import type { ServerResponse } from "node:http";
import type { Answer, Incoming } from "./records.js";

export function rightTransport() {
  const transport = {
    contentType: "application/json",
    latencyMs: (): number => 0,
    closes: (_answer: Answer): boolean => false,
    chunked: false,
    gzip: false,
    http10: false,
    /** How many bytes over its limit a body is still read, so that the client sees the answer. */
    readsOnFor: (): number => 50_000_000,
    headers: {} as Record<string, string>,
    write: (value: unknown): string => JSON.stringify(value),
    send(response: ServerResponse, answer: Answer, incoming: Incoming): void {
      const headers: Record<string, string> = { ...transport.headers };
      const text = answer.text ?? (answer.body === undefined ? undefined : transport.write(answer.body));
      let bytes = text === undefined ? undefined : Buffer.from(text);
      if (bytes) headers["Content-Type"] = transport.contentType;
      if (bytes && transport.gzip && /\bgzip\b/.test(incoming.headers["accept-encoding"] ?? "")) {
        bytes = gzipSync(bytes);
        headers["Content-Encoding"] = "gzip";
        headers.Vary = "Accept-Encoding";
      }
      if (answer.status !== 204 && !transport.chunked) headers["Content-Length"] = String(bytes?.length ?? 0);
      if (transport.closes(answer) || transport.http10) headers.Connection = "close";
      if (transport.http10)
        return sendHttp10(response, answer.status, { ...headers, ...answer.headers }, bytes);
      response.writeHead(answer.status, { ...headers, ...answer.headers });
      const body = incoming.method === "HEAD" || answer.status === 204 ? undefined : bytes;
      if (body && transport.chunked) {
        const middle = Math.floor(body.length / 2);
        response.write(body.subarray(0, middle));
        response.end(body.subarray(middle));
      } else response.end(body);
    },
  };
  return transport;
}

/** Node writes HTTP/1.1 only, so that this goes past it. */
function sendHttp10(
  response: ServerResponse,
  status: number,
  headers: Record<string, string>,
  body: Buffer | undefined,
): void {
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const socket = response.socket;
  if (!socket) return;
  socket.write(`HTTP/1.0 ${status} Answer\r\n${head.join("")}\r\n`);
  if (body && response.req.method !== "HEAD" && status !== 204) socket.write(body);
  socket.end();
}
