import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import process from "node:process";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { TRUSTED } from "../contract-tests/testing/deployment.js";
import { frontedModel } from "../traffic/testing/fronted-model.js";
import { formatCredentialsIni } from "./oauth1/credentials-file.js";
import { packageFile } from "./package-files.js";
import { type Ended, Running, startProcess } from "./testing/emulator-process.js";
import { temporaryFolder } from "./testing/temporary-folder.js";
import { installInto } from "./testing/installed.js";
import { missingPython, PYTHON } from "./testing/programs.js";

/** A fenced block: its first line says what is to be done with it. */
interface Block {
  words: string[];
  text: string;
}

/** ` ```ts file=a.ts ` is written, ` ```sh run ` is run, ` ```text output ` is what that printed. */
function blocksOf(markdown: string): Block[] {
  return [...markdown.matchAll(/^```(\S.*)\n([^]*?)^```$/gm)].map(([, info, text]) => ({
    words: info!.split(" ").slice(1),
    text: text!,
  }));
}

const executable = (file: string, command: string): void =>
  writeFileSync(file, `#!/bin/sh\nexec ${command} "$@"\n`, { mode: 0o755 });

/** A project of a reader's, who installed the package and vitest. */
function project(): string {
  const folder = temporaryFolder();
  const modules = join(folder, "node_modules");
  installInto(folder);
  mkdirSync(join(modules, ".bin"));
  executable(
    join(modules, ".bin", "spi-emulator"),
    `${process.execPath} ${join(modules, "spi-emulator", "dist", "main.js")}`,
  );
  executable(join(modules, ".bin", "vitest"), `${process.execPath} ${join(modules, "vitest", "vitest.mjs")}`);
  // Debian's python, which has Debian's modules.
  mkdirSync(join(folder, "bin"));
  executable(join(folder, "bin", "python3"), PYTHON);
  // What npx does with an installed command, without its second of looking around.
  writeFileSync(
    join(folder, "bin", "npx"),
    '#!/bin/sh\nname=$1\nshift\nexec "node_modules/.bin/$name" "$@"\n',
    { mode: 0o755 },
  );
  writeFileSync(join(folder, "package.json"), '{ "private": true, "type": "module" }\n');
  return folder;
}

async function shell(cwd: string, script: string, variables: Record<string, string> = {}): Promise<Ended> {
  const path = [join(cwd, "bin"), dirname(process.execPath), "/usr/bin", "/bin"].join(delimiter);
  return new Running("/bin/sh", ["-euc", script], { cwd, env: { PATH: path, ...variables } }).ended;
}

/** `...` stands for anything, on a line of its own for lines. */
function pattern(text: string): RegExp {
  const escaped = text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
  const dots = String.raw`\.\.\.`;
  return new RegExp(`^${escaped.replaceAll(`${dots}\n`, "[^]*").replaceAll(dots, "[^]*")}$`);
}

async function follow(
  blocks: Block[],
  variables?: Record<string, string>,
  files: Record<string, string> = {},
): Promise<void> {
  const folder = project();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  let printed = "";
  for (const { words, text } of blocks) {
    const file = words.find((word) => word.startsWith("file="))?.slice("file=".length);
    if (file !== undefined) writeFileSync(join(folder, file), text);
    else if (words.includes("run")) printed = await run(folder, text, variables);
    else if (words.includes("output")) expect(printed).toMatch(pattern(text));
    else if (words.includes("workflow")) workflows.push(text);
    else if (words.includes("gitlab")) scripts.push(...gitlabScripts(text));
    else if (words.includes("jenkins")) scripts.push(jenkinsScript(text));
  }
  for (const workflow of workflows.splice(0)) await runWorkflow(folder, workflow);
  for (const { commands, env } of scripts.splice(0)) await runJob(folder, commands, env);
}

/** Workflows stand before the files that they need. */
const workflows: string[] = [];

/** A job of GitLab or Jenkins: its commands in the order in which they are run. */
interface JobScript {
  commands: string[];
  env: Record<string, string>;
}
const scripts: JobScript[] = [];

function gitlabScripts(text: string): JobScript[] {
  type Job = Partial<Record<"before_script" | "script" | "after_script", string[]>>;
  const jobs = parse(text) as Record<string, Job & { variables?: Record<string, string> }>;
  return Object.values(jobs).map(
    ({ before_script = [], script = [], after_script = [], variables = {} }) => ({
      commands: [...before_script, ...script, ...after_script],
      env: variables,
    }),
  );
}

function jenkinsScript(text: string): JobScript {
  const commands = [...text.matchAll(/^ *sh (?:'''([^]*?)'''|'(.*)')$/gm)];
  const variables = [...text.matchAll(/^ *([A-Z_]+) = '(.*)'$/gm)];
  return {
    commands: commands.map(([, long, short]) => long ?? short!),
    env: Object.fromEntries(variables.map(([, name, value]) => [name!, value!])),
  };
}

async function run(folder: string, script: string, variables?: Record<string, string>): Promise<string> {
  const { code, stdout, stderr } = await shell(folder, script, variables);
  expect({ code, said: code === 0 ? "" : stdout + stderr }).toEqual({ code: 0, said: "" });
  return stdout;
}

