import { Transport, TransportError } from "../../contract-tests/target/transport.js";
import type { Network } from "../../contract-tests/target/network.js";
import { authorizationHeader, type Credentials } from "../../src/oauth1/sign.js";
import { NOBODY, type Stage, type StageAnswer, type StageRequest } from "./stage.js";

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

/** A deployment as the stage of a replay; {@link close} ends its connections. */
export function targetStage(
  { url, network, timeoutMs, accounts }: ReplayTarget,
  deps: StageDeps,
): Stage & { accounts: readonly string[]; close(): void } {
  const transport = new Transport(timeoutMs, network);
  return {
    url,
    accounts: [...accounts.keys()],
    isOwn: false,
    clock: null,
    handOver: null,
    allow: null,
    passwordOf: () => null,
    has: (account) => accounts.has(account),
    now: () => deps.now() * 1000,
    pause: deps.pause,
    async send({ method, path, headers, body, account }): Promise<StageAnswer> {
      const sent = {
        ...Object.fromEntries(headers),
        ...signature({ method, path, account, url, accounts }, deps),
      };
      try {
        const {
          status,
          headers: got,
          text,
        } = await transport.send(
          { method, url: url + path, headers: sent, body: body === null ? null : Buffer.from(body) },
          new AbortController().signal,
        );
        const answerBody = { bytes: Buffer.byteLength(text), text, isCut: false };
        return { answer: { status, headers: Object.entries(got), body: answerBody } };
      } catch (error) {
        if (!(error instanceof TransportError)) throw error;
        return { failure: { code: error.code, message: error.message } };
      }
    },
    close: () => transport.close(),
  };
}

/** Credentials that nobody has. */
const UNKNOWN: Credentials = {
  ...{
    consumer_key: "nobody",
    consumer_secret: "of-a-replay",
    token_key: "nobody",
    token_secret: "of-a-replay",
  },
};

function signature(
  {
    method,
    path,
    account,
    url,
    accounts,
  }: Pick<StageRequest, "method" | "path" | "account"> & {
    url: string;
    accounts: ReadonlyMap<string, Credentials>;
  },
  { now, nonce }: StageDeps,
): { authorization?: string } {
  if (account === null) return {};
  const credentials = account === NOBODY ? UNKNOWN : accounts.get(account)!;
  return {
    authorization: authorizationHeader({
      ...{ method, url: url + path, credentials, signatureMethod: "HMAC-SHA1" },
      ...{ timestamp: Math.floor(now() / 1000), nonce: nonce() },
    }),
  };
}
