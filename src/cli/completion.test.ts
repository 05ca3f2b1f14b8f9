import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { Running } from "../testing/emulator-process.js";
import { runHere } from "./testing/in-process.js";

const script = async (shell: string): Promise<string> => {
  const { code, stdout, stderr } = await runHere(["completion", shell]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return stdout;
};

/** What a shell prints when a script runs in it. */
async function printed(shell: string, args: readonly string[], input: string): Promise<string[]> {
  const ended = await new Running(shell, args, { input }).ended;
  expect([ended.code, ended.stderr]).toEqual([0, ""]);
  return ended.stdout.split("\n").filter((line) => line !== "");
}

const quoted = (words: readonly string[]): string => words.map((word) => `'${word}'`).join(" ");

/** What each shell offers after these words, the last of which is being written. */
const OFFERED: Readonly<Record<string, (...words: string[]) => Promise<string[]>>> = {
  bash: async (...words) =>
    printed(
      "bash",
      ["--norc"],
      `${await script("bash")}
      COMP_WORDS=(spi-emulator ${quoted(words)}); COMP_CWORD=${words.length}
      _spi_emulator
      printf '%s\\n' "\${COMPREPLY[@]}"
      complete -p spi-emulator | grep -q -- '-F _spi_emulator '`,
    ),
  // zsh calls the function with the words; compadd gets what begins with the last of them, and more.
  zsh: async (...words) => {
    const all = await printed(
      "zsh",
      ["-f"],
      `compdef() { [ "$*" = "_spi_emulator spi-emulator" ] }
      compadd() { shift; print -l -- "$@" }
      _files() { }
      ${await script("zsh")}
      words=(spi-emulator ${quoted(words)}); CURRENT=${words.length + 1}
      _spi_emulator`,
    );
    return all.filter((word) => word.startsWith(words.at(-1)!));
  },
  fish: async (...words) => {
    const line = ["spi-emulator", ...words].join(" ");
    const ask = `${await script("fish")}
complete -C ${quoted([line])}`;
    const all = await printed("fish", ["--no-config", "-c", ask], "");
    return all.map((offer) => offer.split("\t")[0]!);
  },
};

/** Whether a shell is not here. */
const lacks = (shell: string): boolean => spawnSync(shell, ["--version"]).error !== undefined;

/** A line, and the words that are offered. */
const LINES: readonly [line: string[], words: string[]][] = [
  [["s"], ["start", "status", "seed", "snapshot", "sandbox"]],
  [
    ["faults", ""],
    ["list", "add", "remove", "clear", "help"],
  ],
  [
    ["start", "--clock", ""],
    ["scaled", "manual"],
  ],
  [["start", "--clock", "m"], ["manual"]],
  [["start", "--no"], ["--no-lab"]],
  [
    ["sandbox", "create", "--clock", ""],
    ["scaled", "manual"],
  ],
  [
    ["contract", "--profile", ""],
    ["full", "read-only"],
  ],
  [["faults", "add", "--oper"], ["--operation"]],
  [
    ["devices", "override", "pi", ""],
    ["PASSED", "FAILED", "ERROR"],
  ],
  [
    ["completion", ""],
    ["bash", "zsh", "fish"],
  ],
];

describe.each(["bash", "zsh", "fish"])("completion in %s", (shell) => {
  it.skipIf(lacks(shell)).each(LINES)("offers after %j: %j", async (line, words) => {
    expect((await OFFERED[shell]!(...line)).sort()).toEqual([...words].sort());
  });
});

describe.skipIf(lacks("bash"))("completion in bash", () => {
  it.each<[line: string[], words: string[]]>([
    [["start", "--clock", "=", "m"], ["manual"]],
    // Names of files are bash's own.
    [["seed", "--url", "x"], []],
    [["exec", "--", "npm", "--ver"], []],
  ])("offers after %j: %j", async (line, words) => {
    expect((await OFFERED.bash!(...line)).sort()).toEqual([...words].sort());
  });
});

it("refuses another shell, in one line", async () => {
  expect(await runHere(["completion", "tcsh"])).toEqual({
    code: 2,
    stdout: "",
    stderr: 'spi-emulator: completion: got "tcsh"; accepted: bash, zsh, fish\n',
  });
});
