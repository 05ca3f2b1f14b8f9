import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { packageFile, packageRoot, version } from "../src/package-files.js";
import { Running } from "../src/testing/emulator-process.js";
import { cloneInto } from "../src/testing/packed.js";
import { temporaryFolder } from "../src/testing/temporary-folder.js";

interface Workflow {
  permissions: object;
  jobs: Record<string, { permissions?: object; steps: { uses?: string; run?: string }[] }>;
}

const workflow = parse(readFileSync(packageFile(".github", "workflows", "publish.yml"), "utf8")) as Workflow;

it("the workflow of a release uses actions by commit, and each job says what it may do", () => {
  expect(workflow.permissions).toEqual({ contents: "read" });
  for (const { permissions, steps } of Object.values(workflow.jobs)) {
    expect(permissions).toMatchObject({ contents: "read" });
    for (const { uses, run } of steps) {
      if (uses !== undefined) expect(uses).toMatch(/^[\w.-]+\/[\w.-]+@[0-9a-f]{40}$/);
      // An expression in the text of a script would be run as a part of it.
      expect(run ?? "").not.toContain("${{");
    }
  }
});

it.each([
  [`v${version}`, `## ${version}`, 0, ""],
  ["v9.9.9", `## ${version}`, 1, `the tag is "v9.9.9"`],
  [`v${version}`, `## ${version} (unreleased)`, 1, "CHANGELOG.md begins with"],
])("release.mjs compares tag %s with a changelog that begins with %s", async (tag, heading, code, said) => {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, "package.json"), JSON.stringify({ version }));
  writeFileSync(join(cwd, "CHANGELOG.md"), `# Changes\n\n${heading}\n`);
  const ended = await new Running(process.execPath, [packageFile("scripts", "release.mjs"), tag], { cwd })
    .ended;
  expect(ended.code).toBe(code);
  expect(ended.stderr).toMatch(said === "" ? /^$/ : /^release: [^\n]+\n$/);
  expect(ended.stderr).toContain(said);
});

/** What the steps of a release need of a clone, with a changelog that begins with this version. */
function clone(): string {
  const folder = temporaryFolder();
  cloneInto(folder, "scripts/release.mjs", "scripts/sbom");
  const changes = join(folder, "CHANGELOG.md");
  writeFileSync(changes, readFileSync(changes, "utf8").replace(/^## .*$/m, `## ${version}`));
  return folder;
}

it("the steps of a release run as they stand; the bill of materials has what an installation brings", async () => {
  const cwd = clone();
  const scripts = workflow.jobs["package"]!.steps.flatMap(({ run }) => run ?? []);
  // The clone is built and tested, and nothing is published.
  const left = ["npm ci", "npm test", "npm publish --provenance ./spi-emulator-*.tgz"];
  const steps = scripts.filter((script) => !left.includes(script));
  expect(steps.length).toBe(scripts.length - left.length);
  const env = {
    GITHUB_REF_NAME: `v${version}`,
    npm_config_prefer_offline: "true",
    npm_config_ignore_scripts: "true",
    npm_config_provenance: "false",
  };
  for (const step of steps) {
    const { code, stderr } = await new Running("bash", ["-e", "-c", step], { cwd, env }).ended;
    expect({ step, code, stderr: code === 0 ? "" : stderr }).toEqual({ step, code: 0, stderr: "" });
  }
  const text = readFileSync(join(cwd, "sbom.cdx.json"), "utf8");
  const made = JSON.parse(text) as { bomFormat: string; components: { name: string }[] };
  expect(made.bomFormat).toBe("CycloneDX");
  const names = made.components.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(["spi-emulator", "hono", "ajv", "lowdb"]));
  for (const tool of ["typescript", "esbuild", "vitest", "@modelcontextprotocol/sdk"])
    expect(names).not.toContain(tool);
});

it("README's links lead to files of the package", () => {
  const args = ["pack", "--dry-run", "--json", "--ignore-scripts"];
  const [{ files }] = JSON.parse(
    execFileSync("npm", args, { cwd: packageRoot, encoding: "utf8", maxBuffer: 2 ** 26 }),
  ) as [{ files: { path: string }[] }];
  const packed = files.map(({ path }) => path);
  const links = [...readFileSync(packageFile("README.md"), "utf8").matchAll(/\]\((?!https?:)([^)#]+)/g)].map(
    ([, link]) => link!,
  );
  expect(links.length).toBeGreaterThan(20);
  const isThere = (link: string): boolean =>
    packed.includes(link) || (link.endsWith("/") && packed.some((path) => path.startsWith(link)));
  expect(links.filter((link) => !isThere(link))).toEqual([]);
});