/** The commands of a workflow's steps, but for the installation. */
async function runWorkflow(folder: string, text: string): Promise<void> {
  const { jobs } = parse(text) as {
    jobs: Record<string, { env?: Record<string, string>; steps: { run?: string }[] }>;
  };
  for (const { env = {}, steps } of Object.values(jobs)) {
    await runJob(
      folder,
      steps.flatMap(({ run: command }) => command ?? []),
      env,
    );
  }
}

/** Ends a process, which may have ended by itself. */
function kill(pid: number): void {
  try {
    process.kill(pid);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/** The process that a locator file names; null without a file, which an emulator removes when it ends. */
function pidIn(locator: string): number | null {
  try {
    return (JSON.parse(readFileSync(locator, "utf8")) as { pid: number }).pid;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    return null;
  }
}

/** The commands of a job, but for the installation. */
async function runJob(folder: string, commands: string[], env: Record<string, string>): Promise<void> {
  try {
    await run(folder, commands.filter((command) => command !== "npm ci").join("\n"), env);
  } finally {
    // A runner ends what a job has left running.
    const pid = pidIn(join(folder, "emulator.json"));
    if (pid !== null) kill(pid);
  }
}

const GUIDES = packageFile("docs", "guides");
/** The guides whose code needs modules of Python. */
const PYTHON_GUIDES: Record<string, string | undefined> = {
  "pytest.md": missingPython("pytest, requests_oauthlib"),
  "agent.md": missingPython("requests_oauthlib"),
};

/** The guides whose reader has access to a deployment. */
const DEPLOYMENT_GUIDES = ["deployment.md", "nightly.md"];

describe("what the guides say works", () => {
  it.each(
    readdirSync(GUIDES).filter((name) => !(name in PYTHON_GUIDES) && !DEPLOYMENT_GUIDES.includes(name)),
  )("%s", (name) => follow(blocksOf(readFileSync(join(GUIDES, name), "utf8"))), 180_000);

  for (const [name, missing] of Object.entries(PYTHON_GUIDES)) {
    it.skipIf(missing !== undefined)(
      name,
      () => follow(blocksOf(readFileSync(join(GUIDES, name), "utf8"))),
      180_000,
    );
  }
});

it.each(DEPLOYMENT_GUIDES)(
  "what %s says works, with an independent server as the deployment",
  async (name) => {
    const { url, model } = await frontedModel();
    const files = {
      "conf.ini": formatCredentialsIni(model.accounts[0]!.credentials),
      "ca.pem": readFileSync(TRUSTED, "utf8"),
    };
    const blocks = blocksOf(readFileSync(join(GUIDES, name), "utf8"));
    expect(blocks.some(({ words }) => words.includes("run"))).toBe(true);
    await follow(blocks, { SPI_URL: url, CONF_INI: "conf.ini" }, files);
  },
  300_000,
);

it("README's commands work as they stand, with a fresh demo, and print what it shows", async () => {
  const { url } = await startProcess(["--speed", "600"]);
  const blocks = blocksOf(readFileSync(packageFile("README.md"), "utf8"));
  expect(blocks.filter(({ words }) => words.includes("run")).length).toBeGreaterThan(3);
  await follow(blocks, { SPI_EMULATOR_URL: url });
});

/** A workflow, as far as its rights go. */
interface Workflow {
  permissions?: object;
  jobs: Record<string, { permissions?: object; steps: { uses?: string }[] }>;
}

it("the guides' workflows say what they may do, and run no foreign action beside credentials", () => {
  const workflows = readdirSync(GUIDES)
    .flatMap((name) => blocksOf(readFileSync(join(GUIDES, name), "utf8")))
    .filter(({ text }) => /^jobs:/m.test(text))
    .map(({ text }) => parse(text) as Workflow);
  expect(workflows.length).toBeGreaterThan(2);
  for (const { permissions, jobs } of workflows) {
    expect(permissions).toEqual({ contents: "read" });
    for (const job of Object.values(jobs)) {
      const foreign = job.steps
        .flatMap(({ uses }) => uses ?? [])
        .filter((uses) => !/^(actions|\.)\//.test(uses));
      for (const uses of foreign) expect(uses).toMatch(/@(COMMIT|[0-9a-f]{40})$/);
      if (JSON.stringify(job).includes("secrets.")) expect(foreign).toEqual([]);
    }
  }
});

it.each([
  "deploy/demo-host/spi-emulator-demo.service",
  "docs/demo-host.md",
  "README.md",
  "clients/python/README.md",
])("%s installs no package of this name from a registry, which has none of ours", (name) => {
  const text = readFileSync(packageFile(...name.split("/")), "utf8");
  expect(text.match(/npm (?:install|i)\b[^\n`&|]* spi-emulator(?![-/\w])/g)).toBeNull();
});

it.each(["demo-host", "image", "replicas"])("the image of deploy/%s has a supported Node", (name) => {
  const images = readFileSync(packageFile("deploy", name, "Dockerfile"), "utf8").match(/^FROM \S+/gm);
  expect(images).toHaveLength(2);
  for (const image of images!) expect(image).toMatch(/^FROM node:(?:22|24)-slim$/);
});
