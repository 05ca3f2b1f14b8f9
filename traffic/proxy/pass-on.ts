import type http from "node:http";
import { Gathered } from "../../src/text/gathered.js";
import { whyUnfit } from "../../src/text/fit-answer.js";
import type { Failure, HeaderPair } from "../exchange.js";
import type { RawExchange } from "../secrets/redact.js";
import { endToEnd, flat, pairsOf } from "./headers.js";
import { Tap, type TapBudget } from "./tap.js";
import { stageOf, type Upstream, type UpstreamRequest } from "./upstream.js";

/** An answer of the proxy's own. */
export interface OwnAnswer {
  status: number;
  id: string;
  message: string;
}

/** What passes requests on, and what it tells of them. */
export interface PassingOn {
  upstream: Upstream;
  /** Bodies are kept up to this many bytes each. */
  maxBody: number;
  budget: TapBudget;
  /** Whether answers are held until they were judged, as far as their bodies are kept. */
  holdsAnswers: boolean;
  /**
   * Called once for each exchange, before the last part of its answer is sent. With `holdsAnswers`, an answer to send
   * instead; null for the target's own.
   */
  onExchange: (exchange: RawExchange) => OwnAnswer | null;
}

/** A request that is ready to be sent. */
export interface Ready {
  request: UpstreamRequest;
  /** A body that was read already. */
  body: Buffer | null;
  facts: Pick<RawExchange, "path" | "account" | "isSigned" | "headers">;
}

/** Answers in place of the target. The header tells it from an answer of the target. */
export function answerOwn(outgoing: http.ServerResponse, { status, id, message }: OwnAnswer): void {
  if (outgoing.headersSent || outgoing.destroyed) return;
  const body = JSON.stringify({ id, message, url: null });
  outgoing.writeHead(status, { "content-type": "application/json", "x-spi-proxy": id });
  outgoing.end(outgoing.req.method === "HEAD" ? undefined : body);
}

/**
 * Passes a request and its answer on, part by part in both directions, each as it comes. The last part of an answer waits
 * until the exchange was told, so that nobody has a whole answer of which nothing is known.
 */
export function passOn(
  incoming: http.IncomingMessage,
  outgoing: http.ServerResponse,
  ready: Ready,
  to: PassingOn,
): void {
  new Passage(incoming, outgoing, ready, to).begin(true);
}

/** Methods that may be sent again if a kept connection turns out to be closed. */
const REPEATABLE = new Set(["GET", "HEAD"]);

class Passage {
  readonly #began = Date.now();
  readonly #clock = performance.now();
  readonly #sent: Tap;
  readonly #received: Tap;
  #request!: http.ClientRequest;
  #answer: http.IncomingMessage | null = null;
  #isOver = false;

