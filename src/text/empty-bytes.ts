import type { ClientRequest, IncomingMessage } from "node:http";

/** Maximum number of interim answers (100 to 199) before an answer. */
const MAX_INTERIM = 100;
/** Maximum number of bytes that come in a row without any of an answer's body. */
export const MAX_EMPTY_BYTES = 1024 * 1024;

/**
 * Ends a request whose answer goes on without an end and without content: interim answers, extensions of chunks, zeros before a
 * chunk's size, line ends before the head. The error comes from the answer, if there is one, else from the request.
 */
export function boundEmptyBytes(request: ClientRequest): void {
  let answer: IncomingMessage | null = null;
  let interim = 0;
  let empty = 0;
  const end = (what: string): void => {
    (answer ?? request).destroy(Object.assign(new Error(`more than ${what}`), { code: "EPROTO" }));
  };
  const came = ({ length }: Buffer): void => {
    empty += length;
    if (empty > MAX_EMPTY_BYTES) end(`${MAX_EMPTY_BYTES} bytes without content`);
  };
  request.on("information", () => {
    interim += 1;
    if (interim > MAX_INTERIM) end(`${MAX_INTERIM} interim answers`);
  });
  // After Node's own listener, which has read what came then.
  request.once("socket", (socket) => {
    socket.on("data", came);
    request.once("close", () => socket.off("data", came));
  });
  request.prependOnceListener("response", (given) => {
    answer = given;
    const push = given.push.bind(given);
    given.push = (chunk, encoding) => {
      empty = 0;
      return push(chunk, encoding);
    };
  });
}
