import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { atExit } from "./clean-up.js";

/** A process that makes load, so that the times that this one takes are not those of its own work. */
export class Child<Order, Report> {
  /** Resolves at its first message. */
  readonly ready: Promise<unknown>;
  readonly #child;

  constructor(script: string, order: Order) {
    this.#child = fork(fileURLToPath(new URL(script, import.meta.url)), [JSON.stringify(order)], {
      execArgv: ["--import", "tsx"],
    });
    this.ready = once(this.#child, "message");
    atExit(() => this.#child.kill("SIGKILL"));
  }

  async end(): Promise<Report> {
    const answered = once(this.#child, "message") as Promise<[Report]>;
    this.#child.send("end");
    const [report] = await answered;
    return report;
  }
}
