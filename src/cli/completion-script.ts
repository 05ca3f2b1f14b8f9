/** The shells that `completion` knows. */
export const SHELLS = ["bash", "zsh", "fish"] as const;

/** A place on the command line: after the program's name, or after a command. */
export interface Place {
  /** The commands before it: `["faults", "add"]`. */
  path: readonly string[];
  options: readonly {
    long: string | null;
    short: string | null;
    description: string;
    /** The values that it takes, empty if any; null for a switch. */
    values: readonly string[] | null;
  }[];
  commands: readonly { name: string; description: string }[];
  /** Fixed values of its arguments. */
  values: readonly string[];
}

/** The script that completes `spi-emulator` in a shell. */
export const completionScript = (shell: (typeof SHELLS)[number], places: readonly Place[]): string =>
  shell === "fish" ? fishScript(places) : commonScript(shell, places);

/** A place as the scripts write it: each command with a space before it. */
const keyOf = (path: readonly string[]): string => path.map((name) => ` ${name}`).join("");

/** The same function for bash and zsh, which differ in the names of what they give and get. */
function commonScript(shell: "bash" | "zsh", places: readonly Place[]): string {
  const isBash = shell === "bash";
  const offer = (words: readonly string[]): string =>
    isBash
      ? `COMPREPLY=($(compgen -W '${words.join(" ")}' -- "$current"))`
      : `compadd -- ${words.map((word) => `'${word}'`).join(" ")}`;
  const files = isBash ? "return" : "_files; return";
  const [words, last] = isBash ? ["COMP_WORDS", "COMP_CWORD"] : ["words", "CURRENT"];
  const known = places.filter(({ path }) => path.length > 0).map(({ path }) => `'${keyOf(path)}'`);
  const values = places.flatMap(({ path, options }) =>
    options.flatMap((option) => {
      if (option.values === null) return [];
      const names = [option.long, option.short].flatMap((name) => name ?? []);
      const pattern = names.map((name) => `'${keyOf(path)} ${name}'`).join(" | ");
      return [`    ${pattern}) ${option.values.length === 0 ? files : `${offer(option.values)}; return`} ;;`];
    }),
  );
  const next = places.flatMap(({ path, options, commands, values: fixed }) => {
    const names = options.flatMap(({ long, short }) => long ?? short ?? []);
    const plain = [...commands.map(({ name }) => name), ...fixed];
    return [
      `    '${keyOf(path)}')`,
      '      case "$current" in',
      `        -*) ${offer(names)} ;;`,
      `        *) ${plain.length === 0 ? files : offer(plain)} ;;`,
      "      esac ;;",
    ];
  });
  return [
    ...(isBash ? [] : ["#compdef spi-emulator"]),
    "_spi_emulator() {",
    `  local current="\${${words}[${last}]}" before="\${${words}[${last} - 1]}" place="" word index`,
    ...(isBash ? EQUALS_SIGN : []),
    `  for ((index = ${isBash ? 1 : 2}; index < ${last}; index++)); do`,
    `    word="\${${words}[index]}"`,
    `    if [ "$word" = "--" ]; then ${files}; fi`,
    '    case "$place $word" in',
    `      ${known.join(" | ")}) place="$place $word" ;;`,
    "    esac",
    "  done",
    '  case "$place $before" in',
    ...values,
    "  esac",
    '  case "$place" in',
    ...next,
    "  esac",
    "}",
    isBash ? "complete -o default -F _spi_emulator spi-emulator" : "compdef _spi_emulator spi-emulator",
    "",
  ].join("\n");
}

/** bash separates `--option=value` at the equals sign. */
const EQUALS_SIGN = [
  "  COMPREPLY=()",
  '  if [ "$current" = "=" ]; then current=""',
  '  elif [ "$before" = "=" ]; then before="${COMP_WORDS[COMP_CWORD - 2]}"; fi',
];

const quoted = (text: string): string => `'${text.replaceAll(/['\\]/g, String.raw`\$&`)}'`;

function fishScript(places: readonly Place[]): string {
  const known = places.filter(({ path }) => path.length > 0).map(({ path }) => quoted(keyOf(path)));
  const lines = places.flatMap(({ path, options, commands, values }) => {
    const start = `complete -c spi-emulator -n ${quoted(`__spi_emulator_at '${keyOf(path)}'`)}`;
    return [
      ...commands.map(({ name, description }) => `${start} -f -a ${quoted(name)} -d ${quoted(description)}`),
      ...values.map((value) => `${start} -f -a ${quoted(value)}`),
      ...options.map(({ long, short, description, values: fixed }) =>
        [
          start,
          ...(long === null ? [] : [`-l ${long.slice(2)}`]),
          ...(short === null ? [] : [`-s ${short.slice(1)}`]),
          ...(fixed === null ? [] : fixed.length === 0 ? ["-r"] : [`-x -a ${quoted(fixed.join(" "))}`]),
          `-d ${quoted(description)}`,
        ].join(" "),
      ),
    ];
  });
  return [
    "function __spi_emulator_at",
    "  set -l place ''",
    "  for word in (commandline -opc)[2..-1]",
    '    test "$word" = --; and return 1',
    '    switch "$place $word"',
    `      case ${known.join(" ")}`,
    '        set place "$place $word"',
    "    end",
    "  end",
    '  test "$place" = "$argv[1]"',
    "end",
    ...lines,
    "",
  ].join("\n");
}
