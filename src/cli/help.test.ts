import type { Command } from "commander";
import { beforeAll, describe, expect, it } from "vitest";
import { addAllCommands } from "./commands.js";
import { oneForm } from "./help.js";
import { newProgram } from "./program.js";
import { runHere } from "./testing/in-process.js";

let program: Command;
beforeAll(async () => {
  program = newProgram();
  await addAllCommands(program);
});

/** A command and all that it consists of. */
const all = (command: Command): Command[] => [command, ...command.commands.flatMap(all)];
const help = async (...args: string[]): Promise<string> => (await runHere([...args, "--help"])).stdout;
const headings = (text: string): string[] => [...text.matchAll(/^(\S.*):$/gm)].map(([, name]) => name!);

describe("help", () => {
  it("has the commands in groups", async () => {
    expect(headings(await help())).toEqual([
      "Options",
      "Run an emulator",
      "Use the API",
      "Look at what happens",
      "Change a sandbox",
      "Check the contract",
      "Everything else",
    ]);
  });

  it("has a command's own options before the shared ones, and none of the program's", async () => {
    const text = await help("exchanges", "wait");
    expect(headings(text)).toEqual(["Options", "Which emulator"]);
    expect(text.indexOf("--operation")).toBeLessThan(text.indexOf("--url"));
    expect(text).not.toMatch(/Global Options|--version/);
  });

  it("offers a demo host only where there can be one", async () => {
    expect(headings(await help("start"))).toContain("Demo host");
    expect(await help("exec")).not.toMatch(/--demo-|--in-memory|--trust-proxy/);
  });

  it("describes each option and argument in one form, without quotes around defaults", () => {
    const shown = all(program).flatMap((command) => {
      const format = command.createHelp();
      return [
        ...format.visibleOptions(command).map((option) => format.optionDescription(option)),
        ...format.visibleArguments(command).map((argument) => format.argumentDescription(argument)),
      ].map((text) => `${command.name()}: ${text}`);
    });
    expect(shown.length).toBeGreaterThan(200);
    const other = /: (The|An?|Only|Name|Show|Whether|Default|Maximum) |\.$|\. [A-Z(]|default: "/;
    expect(shown.filter((text) => other.test(text))).toEqual([]);
  });

  it("describes each command by a sentence whose verb is in the third person, and lists it by a line", () => {
    const [, ...commands] = all(program);
    const wrong = commands.filter(
      (one) =>
        !/^[A-Z][a-z]+s[ ,].*[.:]$/s.test(one.description()) || !/^[a-z][a-z-]*,? [^.]*$/.test(one.summary()),
    );
    expect(wrong.map((one) => [one.name(), one.summary(), one.description()])).toEqual([]);
  });

  it.each([
    ["Timeout, in real time. Default: 10 s.", "timeout, in real time; default: 10 s"],
    ["Only this. (default: 0)", "only this (default: 0)"],
    ["Effect: The connection is cut.", "effect: the connection is cut"],
    ["URL of the emulator", "URL of the emulator"],
    ["OpenAPI document", "OpenAPI document"],
    ["A path. `*` matches any.", "a path; `*` matches any"],
  ])("writes %j as %j", (text, form) => {
    expect(oneForm(text)).toBe(form);
  });
});
