/**
 * Sends requests over a fixed number of connections, one at a time on each, and times them: raw bytes over sockets, made
 * and signed before the clock starts, so that it takes a small part of what a server takes. A process of its own.
 */
import { connect, type Socket } from "node:net";
import process from "node:process";
import { wallTime } from "../src/clock/clock.js";
import { newSecret } from "../src/ids.js";
import { authorizationHeader } from "../src/oauth1/sign.js";
import type { LoadOrder, LoadReport } from "./load.js";

const END_OF_HEAD = Buffer.from("\r\n\r\n");
const NOTHING = Buffer.alloc(0);
const LAST_CHUNK = Buffer.from("0\r\n\r\n");

/** The bytes of every request. `{n}` in the body is the number of the request. */
function requestsOf({ port, method, path, body, credentials, count, first }: LoadOrder): Buffer[] {
  const url = `http://127.0.0.1:${port}${path}`;
  const timestamp = Math.floor(wallTime() / 1000);
  return Array.from({ length: count }, (_, index) => {
    const authorization = authorizationHeader({
      ...{ method, url, credentials, timestamp, nonce: newSecret(8) },
      signatureMethod: "HMAC-SHA1",
    });
    const text = body?.replace("{n}", String(first + index)) ?? "";
    const head = [
      `${method} ${path} HTTP/1.1`,
      `Host: 127.0.0.1:${port}`,
      `Authorization: ${authorization}`,
      "Accept: */*",
      ...(text === "" ? [] : ["Content-Type: application/json", `Content-Length: ${text.length}`]),
    ];
    return Buffer.from(`${head.join("\r\n")}\r\n\r\n${text}`);
  });
}

/** What is missing of an answer. */
class Answer {
  status = 0;
  #head: Buffer = NOTHING;
  /** Bytes of the body to come; -1 while the head is not whole; Infinity where they come in chunks. */
  #missing = -1;

  /** True where the answer is whole with this. */
  take(chunk: Buffer): boolean {
    let rest = chunk;
    if (this.#missing === -1) {
      this.#head = this.#head.length === 0 ? chunk : Buffer.concat([this.#head, chunk]);
      const end = this.#head.indexOf(END_OF_HEAD);
      if (end === -1) return false;
      const head = this.#head.toString("latin1", 0, end);
      rest = this.#head.subarray(end + END_OF_HEAD.length);
      this.#head = NOTHING;
      this.status = Number(head.slice(9, 12));
      const length = /\ncontent-length: *(\d+)/i.exec(head)?.[1];
      this.#missing = length === undefined ? Infinity : Number(length);
      if (this.status === 204) this.#missing = 0;
    }
    this.#missing -= rest.length;
    const whole =
      this.#missing === Infinity ? rest.subarray(-LAST_CHUNK.length).equals(LAST_CHUNK) : this.#missing <= 0;
    if (whole) this.#missing = -1;
    return whole;
  }
}

async function run(order: LoadOrder): Promise<LoadReport> {
  const requests = requestsOf(order);
  const sockets = await Promise.all(
    Array.from({ length: Math.min(order.connections, requests.length) }, () => opened(order.port)),
  );
  const taken = new Float64Array(requests.length);
  const statuses: Record<string, number> = {};
  let next = 0;
  globalThis.gc?.();
  const cpuBefore = process.cpuUsage();
  const began = performance.now();
  await Promise.all(
    sockets.map(
      (socket) =>
        new Promise<void>((resolve, reject) => {
          const answer = new Answer();
          let [index, sentAt] = [0, 0];
          const send = (): void => {
            if (next === requests.length) return resolve();
            index = next++;
            sentAt = performance.now();
            socket.write(requests[index]!);
          };
          socket.on("data", (chunk: Buffer) => {
            if (!answer.take(chunk)) return;
            taken[index] = performance.now() - sentAt;
            statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
            send();
          });
          socket.once("error", reject);
          socket.once("close", () => reject(new Error("the server closed a connection")));
          send();
        }),
    ),
  );
  const seconds = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(cpuBefore);
  for (const socket of sockets) socket.removeAllListeners("close").destroy();
  taken.sort();
  const at = (share: number): number => taken[Math.min(taken.length - 1, Math.floor(taken.length * share))]!;
  return {
    seconds,
    perSecond: requests.length / seconds,
    p50: at(0.5),
    p99: at(0.99),
    slowest: at(1),
    clientShare: (user + system) / 1e6 / seconds,
    statuses,
  };
}

function opened(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    socket.once("error", reject).once("connect", () => resolve(socket.off("error", reject)));
  });
}

process.on("message", (order: LoadOrder) => {
  run(order).then(
    (report) => process.send!(report),
    (error: unknown) => process.send!({ error: String(error) }),
  );
});
process.on("disconnect", () => process.exit());
