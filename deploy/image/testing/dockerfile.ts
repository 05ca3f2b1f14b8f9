/** One instruction of a Dockerfile: `RUN rm -rf /tmp/x`, without its line breaks. */
export interface Instruction {
  word: string;
  flags: Record<string, string>;
  text: string;
}

/** A stage: what follows one `FROM`. */
export interface Stage {
  from: string;
  name: string | null;
  instructions: Instruction[];
}

/** Reads the part of the language that this repository's files use. */
export function stagesOf(dockerfile: string): Stage[] {
  const lines = dockerfile
    .replaceAll(/^\s*#.*\n/gm, "")
    .replaceAll(/\\\n\s*/g, "")
    .split("\n");
  const stages: Stage[] = [];
  for (const line of lines.filter((one) => one.trim() !== "")) {
    const [word = "", ...rest] = line.trim().split(/ +/);
    if (word === "FROM") stages.push({ from: rest[0]!, name: rest[2] ?? null, instructions: [] });
    else stages.at(-1)!.instructions.push(instructionOf(word, rest));
  }
  return stages;
}

function instructionOf(word: string, rest: string[]): Instruction {
  const given = rest.findIndex((one) => !one.startsWith("--"));
  const flags = rest.slice(0, given).map((flag) => flag.slice(2).split("=") as [string, string]);
  return { word, flags: Object.fromEntries(flags), text: rest.slice(given).join(" ") };
}

/** The variables of `ENV A=1 B=2`. */
export const variablesOf = (text: string): Record<string, string> =>
  Object.fromEntries(text.split(/ +/).map((pair) => pair.split("=") as [string, string]));

/** The words of `CMD ["a", "b"]`. */
export const wordsOf = (text: string): string[] => JSON.parse(text) as string[];
