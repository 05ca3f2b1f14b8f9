import { Transport, TransportError } from "../../contract-tests/target/transport.js";
import { type Network, secretsOfHeaders } from "../../contract-tests/target/network.js";
import type { Credentials } from "../../src/oauth1/sign.js";
import { secretsOf } from "../secrets/known.js";
import { type RawExchange, TrafficRedactor } from "../secrets/redact.js";
import { otherWhenSent } from "../../src/text/sent-address.js";
import { changesOthers } from "./others.js";
import type { Stage, StageAnswer } from "./stage.js";
import { stageSignature } from "./stage-signature.js";

/** A deployment on which a recording is replayed. */
export interface ReplayTarget {
  /** Its URL, with its path. */
  url: string;
  network: Network;
  /** How long it may take for one answer, in milliseconds. */
  timeoutMs: number;
  /** By the names that recorded accounts have here. */
  accounts: ReadonlyMap<string, Credentials>;
}

/** What a stage needs from outside. */
export interface StageDeps {
  /** Milliseconds since 1970. */
  now: () => number;
  nonce: () => string;
  pause: (ms: number) => Promise<void>;
}

/** A deployment as the stage of a replay. `others` is for the caller to fill; `close` ends its connections. */
export function targetStage(
  { url, network, timeoutMs, accounts }: ReplayTarget,
  deps: StageDeps,
): Stage & { accounts: readonly string[]; others: Set<string>; close(): void } {
  const others = new Set<string>();
  const transport = new Transport(timeoutMs, network);
  const redactor = new TrafficRedactor([...secretsOf(...accounts.values()), ...secretsOfHeaders(network)]);
  const signer = { ...deps, credentialsOf: (account: string) => accounts.get(account)! };
  return {
    url,
    accounts: [...accounts.keys()],
    isOwn: false,
    others,
    clock: null,
    handOver: null,
    allow: null,
    passwordOf: () => null,
    has: (account) => accounts.has(account),
    now: () => deps.now() * 1000,
    pause: deps.pause,
    async send({ method, path, headers, body, account }): Promise<StageAnswer> {
      const why = otherWhenSent(path) ?? changesOthers({ others }, { method, path });
      if (why !== null) return { failure: { code: "ENOTSENT", message: why } };
      // The signature is of the address as it is sent.
      const address = new URL(url + path).href;
      const authorization = stageSignature({ method, account }, address, signer);
      const sent = {
        ...Object.fromEntries(headers),
        ...(authorization !== null && { authorization }),
      };
      try {
        const {
          status,
          headers: got,
          text,
        } = await transport.send(
          { method, url: address, headers: sent, body: body === null ? null : Buffer.from(body) },
          new AbortController().signal,
        );
        const now = deps.now();
        // As the proxy records it: without what is secret, of this account too.
        const { answer } = redactor.exchange({
          ...{ n: 0, began: now, ended: now, account: null, isSigned: account !== null, method, path },
          ...{ headers: Object.entries(sent), body: asCame(body ?? ""), failure: null },
          answer: { status, headers: Object.entries(got), body: asCame(text) },
        });
        return { answer: answer! };
      } catch (error) {
        if (!(error instanceof TransportError)) throw error;
        return { failure: { code: error.code, message: error.message } };
      }
    },
    close: () => transport.close(),
  };
}

/** A body that is decoded already. */
function asCame(text: string): RawExchange["body"] {
  const kept = Buffer.from(text);
  return { bytes: kept.length, kept, encoding: "" };
}
