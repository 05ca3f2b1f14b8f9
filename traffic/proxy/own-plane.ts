import http from "node:http";
import { pipeline } from "node:stream";
import { isLoopback } from "../../src/text/loopback.js";
import { answerOwn } from "./pass-on.js";

/** Passes a request of this machine on to the emulator of the proxy's dashboard, and its answer back, as they are. */
export function passToOwn(url: string, incoming: http.IncomingMessage, outgoing: http.ServerResponse): void {
  const { method, rawHeaders } = incoming;
  if (!isLoopback(incoming.socket.remoteAddress ?? ""))
    return answerOwn(outgoing, {
      status: 404,
      id: "not-here",
      message: "only clients on this machine see the dashboard",
    });
  const asked = http.request(url + incoming.url!, {
    method: method!,
    headers: rawHeaders,
    setHost: false,
  });
  asked.once("response", (answer) => {
    outgoing.writeHead(answer.statusCode!, answer.rawHeaders as never);
    pipeline(answer, outgoing, () => undefined);
  });
  asked.once("error", () => outgoing.destroy());
  outgoing.once("close", () => asked.destroy());
  incoming.pipe(asked);
}
