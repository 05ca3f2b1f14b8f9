import type { AgentState } from "./agent-state.js";
import type { JsonObject, TestStatus } from "./api-types.js";
import type { Bench, Session } from "./bench.js";
import type { CommandEnd } from "./kit-command.js";
import { KitDirectory, type KitHost } from "./kit.js";
import type { Outcome } from "./case.js";
import type { KitSettings } from "./profile.js";
import { Interrupted, type InterruptibleSleep } from "./interruptible-sleep.js";

/** Options of a bench with a real kit. */
export interface KitBenchOptions {
  agentId: string;
  kit: KitSettings;
  host: KitHost;
  sleeper: InterruptibleSleep;
  state: AgentState;
}

/**
 * A bench that runs the phases with the lab's own scripts: exit codes are the verdict, the result file is the
 * payload.
 */
export function kitBench(options: KitBenchOptions): Bench {
  return async (opportunity) => {
    const { kit, host, agentId } = options;
    try {
      const directory = await KitDirectory.make(kit, host, agentId, opportunity);
      return session(options, directory);
    } catch (error) {
      return unusable(error);
    }
  };
}

function session(options: KitBenchOptions, directory: KitDirectory): Session {
  const { sleeper, state } = options;
  let verdict: Outcome = outcome("PASSED", "the kit's commands succeeded");
  let output = "";
  let payload: JsonObject | undefined;
  return {
    expected: () => null,
    run: async (phase) => {
      const report = await sleeper.during("phase", (signal) => directory.run(phase, signal));
      if (report === undefined) return;
      if (report.end.kind === "stopped") throw new Interrupted("stopped");
      const failure = failureOf(phase, report.end);
      if (phase === "teardown") {
        if (failure !== undefined) state.warn({ output: report.output }, failure.reason);
        return;
      }
      output = report.output;
      if (failure !== undefined) verdict = failure;
      const left = phase === "test" || failure !== undefined ? await directory.result() : undefined;
      if (left === undefined) return;
      if ("payload" in left) payload = left.payload;
      else verdict = outcome("ERROR", left.broken);
    },
    outcome: () => verdict,
    payload: ({ status, reason }) =>
      payload ?? (status === "ERROR" ? { error: reason, output } : { summary: reason, output }),
    close: async () => {
      try {
        await directory.remove();
      } catch (error) {
        state.warn(
          { directory: directory.path, error: String(error) },
          "the kit's directory could not be removed",
        );
      }
    },
  };
}

/** The outcome of a failed command; undefined if it succeeded. */
function failureOf(phase: string, end: CommandEnd): Outcome | undefined {
  switch (end.kind) {
    case "exit":
      if (end.code === 0) return undefined;
      return outcome(phase === "test" ? "FAILED" : "ERROR", `${phase} ended with exit code ${end.code}`);
    case "signal":
      return outcome("ERROR", `${phase} was killed by ${end.signal}`);
    case "timeout":
      return outcome("ERROR", `${phase} took longer than its timeout`);
    case "stopped":
      return outcome("ERROR", `${phase} was stopped`);
    case "not-started":
      return outcome("ERROR", `${phase} could not be started: ${end.why}`);
  }
}

function outcome(status: TestStatus, reason: string): Outcome {
  return { status, reason, because: { kit: reason } };
}

/** A session without a directory, for example because the disk is full. Its result says so. */
function unusable(error: unknown): Session {
  const verdict = outcome("ERROR", `the kit's directory could not be made: ${String(error)}`);
  return {
    expected: () => null,
    run: async () => undefined,
    outcome: () => verdict,
    payload: ({ reason }) => ({ error: reason }),
    close: async () => undefined,
  };
}
