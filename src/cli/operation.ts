import type { Command } from "commander";
import type { ControlInput, ControlOutput, Endpoint } from "../api/control-client.js";
import { controlCommand, target } from "./control.js";
import { addArguments, addFlags, argumentValues, flagValues, operationFields } from "./fields.js";
import { withFullIds } from "./full-ids.js";

/** A command for one operation of the control plane. */
interface OperationCommand<E extends Endpoint> {
  name: string;
  endpoint: E;
  /** Summary for `--help`. Default: the operation's summary. */
  summary?: string;
  /** Whether the command runs if only its group is given. */
  isDefault?: boolean;
  /** Formats the answer as text. `given`: the path parameters. */
  text: (answer: ControlOutput<E>, given: Record<string, string>) => string | string[];
  /** Output of `--json` for an operation that answers without a body. */
  json?: (given: Record<string, string>) => unknown;
}

/**
 * Adds a command for an operation of `emulator-openapi.yaml`. Path parameters and required body fields become
 * arguments, in this order; query parameters and other body fields become flags. Fields that are objects are not
 * supported; commands that need them are written by hand. The beginning of an id is enough, if only one begins so.
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
    const on = target(command);
    const { client, here, print } = on;
    const options = command.opts<Record<string, unknown>>();
    const given = await withFullIds(on, argumentValues(path, args) as Record<string, string>);
    const fields = await withFullIds(on, {
      ...argumentValues(inBody, args.slice(path.length)),
      ...flagValues(flags, options),
    });
    const input = {
      path: given,
      query: { ...here, ...(await withFullIds(on, flagValues(query, options))) },
      ...(body.length === 0 ? {} : { body: fields }),
    };
    const answer = await client.send(endpoint, ...([input] as unknown as [ControlInput<E>]));
    print(answer ?? json?.(given) ?? {}, () => text(answer, given));
  });
  return command;
}
