import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import { join } from "node:path";
import { type StartedEmulator, startProcess } from "../../src/testing/emulator-process.js";
import { temporaryFolder } from "../../src/testing/temporary-folder.js";
import { labProcess } from "../../src/testing/lab-process.js";
import { listening } from "../../src/testing/listening.js";
import { forward } from "./servers.js";

const TLS = join(import.meta.dirname, "tls");
const file = (name: string): Buffer => readFileSync(join(TLS, name));

/** The certificate that a client of {@link tlsServer} has to trust. */
export const TRUSTED = join(TLS, "cert.pem");

type Answers = (request: IncomingMessage, response: ServerResponse) => void;

/** A certificate and its key in PEM. */
export interface Certificate {
  cert: string;
  key: string;
}

/** An HTTPS server on a free port of localhost, with a valid or an expired certificate, or with one for other names. */
export async function tlsServer(
  answer: Answers,
  certificate: "cert" | "expired-cert" | Certificate = "cert",
): Promise<{ url: string; server: Server }> {
  const own =
    typeof certificate === "string"
      ? { key: file("key.pem"), cert: file(`${certificate}.pem`) }
      : certificate;
  const server = createServer(own, answer);
  return { url: `https://localhost:${await listening(server)}`, server };
}

/** The maximum number of requests per second. */
const RATE = 300;
/** One of this number of requests gets 429, regardless of the rate. */
const TIRED_EVERY = 499;
/** One of this number of requests gets 503. */
const BUSY_EVERY = 101;
/** The speed of the deployment's clock, relative to real time. */
const SPEED = "300";

/** An emulator that resembles a deployment. */
export interface Deployment {
  /** Its URL for clients: HTTPS, with a path. */
  url: string;
  emulator: StartedEmulator;
  /** Files with the credentials of its two accounts. */
  credentials: { first: string; second: string };
  /** The number of deferred requests, by status. */
  refused: Record<429 | 503, number>;
  close(): Promise<void>;
}

/**
 * Starts an emulator as a process, with other clients' products, history and new revisions; its lab as another process; and a
 * proxy in front of it: TLS, below a path, with a rate limit and an occasional 503. The proxy hides the control plane and the
 * agents' operations, which only the lab uses.
 */
export async function startDeployment(): Promise<Deployment> {
  let upstream = "";
  const refused = { 429: 0, 503: 0 };
  const limits = rateLimit(RATE);
  let count = 0;
  const later = (response: ServerResponse, status: 429 | 503): void => {
    refused[status] += 1;
    const headers = { "content-type": "text/html", ...(status === 429 ? { "retry-after": "1" } : {}) };
    response.writeHead(status, headers).end("<h1>Later</h1>");
  };
  const { url: origin, server } = await tlsServer((incoming, response) => {
    const path = incoming.url!.startsWith("/spi/") ? incoming.url!.slice("/spi".length) : null;
    count += 1;
    if (!limits() || count % TIRED_EVERY === 0) return later(response, 429);
    if (count % BUSY_EVERY === 0) return later(response, 503);
    if (path === null || /^\/(agents|_emulator)\b/.test(path)) {
      response.writeHead(404, { "content-type": "text/html" }).end("<h1>Nothing here</h1>");
      return;
    }
    forward(incoming, response, upstream + path);
  });
  const url = `${origin}/spi`;
  const speed = ["--speed", SPEED];
  const data = temporaryFolder();
  const settings = ["--no-lab", "--seed", "demo", "--public-url", url, "--data-dir", data];
  const emulator = await startProcess([...settings, ...speed]);
  upstream = emulator.url;
  const lab = await labProcess(emulator.url, emulator.ini, speed);
  return {
    url,
    emulator,
    credentials: { first: join(data, "conf.ini"), second: join(data, "conf-2.ini") },
    refused,
    async close() {
      server.closeAllConnections();
      server.close();
      await lab.kill("SIGTERM");
      await emulator.kill("SIGTERM");
    },
  };
}

/** Decides for each request whether it exceeds the rate limit. */
function rateLimit(perSecond: number): () => boolean {
  let passed: number[] = [];
  return () => {
    const now = performance.now();
    passed = passed.filter((at) => now - at < 1000);
    if (passed.length >= perSecond) return false;
    passed.push(now);
    return true;
  };
}
