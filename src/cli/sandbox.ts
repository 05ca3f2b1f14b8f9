import type { Command } from "commander";
import { formatCredentialsIni } from "../oauth1/credentials-file.js";
import type { components } from "../spec/control-types.gen.js";
import { controlCommand, durationArgument, numberArgument, target } from "./control.js";
import { CliError } from "./exit.js";
import { seedArgument } from "./seed.js";
import { writeOut } from "./snapshot.js";
import { clockText, countsText, table, timeText } from "./text.js";

type Sandbox = components["schemas"]["Sandbox"];

interface CreateOptions {
  seed?: string;
  randomSeed?: string;
  clock?: string;
  speed?: string;
  clockStart?: string;
  lab: boolean;
  expiresIn?: string;
  output?: string;
}

/** `spi-emulator sandbox` */
export function addSandbox(program: Command): void {
  const group = program
    .command("sandbox")
    .summary("make, list and delete sandboxes: each has a state, a clock and credentials of its own")
    .description(
      "Makes, lists and deletes sandboxes: each has a state, a clock, a lab and credentials of its own.",
    )
    .addHelpText(
      "after",
      "\nExamples:\n  spi-emulator sandbox create my-test --seed empty --clock manual --output my-test.ini\n" +
        "  spi-emulator sandbox delete my-test\n",
    );

  const list = controlCommand(group, "list", "list the sandboxes", { ofSandbox: false });
  list.action(async () => {
    const { client, print } = target(list);
    const found = await client.send("GET /_emulator/sandboxes");
    print(found, () =>
      table(
        found.sandboxes.map(({ name, seed, clock, counts }) => [
          name,
          seed,
          clockText(clock),
          countsText(counts),
        ]),
      ),
    );
  });

  const create = controlCommand(group, "create", "make a sandbox", { ofSandbox: false })
    .argument("[NAME]", "left out, one that is free")
    .option("--seed <NAME|FILE>", "what it begins with")
    .option("--random-seed <TEXT>", "same seed, same calls: same ids and outcomes")
    .option("--clock <MODE>", "scaled, or manual to advance it by hand")
    .option("--speed <N>", "how fast a scaled clock runs")
    .option("--clock-start <TIME>", "where a manual clock begins")
    .option("--no-lab", "leave the virtual lab out")
    .option("--expires-in <DURATION>", "delete it by itself after so long")
    .option("-o, --output <FILE>", "write its first account's credentials to an ini file");
  create.action(async (name: string | undefined, options: CreateOptions) => {
    const { client, print } = target(create);
    const sandbox = await client.send("POST /_emulator/sandboxes", { body: inputOf(name, options) });
    const account = sandbox.accounts[0];
    if (options.output !== undefined) {
      if (!account) throw new CliError(`--output: sandbox ${sandbox.name} has no account`);
      writeOut(options.output, formatCredentialsIni(account.credentials, account.email).trimEnd());
    }
    print(sandbox, () => sandbox.name);
  });

  const show = controlCommand(group, "show", "show a sandbox", { ofSandbox: false }).argument(
    "[NAME]",
    "the sandbox",
    "default",
  );
  show.action(async (name: string) => {
    const { client, print } = target(show);
    const sandbox = await client.send("GET /_emulator/sandboxes/{name}", { path: { name } });
    print(sandbox, () => showText(sandbox));
  });

  const remove = controlCommand(group, "delete", "delete a sandbox with all that is in it", {
    ofSandbox: false,
  }).argument("<NAME>");
  remove.action(async (name: string) => {
    const { client, print } = target(remove);
    await client.send("DELETE /_emulator/sandboxes/{name}", { path: { name } });
    print({ name }, () => `${name} deleted`);
  });
}

function inputOf(
  name: string | undefined,
  { seed, randomSeed, clock, speed, clockStart, lab, expiresIn }: CreateOptions,
): components["schemas"]["SandboxInput"] {
  const wantsClock = [clock, speed, clockStart].some((value) => value !== undefined);
  const mode = clock ?? (clockStart === undefined ? "scaled" : "manual");
  return {
    ...(name === undefined ? {} : { name }),
    ...(seed === undefined ? {} : { seed: seedArgument(seed) }),
    ...(randomSeed === undefined ? {} : { random_seed: randomSeed }),
    ...(wantsClock
      ? {
          clock: {
            mode: mode as "manual",
            ...(speed === undefined ? {} : { speed: numberArgument("--speed", speed) }),
            ...(clockStart === undefined ? {} : { start: clockStart }),
          },
        }
      : {}),
    lab,
    ...(expiresIn === undefined ? {} : { expires_in_s: durationArgument("--expires-in", expiresIn) / 1000 }),
  };
}

const showText = (sandbox: Sandbox): string[] =>
  table([
    ["name", sandbox.name],
    ["seed", `${sandbox.seed} (random seed ${sandbox.random_seed})`],
    ["clock", `${timeText(sandbox.clock.now)} ${clockText(sandbox.clock)}`],
    ["lab", sandbox.lab ? "yes" : "none"],
    ["state", countsText(sandbox.counts)],
    ["created", timeText(sandbox.created_at)],
    ["expires", sandbox.expires_at === null ? "never" : timeText(sandbox.expires_at)],
    ...sandbox.accounts.map(({ email, organizations }) => [
      "account",
      organizations.length === 0 ? email : `${email} (${organizations.join(", ")})`,
    ]),
  ]);
