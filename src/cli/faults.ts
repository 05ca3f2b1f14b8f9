import type { Command } from "commander";
import type { components } from "../spec/control-types.gen.js";
import { controlCommand, readDocument, target } from "./control.js";
import { CliError } from "./exit.js";
import { addRuleFlags, type FaultFlags, ruleOf } from "./fault-rule.js";
import { operationCommand } from "./operation.js";
import { table, timeText } from "./text.js";

type Schemas = components["schemas"];

/** `spi-emulator faults` */
export function addFaults(program: Command): void {
  const group = program
    .command("faults")
    .description("Makes the product API fail on purpose. Faults do not apply to the control plane.")
    .addHelpText(
      "after",
      "\nExamples:\n  spi-emulator faults add --operation listTestResults --to 2 --status 503 --retry-after 2s\n" +
        "  spi-emulator faults add --set flaky-gateway\n  spi-emulator faults list\n  spi-emulator faults clear\n",
    );

  operationCommand(group, {
    ...{ name: "list", endpoint: "GET /_emulator/faults", text: listText },
    summary: "list the faults, how often they applied, and the built-in sets",
  });

  const add = controlCommand(group, "add", "add faults from flags, a built-in set, or a file of rules")
    .argument(
      "[FILE]",
      "YAML or JSON file with a fault rule of the control plane or a list of rules; - for standard input",
    )
    .option("--set <NAME>", "a built-in set (see faults list)");
  addRuleFlags(add);
  add.action(async (file: string | undefined, flags: FaultFlags & { set?: string }) => {
    const { client, here, print } = target(add);
    const added: Schemas["Fault"][] = [];
    for (const rule of rulesOf(file, flags)) {
      const { faults } = await client.send("POST /_emulator/faults", { query: here, body: rule });
      added.push(...faults);
    }
    print({ faults: added }, () => added.map(({ id }) => id));
  });

  operationCommand(group, {
    ...{ name: "remove", endpoint: "DELETE /_emulator/faults/{fault_id}" },
    ...{
      json: ({ fault_id }) => ({ id: fault_id }),
      text: (_, given) => `fault ${given["fault_id"]!} removed`,
    },
  });
  operationCommand(group, {
    ...{ name: "clear", endpoint: "DELETE /_emulator/faults", summary: "remove all faults" },
    text: () => "no faults",
  });
}

function rulesOf(
  file: string | undefined,
  { set, ...flags }: FaultFlags & { set?: string },
): (Schemas["FaultRule"] | Schemas["FaultSetChoice"])[] {
  const rule = ruleOf(flags);
  if ([file, set, rule].filter((way) => way !== undefined).length !== 1) {
    throw new CliError("faults add: give either a file, --set NAME, or flags with one effect (see --help)");
  }
  if (file === undefined) return [set === undefined ? rule! : { set }];
  const document = readDocument(file);
  return (Array.isArray(document) ? document : [document]) as Schemas["FaultRule"][];
}

function listText({ faults, sets }: Schemas["FaultList"]): string[] {
  return [
    ...(faults.length === 0 ? ["no faults"] : table(faults.map(row))),
    "",
    "sets:",
    ...table(sets.map(({ name, description }) => [`  ${name}`, description])),
  ];
}

const row = ({ id, name, match, effect, seen, fired, last_fired_at }: Schemas["Fault"]) => [
  id,
  name ?? "-",
  JSON.stringify(effect),
  match === undefined ? "any request" : JSON.stringify(match),
  `${fired} of ${seen}`,
  last_fired_at === null ? "never" : timeText(last_fired_at),
];
