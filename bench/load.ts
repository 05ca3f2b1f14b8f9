import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Credentials } from "../src/oauth1/sign.js";

/** Requests of one kind. */
export interface LoadOrder {
  port: number;
  method: string;
  path: string;
  /** JSON; `{n}` in it becomes the number of the request, counted from `first`. */
  body?: string;
  first: number;
  credentials: Credentials;
  count: number;
  connections: number;
}

/** What came of them. Times in milliseconds. */
export interface LoadReport {
  seconds: number;
  perSecond: number;
  p50: number;
  p99: number;
  slowest: number;
  /** CPU that the client took, as a share of one core: near 1 it would be the client that was measured. */
  clientShare: number;
  /** How many answers had each status. */
  statuses: Record<string, number>;
}

/** The client, in a process of its own. One order at a time. */
export class LoadClient {
  readonly #child: ChildProcess = fork(fileURLToPath(new URL("load-child.ts", import.meta.url)), [], {
    execArgv: ["--import", "tsx", "--expose-gc"],
  });

  /** @throws Error where a request failed, or was answered otherwise than with `status` */
  async run(order: LoadOrder, status: number): Promise<LoadReport> {
    this.#child.send(order);
    const [report] = (await once(this.#child, "message")) as [LoadReport | { error: string }];
    if ("error" in report) throw new Error(`${order.method} ${order.path}: ${report.error}`);
    const others = Object.keys(report.statuses).filter((got) => got !== String(status));
    if (others.length > 0)
      throw new Error(`${order.method} ${order.path}: got HTTP ${others.join(", ")}, expected ${status}`);
    return report;
  }

  close(): void {
    this.#child.disconnect();
  }
}
