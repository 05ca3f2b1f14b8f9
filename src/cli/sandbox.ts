import { type Command, Option } from "commander";
import { formatCredentialsIni } from "../oauth1/credentials-file.js";
import type { components } from "../spec/control-types.gen.js";
import { withChoices } from "./choices.js";
import { controlCommand, target } from "./control.js";
import { CliError } from "./exit.js";
import { addFlags, flagValues, schemaFields } from "./fields.js";
import { operationCommand } from "./operation.js";
import { seedArgument } from "./seed.js";
import { writeOut } from "./snapshot.js";
import { clockText, countsText, table, timeText } from "./text.js";

type Schemas = components["schemas"];
type Sandbox = Schemas["Sandbox"];

/** The flags that {@link flagValues} does not read. */
interface CreateOptions {
  seed?: string;
  clock?: string;
  clockStart?: string;
  output?: string;
}

/** `spi-emulator sandbox` */
export function addSandbox(program: Command): void {
  const group = program
    .command("sandbox")
    .description("Creates, lists and deletes sandboxes, each with its own state, clock, lab and credentials.")
    .addHelpText(
      "after",
      "\nExamples:\n  spi-emulator sandbox create my-test --seed empty --clock manual --output my-test.ini\n" +
        "  spi-emulator sandbox delete my-test\n",
    );

  operationCommand(group, {
    ...{ name: "list", endpoint: "GET /_emulator/sandboxes" },
    text: ({ sandboxes }) =>
      table(
        sandboxes.map(({ name, seed, clock, counts }) => [name, seed, clockText(clock), countsText(counts)]),
      ),
  });

  const create = controlCommand(group, "create", "create a sandbox", { ofSandbox: false })
    .argument("[NAME]", "the name (default: an unused one)")
    .option("--seed <NAME|FILE>", "the initial seed")
    .addOption(
      withChoices(new Option("--clock <MODE>", "scaled, or manual: advanced only by commands"), [
        "scaled",
        "manual",
      ]),
    )
    .option("--clock-start <TIME>", "initial time of a manual clock")
    .option("-o, --output <FILE>", "write the first account's credentials to an ini file");
  const own = schemaFields("SandboxInput").filter((field) => field.name !== "name");
  const ofClock = schemaFields("NewClock").filter((field) => field.name === "speed");
  addFlags(create, [...own, ...ofClock]);
  create.action(async (name: string | undefined, options: CreateOptions) => {
    const { client, print } = target(create);
    const sandbox = await client.send("POST /_emulator/sandboxes", {
      body: inputOf(name, options, flagValues(own, create.opts()), flagValues(ofClock, create.opts())),
    });
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

  operationCommand(group, {
    ...{ name: "delete", endpoint: "DELETE /_emulator/sandboxes/{name}" },
    ...{ summary: "delete a sandbox and its content", json: (given) => given },
    text: (_, { name }) => `${name} deleted`,
  });
}

function inputOf(
  name: string | undefined,
  { seed, clock, clockStart }: CreateOptions,
  own: Record<string, unknown>,
  ofClock: Record<string, unknown>,
): Schemas["SandboxInput"] {
  const start = clockStart === undefined ? {} : { start: clockStart };
  const settings = { ...ofClock, ...start };
  const wantsClock = clock !== undefined || Object.keys(settings).length > 0;
  const mode = (clock ?? (clockStart === undefined ? "scaled" : "manual")) as "manual";
  return {
    ...(name === undefined ? {} : { name }),
    ...(seed === undefined ? {} : { seed: seedArgument(seed) }),
    ...(wantsClock ? { clock: { mode, ...settings } } : {}),
    ...own,
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
