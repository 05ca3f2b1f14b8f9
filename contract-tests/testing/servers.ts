import { type IncomingMessage, request, type ServerResponse } from "node:http";
import { pipeline } from "node:stream";

/** Forwards a request to `url` and its answer back, unchanged. */
export function forward(incoming: IncomingMessage, response: ServerResponse, url: string): void {
  const { method, headers } = incoming;
  const sent = request(url, { method: method!, headers }, (answer) => {
    response.writeHead(answer.statusCode!, answer.headers);
    pipeline(answer, response, () => undefined);
  });
  // It may be answered before it was sent whole, such as by a 413: that answer is passed on all the same, and the rest has
  // to go somewhere, for the next request of the client's connection comes after it.
  sent.on("error", () => {
    if (!response.headersSent) response.destroy();
  });
  sent.on("close", () => incoming.resume());
  incoming.pipe(sent);
}
