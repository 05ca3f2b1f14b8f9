import { type ClientRequest, type IncomingHttpHeaders, type IncomingMessage, request } from "node:http";
import { wallTime } from "../../clock/clock.js";
import type { Emulator } from "../../emulator.js";
import { newSecret } from "../../ids.js";
import { authorizationHeader } from "../../oauth1/sign.js";
import type { Shown } from "./group.js";

/** A POST whose head and half of the body are sent at once, and the rest by `end`. */
export class LateBody {
  /** Resolves when the first half was sent. */
  readonly begun: Promise<void>;
  readonly #rest: Buffer;
  readonly #sent: ClientRequest;
  readonly #answer: Promise<IncomingMessage | Error>;

  /** `signer`: whose credentials sign it; left out for none. */
  constructor({ url }: Pick<Emulator, "url">, path: string, body: object, signer?: Pick<Shown, "accounts">) {
    const bytes = Buffer.from(JSON.stringify(body));
    const half = bytes.length >> 1;
    this.#rest = bytes.subarray(half);
    const authorization = signer && {
      authorization: authorizationHeader({
        ...{ method: "POST", url: url + path, signatureMethod: "HMAC-SHA1" },
        credentials: signer.accounts[0]!.credentials,
        ...{ timestamp: Math.floor(wallTime() / 1000), nonce: newSecret(8) },
      }),
    };
    const headers = {
      "content-type": "application/json",
      "content-length": String(bytes.length),
      ...authorization,
    };
    this.#sent = request(url + path, { method: "POST", headers, agent: false });
    this.#answer = new Promise((resolve) => this.#sent.once("response", resolve).once("error", resolve));
    this.begun = new Promise((done) => this.#sent.write(bytes.subarray(0, half), () => done()));
  }

  /** Sends the rest. */
  async end(): Promise<{ status: number; headers: IncomingHttpHeaders; text: string }> {
    this.#sent.end(this.#rest);
    const answer = await this.#answer;
    if (answer instanceof Error) throw answer;
    let text = "";
    for await (const piece of answer) text += String(piece);
    return { status: answer.statusCode!, headers: answer.headers, text };
  }
}
