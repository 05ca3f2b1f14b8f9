import { Argument, type Command } from "commander";
import { withChoices } from "./choices.js";
import { completionScript, type Place, SHELLS } from "./completion-script.js";
import { CliError } from "./exit.js";
import { oneForm } from "./help.js";
import { print } from "./print.js";

/**
 * `spi-emulator completion`. The script knows the commands of this version and asks no program, so that it is fast.
 * @param whole gives the program with all its commands loaded
 */
export const addCompletion =
  (whole: () => Promise<Command>) =>
  (program: Command): void => {
    program
      .command("completion")
      .description(
        "Prints a script that lets a shell complete commands, options and values that are fixed.\n" +
          "It completes the command `spi-emulator`, which `npm link` in the clone makes.",
      )
      .addArgument(withChoices(new Argument("<SHELL>", "bash, zsh or fish"), SHELLS))
      .addHelpText(
        "after",
        '\nExamples:\n  eval "$(spi-emulator completion bash)"         in ~/.bashrc\n' +
          '  eval "$(spi-emulator completion zsh)"          in ~/.zshrc, after compinit\n' +
          "  spi-emulator completion fish | source          in ~/.config/fish/config.fish\n",
      )
      .action(async (shell: string) => {
        const known = SHELLS.find((one) => one === shell);
        if (known === undefined)
          throw new CliError(`completion: got ${JSON.stringify(shell)}; accepted: ${SHELLS.join(", ")}`);
        print(completionScript(known, placesOf(await whole())));
      });
  };

/** What can follow the program's name and each of its commands. */
function placesOf(command: Command, path: readonly string[] = []): Place[] {
  const help = command.createHelp();
  const options = help.visibleOptions(command).map((option) => ({
    long: option.long ?? null,
    short: option.short ?? null,
    description: oneForm(option.description),
    values: option.required ? (option.argChoices ?? []) : null,
  }));
  const commands = help
    .visibleCommands(command)
    .map((one) => ({ name: one.name(), description: one.summary() || one.description() }));
  const values = command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []);
  return [
    { path, options, commands, values },
    ...command.commands.flatMap((one) => placesOf(one, [...path, one.name()])),
  ];
}
