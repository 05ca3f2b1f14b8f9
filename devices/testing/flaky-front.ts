import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** How the proxy handles requests. */
export type FrontMode =
  | "forwards"
  /** Answers 503 by itself. */
  | "answers-503"
  /**
   * Cuts connections: of picks before they are forwarded, for an answer that is lost there loses an opportunity;
   * of results now before and now after, for those may come again.
   */
  | "resets";

/** A reverse proxy that can fail on demand. It keeps the Host header that clients sign. */
export class FlakyFront {
  mode: FrontMode = "forwards";
  /** Number of requests by how they were handled. */
  readonly seen: Record<FrontMode, number> = { forwards: 0, "answers-503": 0, resets: 0 };
  readonly #server: Server;
  #port = 0;

  constructor(private readonly upstream: string) {
    this.#server = createServer((incoming, outgoing) => this.#handle(incoming, outgoing));
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Listens; on the same port as before. */
  async listen(): Promise<void> {
    await new Promise<void>((done) => this.#server.listen(this.#port, "127.0.0.1", done));
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  /** Stops listening. */
  async close(): Promise<void> {
    const closed = new Promise((done) => this.#server.close(done));
    this.#server.closeAllConnections();
    await closed;
  }

  #handle(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const { mode } = this;
    this.seen[mode] += 1;
    if (mode === "answers-503") {
      incoming.resume();
      outgoing.writeHead(503, { "content-type": "application/json" });
      outgoing.end('{"id": "service-unavailable", "message": "down for maintenance", "url": null}');
      return;
    }
    const isPick = incoming.url!.endsWith("/pick");
    if (mode === "resets" && (isPick || this.seen.resets % 2 === 0)) {
      incoming.socket.resetAndDestroy();
      return;
    }
    const { method, headers } = incoming;
    const onward = request(this.upstream + incoming.url!, { method: method!, headers }, (answer) => {
      if (mode === "resets") {
        answer.resume();
        incoming.socket.resetAndDestroy();
        return;
      }
      outgoing.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on("error", () => incoming.socket.destroy());
    incoming.pipe(onward);
  }
}
