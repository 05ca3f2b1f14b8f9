/**
 * Sends requests as fast as they are answered, over many connections, and retries refused ones at once: clients that do not
 * obey Retry-After. A process of its own. The first argument is a {@link LoadOrder}; It sends a message at the
 * first answer, and a {@link LoadReport} when it gets a message.
 */
import { connect } from "node:net";
import process from "node:process";
import { signature } from "./client.js";
import type { LoadOrder, LoadReport } from "./load.js";
import { quantile } from "./part.js";
import { Random } from "./random.js";

const { url, port, credentials, connections, seed, product, busy } = JSON.parse(
  process.argv[2]!,
) as LoadOrder;
const random = new Random(seed);
const report: LoadReport = {
  statuses: {},
  created: [],
  wrongForm: 0,
  noRetryAfter: 0,
  p50: 0,
  p99: 0,
  seconds: 0,
};
const times: number[] = [];
const began = performance.now();
let [isOver, count] = [false, 0];

/** The bytes of a request. PLAINTEXT costs a client nothing, so that one process makes enough load. */
function message(): { name: string | null; bytes: string } {
  const isPost = random.chance(0.1);
  const name = isPost ? `load-${seed}-${count++}` : null;
  const body = isPost ? JSON.stringify({ name, release: "r", snaps: ["a.foo"] }) : "";
  const path = isPost
    ? "/products"
    : random.pick([
        `/products/${product}`,
        `/products/${product}/test-specs`,
        `/products/${busy}/test-specs`,
        `/products/${busy}/tests/events`,
      ]);
  const method = isPost ? "POST" : "GET";
  const head = [
    `${method} ${path} HTTP/1.1`,
    `Host: 127.0.0.1:${port}`,
    `Authorization: ${signature(method, url + path, credentials, "PLAINTEXT")}`,
  ];
  if (isPost) head.push("Content-Type: application/json", `Content-Length: ${body.length}`);
  return { name, bytes: `${head.join("\r\n")}\r\n\r\n${body}` };
}

/** One connection: the next request follows the answer. */
function open(): void {
  if (isOver) return;
  const socket = connect({ port, host: "127.0.0.1", noDelay: true });
  let [head, length, sentAt] = ["", 0, 0];
  let current = message();
  const send = (): void => {
    if (isOver) return void socket.destroy();
    current = message();
    sentAt = performance.now();
    socket.write(current.bytes);
  };
  socket.on("connect", send);
  socket.on("error", () => undefined);
  socket.on("close", () => setTimeout(open, 100));
  socket.on("data", (chunk: Buffer) => {
    // The body is only counted: this process must take more than the emulator can make.
    if (length === 0) {
      head += chunk.toString("latin1");
      const end = head.indexOf("\r\n\r\n");
      if (end === -1) return;
      length = end + 4 + Number(/\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0);
      length -= head.length;
      head = head.slice(0, end);
    } else length -= chunk.length;
    if (length > 0) return;
    note(Number(head.slice(9, 12)), head, current.name, performance.now() - sentAt);
    [head, length] = ["", 0];
    send();
  });
}

function note(status: number, head: string, name: string | null, ms: number): void {
  report.statuses[status] = (report.statuses[status] ?? 0) + 1;
  if (times.push(ms) === 1) process.send!("ready");
  if (status === 201 && name !== null) report.created.push(name);
  if (status === 503 && !/\nretry-after: *\d/i.test(head)) report.noRetryAfter += 1;
  if (![200, 201, 503].includes(status)) report.wrongForm += 1;
}

for (let n = 0; n < connections; n++) open();
process.on("message", () => {
  isOver = true;
  const [p50, p99] = [quantile(times, 0.5), quantile(times, 0.99)];
  process.send!({ ...report, p50, p99, seconds: (performance.now() - began) / 1000 }, () => process.exit());
});
process.on("disconnect", () => process.exit());
