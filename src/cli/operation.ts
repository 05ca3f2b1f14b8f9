import type { Command } from "commander";
import type { ControlInput, ControlOutput, Endpoint } from "../api/control-client.js";
import { controlCommand, target } from "./control.js";
import { addArguments, addFlags, argumentValues, flagValues, operationFields } from "./fields.js";

/** A command that is one operation of the control plane. */
interface OperationCommand<E extends Endpoint> {
  name: string;
  endpoint: E;
  /** What it does, for `--help`; the operation's own summary where left out. */
  summary?: string;
  /** Whether it is meant where its group is given alone. */
  isDefault?: boolean;
  /** The answer in words; `given` are the path parameters. */
  text: (answer: ControlOutput<E>, given: Record<string, string>) => string | string[];
  /** What `--json` prints of an operation that answers without body. */
  json?: (given: Record<string, string>) => unknown;
}

/**
 * Adds a command for an operation. `emulator-openapi.yaml` says what it takes: path parameters and required fields of the
 * body are arguments, in this order; query parameters and the body's other fields are flags. Fields that are objects have
 * none; a command that needs them is written by hand.
 */
export function operationCommand<E extends Endpoint>(
  parent: Command,
  { name, endpoint, summary, isDefault = false, text, json }: OperationCommand<E>,
): Command {
  const operation = operationFields(endpoint);
  const { ofSandbox, path, query, body } = operation;
  const inBody = body.filter(({ required }) => required);
  const flags = body.filter(({ required }) => !required);
  const said = summary ?? operation.summary[0]!.toLowerCase() + operation.summary.slice(1);
  const command = controlCommand(parent, name, said, { ofSandbox, isDefault });
  addArguments(command, [...path, ...inBody]);
  addFlags(command, [...query, ...flags]);
  command.action(async (...args: unknown[]) => {
    const { client, here, print } = target(command);
    const options = command.opts<Record<string, unknown>>();
    const given = argumentValues(path, args) as Record<string, string>;
    const fields = { ...argumentValues(inBody, args.slice(path.length)), ...flagValues(flags, options) };
    const input = {
      path: given,
      query: { ...here, ...flagValues(query, options) },
      ...(body.length === 0 ? {} : { body: fields }),
    };
    const answer = await client.send(endpoint, ...([input] as unknown as [ControlInput<E>]));
    print(answer ?? json?.(given) ?? {}, () => text(answer, given));
  });
  return command;
}
