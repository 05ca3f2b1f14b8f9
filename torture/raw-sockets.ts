import { connect } from "node:net";
import { type Emulator } from "./emulator.js";
import type { Context } from "./part.js";
import type { Random } from "./random.js";
import type { AnswerPromises } from "./request-judge.js";

/** A connection is cut after this time in milliseconds. */
const LONGEST_MS = 1500;
const AT_ONCE = 16;

const BODY = '{"email":"a","password":"b","token_name":"c"}';
const HEAD = "POST /api/v2/tokens/oauth HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
const WHOLE = `${HEAD}Content-Length: ${BODY.length}\r\n\r\n${BODY}`;

/** Messages that HTTP libraries do not send. */
const MESSAGES: readonly string[] = [
  "",
  "\r\n",
  "x",
  "GET\r\n\r\n",
  "GET /products\r\n\r\n",
  "GET /products HTTP/2.0\r\n\r\n",
  "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
  "GET /products HTTP/1.1\r\n\r\n",
  "GET /products HTTP/1.1\nHost: localhost\n\n",
  "GET products HTTP/1.1\r\nHost: localhost\r\n\r\n",
  "GET * HTTP/1.1\r\nHost: localhost\r\n\r\n",
  "OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n",
  "GET http:// HTTP/1.1\r\nHost: localhost\r\n\r\n",
  "GET http://localhost:99999/ HTTP/1.1\r\nHost: localhost\r\n\r\n",
  "GET //localhost//products HTTP/1.1\r\nHost: localhost\r\n\r\n",
  "GET /%zz?%zz HTTP/1.1\r\nHost: localhost\r\n\r\n",
  "GET /\x00 HTTP/1.1\r\nHost: localhost\r\n\r\n",
  "GET /é HTTP/1.1\r\nHost: localhost\r\n\r\n",
  "CONNECT localhost:80 HTTP/1.1\r\nHost: localhost\r\n\r\n",
  "GET /_emulator/events HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
  "GET /products HTTP/1.1\r\nHost: \r\n\r\n",
  "GET /products HTTP/1.1\r\nHost: [::1\r\n\r\n",
  "GET /products HTTP/1.1\r\nHost: localhost\r\n folded: x\r\n\r\n",
  "GET /products HTTP/1.1\r\nHost : localhost\r\n\r\n",
  "GET /products HTTP/1.1\r\nHost: localhost\r\nA\x01: b\r\n\r\n",
  `GET /products HTTP/1.1\r\nHost: localhost\r\nA: ${"b".repeat(20_000)}\r\n\r\n`,
  `GET /${"a".repeat(20_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n`,
  `GET /products HTTP/1.1\r\nHost: localhost\r\n${"a: b\r\n".repeat(3000)}\r\n`,
  `${HEAD}Content-Length: -1\r\n\r\n`,
  `${HEAD}Content-Length: 1e3\r\n\r\n${BODY}`,
  `${HEAD}Content-Length: 99999999999999999999\r\n\r\n${BODY}`,
  `${HEAD}Content-Length: 5\r\nContent-Length: 6\r\n\r\n${BODY}`,
  `${HEAD}Content-Length: ${BODY.length}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
  `${HEAD}Transfer-Encoding: gzip\r\n\r\n${BODY}`,
  `${HEAD}Transfer-Encoding: chunked\r\n\r\nzz\r\n`,
  `${HEAD}Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n`,
  `${HEAD}Transfer-Encoding: chunked\r\n\r\n5;${"x".repeat(20_000)}\r\nhello\r\n0\r\n\r\n`,
  `${HEAD}Transfer-Encoding: chunked\r\n\r\n0\r\nTrailer: x\r\n\r\n`,
  `${HEAD}Expect: 100-continue\r\nContent-Length: ${BODY.length}\r\n\r\n`,
  `${HEAD}Content-Length: 100\r\n\r\n${BODY}`,
  `${WHOLE}garbage\r\n\r\n`,
  `${WHOLE}${WHOLE}${WHOLE}`,
  WHOLE.repeat(50),
  WHOLE,
];

/** Sends the messages and mutated ones over sockets. */
export async function rawSockets(
  emulator: Emulator,
  promises: AnswerPromises,
  { random, quick, say }: Context,
): Promise<number> {
  const own = random.fork("sockets");
  const messages: Buffer[] = MESSAGES.map((text) => Buffer.from(text, "latin1"));
  for (let n = 0; n < (quick ? 100 : 3000); n++)
    messages.push(mutated(own.pick(messages.slice(0, MESSAGES.length)), own));
  const cpuBefore = emulator.usage().cpuMs;
  let next = 0;
  const work = async (): Promise<void> => {
    for (let message = messages[next++]; message; message = messages[next++]) {
      const text = await sent(emulator.port, message);
      const what = (): string =>
        `${JSON.stringify(message.toString("latin1").slice(0, 150))}: ${text.slice(0, 150)}`;
      const statuses = [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
      promises.noServerError.check(
        statuses.every((status) => status < 500),
        what,
      );
      promises.form.check(text === "" || /^HTTP\/1\.1 (100|101|[234]\d\d) /.test(text), what);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  const cpu = emulator.usage().cpuMs - cpuBefore;
  const bytes = messages.reduce((sum, { length }) => sum + length, 0);
  const most = 100 * (messages.length + bytes / 1e5);
  promises.cost.check(cpu < most, () => `${messages.length} raw messages took ${cpu} ms of CPU`);
  say(`${messages.length} raw messages: ${(cpu / messages.length).toFixed(1)} ms of CPU each`);
  return messages.length;
}

function mutated(message: Buffer, random: Random): Buffer {
  const bytes = Buffer.from(message);
  for (let n = random.below(4); n >= 0; n--)
    if (bytes.length > 0)
      bytes[random.below(bytes.length)] = random.pick([0, 10, 13, 32, 58, 255, random.below(256)]);
  return random.chance(0.2) ? bytes.subarray(0, random.below(bytes.length + 1)) : bytes;
}

/** Sends a message, then ends its side; resolves with what came until the other side ended too. */
function sent(port: number, message: Buffer): Promise<string> {
  return new Promise((resolve) => {
    let text = "";
    const socket = connect({ port, host: "127.0.0.1" });
    const timer = setTimeout(() => socket.destroy(), LONGEST_MS);
    socket.on("error", () => undefined);
    socket.on("data", (chunk) => (text += chunk.toString("latin1")));
    socket.once("close", () => {
      clearTimeout(timer);
      resolve(text);
    });
    socket.write(message);
    // Not at once: a half-closed connection ends some answers.
    setTimeout(() => socket.end(), 50);
  });
}
