import { type IncomingMessage, request, type ServerResponse } from "node:http";

/** Sends a request on to `url` and its answer back, as they are. */
export function forward(incoming: IncomingMessage, response: ServerResponse, url: string): void {
  const { method, headers } = incoming;
  const sent = request(url, { method: method!, headers }, (answer) => {
    response.writeHead(answer.statusCode!, answer.headers);
    answer.pipe(response);
  });
  sent.on("error", () => response.destroy());
  incoming.pipe(sent);
}
