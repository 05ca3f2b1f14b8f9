import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { Running } from "../testing/emulator-process.js";
import { runHere } from "./testing/in-process.js";

const script = async (shell: string): Promise<string> => {
  const { code, stdout, stderr } = await runHere(["completion", shell]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return stdout;
};

/** What bash offers after these words, the last of which is being written. */
async function offered(...words: string[]): Promise<string[]> {
  const line = ["spi-emulator", ...words].map((word) => `'${word}'`).join(" ");
  const input = `${await script("bash")}
    COMP_WORDS=(${line}); COMP_CWORD=${words.length}
    _spi_emulator
    printf '%s\\n' "\${COMPREPLY[@]}"
    complete -p spi-emulator >&2`;
  const ended = await new Running("bash", ["--norc"], { input }).ended;
  expect([ended.code, ended.stderr]).toEqual([0, "complete -o default -F _spi_emulator spi-emulator\n"]);
  return ended.stdout.split("\n").filter((word) => word !== "");
}

/** Whether a shell is not here. */
const lacks = (shell: string): boolean => spawnSync(shell, ["--version"]).error !== undefined;

describe.skipIf(lacks("bash"))("completion in bash", () => {
  it.each<[line: string[], words: string[]]>([
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
    [["start", "--clock", "=", "m"], ["manual"]],
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
    // Names of files are bash's own.
    [["seed", "--url", "x"], []],
    [["exec", "--", "npm", "--ver"], []],
  ])("offers after %j: %j", async (line, words) => {
    expect((await offered(...line)).sort()).toEqual([...words].sort());
  });
});

it.skipIf(lacks("zsh"))("writes a script that zsh can read", async () => {
  const ended = await new Running("zsh", ["-n"], { input: await script("zsh") }).ended;
  expect(ended).toMatchObject({ code: 0, stderr: "" });
});

it.skipIf(lacks("fish"))("writes a script that fish can read", async () => {
  const ended = await new Running("fish", ["-n"], { input: await script("fish") }).ended;
  expect(ended).toMatchObject({ code: 0, stderr: "" });
});

it("names commands, options and fixed values for zsh and fish", async () => {
  expect(await script("zsh")).toMatch(/' start --clock'\) compadd -- 'scaled' 'manual'; return/);
  expect(await script("fish")).toMatch(
    /^complete -c spi-emulator -n '__spi_emulator_at \\' start\\'' -l clock -x -a 'scaled manual' -d '.+'$/m,
  );
});

it("refuses another shell, in one line", async () => {
  expect(await runHere(["completion", "tcsh"])).toEqual({
    code: 2,
    stdout: "",
    stderr: 'spi-emulator: completion: got "tcsh"; accepted: bash, zsh, fish\n',
  });
});