  constructor(
    private readonly incoming: http.IncomingMessage,
    private readonly outgoing: http.ServerResponse,
    private readonly ready: Ready,
    private readonly to: PassingOn,
  ) {
    this.#sent = new Tap(to.maxBody, to.budget);
    this.#received = new Tap(to.maxBody, to.budget);
    outgoing.once("close", () => {
      if (outgoing.writableFinished || this.#isOver) return;
      this.#fail({ code: "ECONNRESET", message: "the client left", stage: "client" });
    });
  }

  begin(mayRepeat: boolean): void {
    const request = this.to.upstream.begin(this.ready.request);
    this.#request = request;
    const stage = stageOf(request);
    request.once("response", (answer) => {
      const why = whyUnfit(answer);
      if (why === null) this.#pass(answer);
      else if (!this.#isOver) this.#fail({ code: "EPROTO", message: why, stage: "sent" });
    });
    request.once("upgrade", (_, socket) => {
      socket.on("error", () => undefined).destroy();
      if (this.#isOver) return;
      this.#fail({ code: "EPROTO", message: "the answer changes to another protocol", stage: "sent" });
    });
    request.on("error", (error: NodeJS.ErrnoException) => {
      if (this.#isOver || this.#request !== request) return;
      if (error.code === "ETIMEDOUT" && this.outgoing.writableNeedDrain)
        return this.#fail({
          code: "ETIMEDOUT",
          message: "the client did not take the answer",
          stage: "client",
        });
      // What comes after a whole answer takes it from nobody: its end follows.
      if (this.#answer?.complete === true) return;
      const at = stage();
      const isEmpty = this.#sent.bytes === 0;
      if (at === "reused" && mayRepeat && isEmpty && REPEATABLE.has(this.incoming.method!)) this.begin(false);
      else this.#fail({ code: error.code ?? "EUNKNOWN", message: error.message, stage: at });
    });
    if (mayRepeat) this.#send(request);
    else request.end();
  }

  #send(request: http.ClientRequest): void {
    const { incoming } = this;
    if (this.ready.body !== null) {
      this.#sent.push(this.ready.body);
      request.end(this.ready.body);
      return;
    }
    incoming.on("data", (chunk: Buffer) => {
      this.#sent.push(chunk);
      // The target may have answered before the request was whole: the rest has to go somewhere.
      if (request.destroyed || request.writableEnded) return;
      if (!request.write(chunk)) incoming.pause();
    });
    request.on("drain", () => incoming.resume());
    request.once("close", () => incoming.resume());
    incoming.once("end", () => {
      if (!request.destroyed) request.end();
    });
  }

  #pass(answer: http.IncomingMessage): void {
    this.#answer = answer;
    const { outgoing } = this;
    const length = Number(answer.headers["content-length"] ?? NaN);
    /** The part after which the client would have the whole answer, or with `holdsAnswers` all of them. */
    let held = new Gathered();
    if (!this.to.holdsAnswers) this.#writeHead(answer);
    answer.on("data", (chunk: Buffer) => {
      this.#received.push(chunk);
      const holds = this.to.holdsAnswers
        ? !outgoing.headersSent && this.#received.isWhole
        : this.#received.bytes >= length;
      if (holds) {
        held.push(chunk);
        return;
      }
      if (!outgoing.headersSent) this.#writeHead(answer);
      for (const part of held.pieces()) outgoing.write(part);
      held = new Gathered();
      if (!outgoing.write(chunk)) answer.pause();
    });
    outgoing.on("drain", () => answer.resume());
    answer.once("end", () => {
      if (!answer.complete || this.#isOver) return;
      const instead = this.#tell(null);
      if (instead !== null && !outgoing.headersSent) return answerOwn(outgoing, instead);
      if (!outgoing.headersSent) this.#writeHead(answer);
      for (const part of held.pieces()) outgoing.write(part);
      outgoing.end();
    });
    answer.once("close", () => {
      if (answer.complete || this.#isOver) return;
      const message = "the answer ended before it was complete";
      this.#fail({ code: "ECONNRESET", message, stage: "sent" });
    });
    answer.on("error", () => undefined);
  }

  #writeHead(answer: http.IncomingMessage): void {
    const { outgoing } = this;
    outgoing.sendDate = false;
    outgoing.writeHead(answer.statusCode!, answer.statusMessage, flat(endToEnd(pairsOf(answer.rawHeaders))));
  }

  /** Tells of an exchange without a whole answer, and answers it if nothing was answered yet. */
  #fail(failure: Failure): void {
    const hadHead = this.outgoing.headersSent;
    this.#tell(failure);
    this.#request.destroy();
    this.incoming.resume();
    if (hadHead || failure.stage === "client") this.outgoing.destroy();
    else
      answerOwn(this.outgoing, {
        status: failure.code === "ETIMEDOUT" ? 504 : 502,
        ...{ id: "no-answer", message: `the target gave no answer: ${failure.message} (${failure.code})` },
      });
  }

  #tell(failure: Failure | null): OwnAnswer | null {
    this.#isOver = true;
    const { facts, request } = this.ready;
    const answer = failure === null ? this.#answer : null;
    const headers: HeaderPair[] = answer === null ? [] : pairsOf(answer.rawHeaders);
    try {
      return this.to.onExchange({
        ...facts,
        ...{ n: 0, began: this.#began, ended: this.#began + (performance.now() - this.#clock) },
        ...{ method: request.method, failure },
        body: this.#bodyOf(this.#sent, this.incoming.headers["content-encoding"]),
        answer: answer && {
          ...{ status: answer.statusCode!, headers },
          body: this.#bodyOf(this.#received, answer.headers["content-encoding"]),
        },
      });
    } finally {
      this.#sent.release();
      this.#received.release();
    }
  }

  #bodyOf(tap: Tap, encoding: string | undefined): RawExchange["body"] {
    return { bytes: tap.bytes, kept: tap.kept, encoding: encoding ?? "" };
  }
}
