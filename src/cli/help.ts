import { type Command, Help, type HelpConfiguration, type Option } from "commander";

/** The heading of options without a group. */
const OWN = "Options:";

/** The heading of the options by which commands find a running emulator. */
export const WHICH_EMULATOR = "Which emulator:";

/** The heading of the settings of a demo host. */
export const DEMO_HOST = "Demo host:";

/**
 * How `--help` is written: a command's own options before those that it shares with others, and each description in one
 * form, whether it comes from the code or from the spec.
 */
const helpFormat: HelpConfiguration = {
  groupItems<Item extends Command | Option>(all: Item[], visible: Item[], groupOf: (item: Item) => string) {
    const groups = new Help().groupItems(all, visible, groupOf);
    const own = groups.get(OWN);
    return own === undefined ? groups : new Map<string, Item[]>([[OWN, own], ...groups]);
  },
  optionDescription(option) {
    const standard: unknown = option.required ? option.defaultValue : null;
    return oneForm(option.description) + (typeof standard === "string" ? ` (default: ${standard})` : "");
  },
  argumentDescription(argument) {
    const standard = argument.defaultValue as unknown;
    const said = typeof standard === "string" ? ` (default: ${standard})` : "";
    return oneForm(argument.description) + said;
  },
};

/** Sets the form of `--help` for a program and the commands that are added to it afterwards. */
export function formHelp(program: Command): Command {
  return program.configureHelp(helpFormat).helpOption("-h, --help", "show this help");
}

/**
 * A description as `--help` writes it: without a capital at the beginning and a full stop at the end; sentences are
 * separated by semicolons. `Timeout, in real time. Default: 10 s.` is `timeout, in real time; default: 10 s`.
 */
export function oneForm(text: string): string {
  return text
    .split(/(?<=\.) +(?=[A-Z0-9`])/)
    .map((sentence) =>
      small(sentence.replace(/^([A-Z]\w+: )(.*)$/s, (_, label: string, rest: string) => label + small(rest))),
    )
    .map((sentence) => sentence.replace(/\.(?= \(|$)/, ""))
    .join("; ");
}

/** Without the capital at its beginning, unless it is part of a name. */
const small = (sentence: string): string =>
  /^[A-Z][a-z]*(?![A-Za-z])(?! [A-Z][a-z])/.test(sentence)
    ? sentence[0]!.toLowerCase() + sentence.slice(1)
    : sentence;

/** `show the clock` as a sentence about the command: `Shows the clock.` */
export function sentenceOf(summary: string): string {
  const [, verb, rest] = /^(\S+)(.*)$/s.exec(summary)!;
  const shown = `${verb![0]!.toUpperCase()}${verb!.slice(1)}`;
  return `${shown}${/(?:sh|ch|s|x)$/.test(shown) ? "es" : "s"}${rest!}.`;
}
