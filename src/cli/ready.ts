import type { Command } from "commander";
import type { ControlClient } from "../api/control-client.js";
import { EmulatorError } from "../api/errors.js";
import { wallPause, wallTime } from "../clock/clock.js";
import { controlCommand, durationArgument, target } from "./control.js";
import { CliError, EXIT } from "./exit.js";

/** Pause between two attempts, in milliseconds. */
const PAUSE_MS = 100;
/** How long an attempt may take, in milliseconds. */
const ATTEMPT_MS = 5000;

/** `spi-emulator ready` */
export function addReady(program: Command): void {
  const command = controlCommand(program, "ready", "check whether the emulator is ready", {
    ofSandbox: false,
  })
    .option("--wait <DURATION>", "retry for this long")
    .addHelpText(
      "after",
      "\nExample:\n  spi-emulator start & spi-emulator ready --wait 30s\n" +
        "\nExit code: 0 if ready, 3 if not (in time).\n",
    );
  command.action(async ({ wait }: { wait?: string }) => {
    const until = wallTime() + (wait === undefined ? 0 : durationArgument("--wait", wait));
    for (;;) {
      try {
        // The locator is read again for each attempt, because a starting emulator writes it late.
        const { client, print } = target(command);
        const answer = await answerOf(client);
        print(answer, () => `${client.url} is ready`);
        return;
      } catch (error) {
        if (!(error instanceof EmulatorError) || error.status === 401) throw error;
        if (error.id === "no-emulator") throw error;
        const left = until - wallTime();
        if (left <= 0) throw new CliError(`not ready: ${error.message}`, EXIT.unreachable);
        await wallPause(Math.min(PAUSE_MS, left));
      }
    }
  });
}

/** @throws EmulatorError, also if there is no answer in time */
async function answerOf(client: ControlClient): Promise<{ status: string }> {
  const signal = AbortSignal.timeout(ATTEMPT_MS);
  try {
    return await client.send("GET /_emulator/ready", { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
    throw new EmulatorError(`${client.url} gives no answer in ${ATTEMPT_MS / 1000} s`, null, "unreachable");
  }
}
