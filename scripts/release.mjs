// release.mjs TAG: whether the tag, the version in package.json and the changelog agree. One line and exit code 1 if not.
import { readFileSync } from "node:fs";
import { argv, exit, stderr } from "node:process";

const tag = argv[2] ?? "";
const { version } = JSON.parse(readFileSync("package.json", "utf8"));
const headings = readFileSync("CHANGELOG.md", "utf8").match(/^## .*$/gm) ?? [];

const problem =
  tag !== `v${version}`
    ? `the tag is ${JSON.stringify(tag)}; the version in package.json asks for v${version}`
    : headings[0] !== `## ${version}`
      ? `CHANGELOG.md begins with ${JSON.stringify(headings[0] ?? "")}; a release begins with "## ${version}"`
      : null;
if (problem !== null) {
  stderr.write(`release: ${problem}\n`);
  exit(1);
}
