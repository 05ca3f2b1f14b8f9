import { headerRecord } from "../../traffic/exchange.js";
import type { JudgedExchange } from "../../traffic/judge/traffic-judge.js";
import { DEFAULTS } from "../config.js";
import { runEmulator } from "../emulator.js";

/** The dashboard of a proxy: that of an empty emulator, which shows the proxy's exchanges. */
export interface ProxyPage {
  url: string;
  show(judged: JudgedExchange, target: string): void;
  close(): Promise<void>;
}

/** Starts the emulator that shows a proxy's exchanges. */
export async function startPage(): Promise<ProxyPage> {
  const emulator = await runEmulator({
    ...DEFAULTS,
    ...{ port: 0, inMemory: true, lab: false, seed: "empty", logLevel: "silent" },
  });
  return {
    url: emulator.url,
    show({ exchange, operation, problems, request }, target) {
      const { began, ended, account, method, path, headers, body, answer } = exchange;
      emulator.showExchange({
        ...{ wallAt: began, durationMs: ended - began, operationId: operation, account, method },
        ...{ url: target + path, path: path.split("?")[0]!, requestHeaders: headerRecord(headers) },
        requestBody: body.text,
        response: answer && {
          ...{ status: answer.status, headers: headerRecord(answer.headers), body: answer.body.text },
        },
        requestProblems: request,
        responseProblems: problems.map(
          ({ judgement: { reason, by } }) => `${reason ?? ""}${by.length > 0 ? ` (${by.join(", ")})` : ""}`,
        ),
      });
    },
    close: () => emulator.close(),
  };
}
