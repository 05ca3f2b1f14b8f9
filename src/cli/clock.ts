import type { Command } from "commander";
import { advanceClock, type AdvanceStep } from "../api/advance.js";
import { DEFAULTS } from "../config.js";
import type { Target } from "./control.js";
import { controlCommand, durationArgument, target } from "./control.js";
import { operationCommand } from "./operation.js";
import { printError } from "./print.js";
import type { components } from "../spec/control-types.gen.js";
import { clockText, plural, timeText } from "./text.js";

type Schemas = components["schemas"];

/** `spi-emulator clock` */
export function addClock(program: Command): void {
  const group = program
    .command("clock")
    .description("Shows a sandbox's clock, changes its speed (scaled clock), or advances it (manual clock).")
    .addHelpText(
      "after",
      "\nExamples:\n  spi-emulator clock\n  spi-emulator clock speed 3600\n  spi-emulator clock advance 10m\n" +
        "  spi-emulator clock idle\n",
    );

  operationCommand(group, {
    ...{ name: "show", endpoint: "GET /_emulator/clock", summary: "show time and speed", isDefault: true },
    text: stateText,
  });
  operationCommand(group, {
    ...{ name: "speed", endpoint: "PUT /_emulator/clock", summary: "change the speed" },
    text: stateText,
  });

  const setSpeed = async ({ client, here, print }: Target, speed: number): Promise<void> => {
    const state = await client.send("PUT /_emulator/clock", { query: here, body: { speed } });
    print(state, () => stateText(state));
  };
  const pause = controlCommand(group, "pause", "pause the clock");
  pause.action(() => setSpeed(target(pause), 0));

  const resume = controlCommand(group, "resume", "continue at the speed before the pause");
  resume.action(async () => {
    const on = target(resume);
    const { speed: now, resume_speed } = await on.client.send("GET /_emulator/clock", { query: on.here });
    await setSpeed(on, resume_speed ?? (now === 0 ? DEFAULTS.speed : now));
  });

  const advance = controlCommand(group, "advance", "advance by a duration").argument(
    "<DURATION>",
    "such as 500ms, 90s, 10m, 2h or 3d",
  );
  advance.action((duration: string) =>
    pass(target(advance), { by_ms: durationArgument("DURATION", duration) }),
  );
  const next = controlCommand(group, "next", "advance to the next timer");
  next.action(() => pass(target(next), { to: "next-event" }));
  const idle = controlCommand(group, "idle", "advance until only endless polls are left").option(
    "--limit <DURATION>",
    "maximum advance (default: 7d)",
  );
  idle.action(({ limit }: { limit?: string }) => {
    const most = limit === undefined ? {} : { limit_ms: durationArgument("--limit", limit) };
    return pass(target(idle), { to: "idle", ...most });
  });
}

async function pass({ client, here, print }: Target, step: AdvanceStep): Promise<void> {
  const report = await advanceClock(client, here, step, ({ now, fired }) => {
    printError(`${timeText(now)}: ${plural(fired, "timer")} fired so far\n`);
  });
  print(report, () => {
    const { from, now, fired, reason } = report;
    return `${timeText(from)} -> ${timeText(now)}: ${plural(fired, "timer")} fired. ${reason}`;
  });
}

const stateText = (state: Schemas["ClockState"]): string => `${timeText(state.now)}  ${clockText(state)}`;
