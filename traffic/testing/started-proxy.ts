import { readFileSync } from "node:fs";
import type { ClauseResult } from "../../contract-tests/judge/clause-result.js";
import { PLAIN_NETWORK } from "../../contract-tests/target/network.js";
import { TRUSTED } from "../../contract-tests/testing/deployment.js";
import { newSecret } from "../../src/ids.js";
import { type Credentials, signedFetch } from "../../src/oauth1/sign.js";
import { atFileEnd } from "../../src/testing/file-end.js";
import { type JudgedExchange, TrafficJudge } from "../judge/traffic-judge.js";
import { type ProxyOptions, startProxy } from "../proxy/proxy.js";
import { RecordingWriter } from "../recording/write.js";
import { secretsOf } from "../secrets/known.js";
import { TrafficRedactor } from "../secrets/redact.js";
import { TrafficWatch } from "../watch.js";

/** A proxy in this process, with everything that it found. */
export interface StartedProxy {
  url: string;
  /** What was judged, complete. */
  judged(): JudgedExchange[];
  /** The results that differ. */
  problems(): Pick<ClauseResult, "id" | "verdict" | "by" | "reason">[];
  results(): ClauseResult[];
  close(): Promise<void>;
}

/** Options of a proxy for a test. */
export interface Wanted extends Partial<ProxyOptions> {
  target: string;
  credentials?: readonly Credentials[];
  record?: string;
  answersErrors?: boolean;
}

/** Starts a proxy that trusts the certificate of the tests. */
export async function startedProxy(wanted: Wanted): Promise<StartedProxy> {
  const { target, credentials = [], record, answersErrors = false, ...options } = wanted;
  const judge = new TrafficJudge(target);
  const judged: JudgedExchange[] = [];
  const recording = record === undefined ? null : new RecordingWriter(record, { target, by: "a test" });
  const watch = new TrafficWatch({
    ...{ redactor: new TrafficRedactor(secretsOf(...credentials)), judge, recording, answersErrors },
    onJudged: (one) => judged.push(one),
    onRecordingEnd: (why) => {
      throw new Error(why);
    },
  });
  const running = await startProxy({
    ...{ target, host: "127.0.0.1", port: 0, tls: null, preservesHost: false, timeoutMs: 10_000 },
    ...{ maxBody: 1024 * 1024, ownPlane: null, holdsAnswers: answersErrors, nonce: () => newSecret(16) },
    network: { ...PLAIN_NETWORK, ca: [readFileSync(TRUSTED, "utf8")] },
    accounts: credentials.map((each, index) => ({
      name: `account-${index + 1}`,
      client: each,
      target: each,
    })),
    onExchange: (raw) => watch.take(raw),
    ...options,
  });
  let isClosed = false;
  const end = async (): Promise<void> => {
    if (isClosed) return;
    isClosed = true;
    await running.close();
    watch.flush();
    recording?.close();
  };
  atFileEnd(end);
  const flushed = <T>(read: () => T): T => {
    watch.flush();
    return read();
  };
  return {
    url: running.url,
    judged: () => flushed(() => judged),
    results: () => flushed(() => judge.results()),
    problems: () =>
      flushed(() => judge.results())
        .filter(({ verdict }) => ["fails", "finding", "error"].includes(verdict))
        .map(({ id, verdict, by, reason }) => ({ id, verdict, by, reason })),
    close: end,
  };
}

/** How a client of the tests sends. */
interface ClientOptions {
  method?: "HMAC-SHA1" | "PLAINTEXT";
  /** Sends the signed request. */
  fetch?: Fetch;
}

/** Sends one request, as `fetch` does. */
export type Fetch = (url: string, init?: RequestInit) => Promise<Response>;

/** A client that signs each request. */
export function clientOf(
  credentials: Credentials,
  url: string,
  { method = "HMAC-SHA1", fetch: by = fetch }: ClientOptions = {},
) {
  const send = signedFetch(credentials, {
    ...{ fetch: by, now: Date.now, nonce: () => newSecret(8) },
    signatureMethod: method,
  });
  return async (
    verb: string,
    path: string,
    body?: unknown,
  ): Promise<{ status: number; json: any; text: string }> => {
    const answer = await send(url + path, {
      method: verb,
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
    });
    const text = await answer.text();
    return { status: answer.status, text, json: text === "" ? undefined : JSON.parse(text) };
  };
}
