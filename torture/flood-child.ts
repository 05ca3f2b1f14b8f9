/**
 * An address that floods a demo host, in waves. `requests`: as many connections as one address may have, each with many requests
 * that do not wait for answers, of the kinds that are answered without work for the product API. `pieces`: some connections with
 * a body each, in chunks of one byte. A process of its own. The first argument
 * is a {@link FloodOrder}; it sends a message when it begins, and a {@link LimitsReport} when it gets a message.
 */
import { connect, type Socket } from "node:net";
import process from "node:process";
import type { FloodOrder, LimitsReport } from "./visitors.js";

/** Connections of a wave. */
const CONNECTIONS = { requests: 450, pieces: 25 };
const REQUESTS = 200;
const PIECES = 250_000;
/** Time from wave to wave, in milliseconds. Each closes the connections of the one before it. */
const WAVE_MS = 3000;
const SHOWN = 5;

const { port, address, sends } = JSON.parse(process.argv[2]!) as FloodOrder;
const report: LimitsReport = { statuses: {}, failures: [] };
const host = `Host: 127.0.0.1:${port}`;
const KINDS = [
  `GET /_emulator/health HTTP/1.1\r\n${host}`,
  `GET /_emulator/ready HTTP/1.1\r\n${host}`,
  `HEAD /_emulator/health HTTP/1.1\r\n${host}`,
  `GET /products HTTP/1.1\r\n${host}`,
  `GET /_emulator/dashboard/assets/none HTTP/1.1\r\n${host}`,
  "GET /products HTTP/1.1\r\nHost: elsewhere.example",
  `OPTIONS /products HTTP/1.1\r\n${host}`,
  "GET /\\ HTTP/1.1\r\nHost: [",
  `POST /products HTTP/1.1\r\n${host}\r\nExpect: nothing\r\nContent-Length: 0`,
  "no request",
];
let wave: Socket[] = [];

function note(chunk: Buffer): void {
  for (const [, status] of chunk.toString("latin1").matchAll(/HTTP\/1\.1 (\d{3})/g)) {
    report.statuses[status!] = (report.statuses[status!] ?? 0) + 1;
    const isRight = Number(status) < 500 || status === "503";
    if (!isRight && report.failures.length < SHOWN) report.failures.push(`HTTP ${status!}`);
  }
}

const chunks = "1\r\na\r\n".repeat(PIECES);
const TO = ["/api/v2/tokens/oauth", "/products"];
const TEXTS: Record<FloodOrder["sends"], (n: number) => string> = {
  requests: (n) => `${KINDS[n % KINDS.length]!}\r\n\r\n`.repeat(REQUESTS),
  pieces: (n) =>
    `POST ${TO[n % TO.length]!} HTTP/1.1\r\n${host}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n${chunks}`,
};

function begin(): void {
  for (const socket of wave) socket.destroy();
  wave = Array.from({ length: CONNECTIONS[sends] }, (_, n) => {
    const text = TEXTS[sends](n);
    const socket = connect({ port, host: "127.0.0.1", localAddress: address }, () => socket.write(text));
    return socket.on("error", () => undefined).on("data", note);
  });
}

begin();
setInterval(begin, WAVE_MS);
process.on("message", () => process.send!(report, () => process.exit()));
process.on("disconnect", () => process.exit());
process.send!("begun");
