import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  writeFileSync,
} from "node:fs";
import { delimiter, dirname, join } from "node:path";
import process from "node:process";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { packageFile, packageRoot } from "../src/package-files.js";
import { type Ended, Running, untilGone } from "../src/testing/emulator-process.js";
import { cloneInto, packInto } from "../src/testing/packed.js";
import { temporaryFolder } from "../src/testing/temporary-folder.js";

interface Action {
  inputs: Record<string, { default: string }>;
  outputs?: Record<string, { value: string }>;
  runs: {
    steps: {
      name?: string;
      id?: string;
      run?: string;
      uses?: string;
      shell?: string;
      env?: Record<string, string>;
    }[];
  };
}

const START = join("action", "action.yml");
/** The step that is done once for all tests. */
const INSTALL = "Install the emulator";
const STOP = join("action", "stop", "action.yml");
const read = (file: string): Action => parse(readFileSync(packageFile(file), "utf8")) as Action;

/** A runner's job: the files by which steps speak with it. */
class Job {
  readonly folder = temporaryFolder();
  readonly temp: string;
  readonly log: string[] = [];
  readonly #variables: Record<string, string> = {};
  readonly #paths: string[] = [];

  /** `installed`: the folder of commands that an earlier job installed; without one the action installs. */
  constructor(installed?: string, temp = "temp") {
    this.temp = join(this.folder, temp);
    if (installed !== undefined) this.#paths.push(installed);
    mkdirSync(this.temp);
    mkdirSync(join(this.folder, "work"));
  }

  /** Runs the shell steps of an action as a runner does. Actions that it uses are left out. */
  async use(
    file: string,
    inputs: Record<string, string> = {},
    clone = packageRoot,
  ): Promise<{ code: number; outputs: Record<string, string> }> {
    const action = read(file);
    const outputs: Record<string, string> = {};
    for (const step of action.runs.steps) {
      if (step.run === undefined || (step.name === INSTALL && this.#paths.length > 0)) continue;
      const given = (name: string): string => inputs[name] ?? action.inputs[name]!.default;
      const env = Object.fromEntries(
        Object.entries(step.env ?? {}).map(([name, text]) => [
          name,
          text
            .replaceAll(/\$\{\{ inputs\.([\w-]+) \}\}/g, (_, input: string) => given(input))
            .replaceAll("${{ github.action_path }}", dirname(join(clone, file))),
        ]),
      );
      const { code } = await this.step(step.run, env, outputs);
      if (code !== 0) return { code: code ?? 1, outputs };
    }
    return { code: 0, outputs };
  }

  /** Runs a step of the job. */
  async step(
    script: string,
    env: Record<string, string> = {},
    outputs: Record<string, string> = {},
  ): Promise<Ended> {
    const own = { GITHUB_ENV: "env", GITHUB_OUTPUT: "output", GITHUB_PATH: "path" };
    const files = Object.fromEntries(
      Object.entries(own).map(([name, file]) => [name, join(this.folder, file)]),
    );
    for (const file of Object.values(files)) writeFileSync(file, "");
    const path = [...this.#paths, dirname(process.execPath), "/usr/bin", "/bin"].join(delimiter);
    writeFileSync(join(this.folder, "step.sh"), script);
    const running = new Running(
      "bash",
      ["--noprofile", "--norc", "-eo", "pipefail", join(this.folder, "step.sh")],
      {
        cwd: join(this.folder, "work"),
        env: {
          PATH: path,
          HOME: process.env["HOME"] ?? "/",
          RUNNER_TEMP: this.temp,
          TMPDIR: this.temp,
          ...files,
          ...this.#variables,
          ...env,
        },
      },
    );
    const ended = await running.ended;
    this.log.push(ended.stdout + ended.stderr);
    Object.assign(this.#variables, pairsOf(files["GITHUB_ENV"]!));
    Object.assign(outputs, pairsOf(files["GITHUB_OUTPUT"]!));
    this.#paths.unshift(...readFileSync(files["GITHUB_PATH"]!, "utf8").split("\n").filter(Boolean));
    return ended;
  }

  /** What a reader of the log sees: the runner hides every masked value from the line of its mask on. */
  shown(): string {
    const lines = this.log.join("\n").split("\n");
    const masks: string[] = [];
    return lines
      .map((line) => {
        const mask = /^::add-mask::(.+)$/.exec(line)?.[1];
        if (mask !== undefined) masks.push(mask);
        return mask === undefined ? masks.reduce((text, one) => text.replaceAll(one, "***"), line) : "";
      })
      .join("\n");
  }

  /** Sets variables of the whole job, as its `env` does. */
  set(variables: Record<string, string>): void {
    Object.assign(this.#variables, variables);
  }

  get variables(): Readonly<Record<string, string>> {
    return this.#variables;
  }

  /** Ends what a test that failed has left running. */
  end(): void {
    const locator = join(this.temp, "spi-emulator", "emulator.json");
    if (existsSync(locator))
      process.kill((JSON.parse(readFileSync(locator, "utf8")) as { pid: number }).pid, "SIGKILL");
  }
}

const pairsOf = (file: string): Record<string, string> =>
  Object.fromEntries(
    readFileSync(file, "utf8")
      .split("\n")
      .filter(Boolean)
      .map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
  );

describe("the actions", () => {
  it.each([START, STOP])(
    "%s runs bash, takes inputs by variables only, and uses others by commit",
    (file) => {
      for (const { run, uses, shell } of read(file).runs.steps) {
        if (run !== undefined) {
          expect(shell).toBe("bash");
          // An input in the text of a script would be run as a part of it.
          expect(run).not.toContain("${{");
        } else expect(uses).toMatch(/^[\w.-]+\/[\w.-]+@[0-9a-f]{40}$/);
      }
    },
  );
});

describe("as a runner runs their steps", () => {
  let tarball: string;
  let job: Job;
  let installed: string;
  beforeAll(() => {
    tarball = packInto(temporaryFolder());
  });
  afterEach(() => job.end());

  it("start exports what later steps need, stop keeps exchanges and logs, and neither shows a secret", async () => {
    job = new Job();
    const { code, outputs } = await job.use(START, { tarball, args: "--seed demo --clock manual" });
    expect([code, code === 0 ? "" : job.shown()]).toEqual([0, ""]);
    installed = join(job.temp, "spi-emulator", "node_modules", ".bin");
    const { SPI_EMULATOR_URL: url = "", SPI_EMULATOR_ADMIN_TOKEN: token = "" } = job.variables;
    expect(outputs).toEqual({
      url,
      credentials: job.variables["SPI_EMULATOR_CREDENTIALS"],
      locator: job.variables["SPI_EMULATOR_LOCATOR"],
      "admin-token": token,
    });
    expect((await fetch(`${url}/_emulator/status`)).status).toBe(401);

    const used = await job.step(
      'spi-emulator request "$SPI_EMULATOR_CREDENTIALS" "$SPI_EMULATOR_URL/products"\n' +
        'spi-emulator clock advance 10m\nspi-emulator sandbox create other --seed empty >/dev/null\necho "$SPI_EMULATOR_ADMIN_TOKEN"',
    );
    expect([used.code, used.stdout.split("\n")[0]]).toEqual([0, "HTTP 200"]);

    expect((await job.use(STOP)).code).toBe(0);
    await untilGone(url);
    const kept = join(job.temp, "spi-emulator-artifact");
    expect(readdirSync(kept).sort()).toEqual([
      "exchanges-default.har",
      "exchanges-other.har",
      "log.txt",
      "start.txt",
      "status.txt",
    ]);
    const { log } = JSON.parse(readFileSync(join(kept, "exchanges-default.har"), "utf8"));
    expect(log.entries.map(({ request }: any) => request.url)).toContain(`${url}/products`);
    expect(readFileSync(join(kept, "start.txt"), "utf8")).toContain("\nStopped.");

    const secrets = job.log.join("\n").matchAll(/^::add-mask::(.+)$/gm);
    const masked = [...secrets].map(([, secret]) => secret!);
    expect(masked).toContain(token);
    expect(masked.length).toBe(3);
    for (const secret of masked) {
      expect(job.shown()).not.toContain(secret);
      for (const name of readdirSync(kept))
        expect(readFileSync(join(kept, name), "utf8")).not.toContain(secret);
    }
    expect(readdirSync(join(job.temp, "spi-emulator"))).not.toContain("state");
  });

  it("start packs the clone that it is of, where no tarball is given", async () => {
    job = new Job();
    const clone = temporaryFolder();
    cloneInto(clone, "package-lock.json", "action");
    // The clone is built, and what builds it is not needed again.
    job.set({ npm_config_ignore_scripts: "true", npm_config_omit: "dev", npm_config_prefer_offline: "true" });
    const { code, outputs } = await job.use(START, { args: "--seed demo --clock manual" }, clone);
    expect([code, code === 0 ? "" : job.shown()]).toEqual([0, ""]);
    expect((await fetch(`${outputs["url"]!}/_emulator/ready`)).status).toBe(200);
    expect((await job.use(STOP)).code).toBe(0);
  });

  it("start fails with the reason where the emulator cannot start, and stop has nothing to end", async () => {
    job = new Job(installed);
    expect((await job.use(START, { tarball, args: "--speed fast", wait: "100s" })).code).toBe(1);
    expect(job.shown()).toContain('spi-emulator: --speed: got "fast"; accepted: a number');
    expect(job.shown()).toContain("::error::the emulator did not start");
    expect((await job.use(STOP)).code).toBe(0);
    expect(readdirSync(join(job.temp, "spi-emulator-artifact"))).toEqual(["log.txt"]);
  });

  it("start takes the admin token of its args, masks it, and finds the ini file in any folder", async () => {
    job = new Job(installed);
    const [first, token] = ["an-earlier-admin-token", "the-admin-token-of-a-test"];
    const args = `--no-lab --seed empty --admin-token=${first} --data-dir a,b --admin-token ${token}`;
    const { code, outputs } = await job.use(START, { tarball, args });
    expect([code, code === 0 ? "" : job.shown()]).toEqual([0, ""]);
    expect(outputs).toMatchObject({
      "admin-token": token,
      credentials: join(realpathSync(job.folder), "work", "a,b", "conf.ini"),
    });
    for (const given of [first, token]) expect(job.log.join("\n")).toContain(`::add-mask::${given}\n`);
    expect((await job.step("spi-emulator status")).code).toBe(0);
    appendFileSync(join(job.temp, "spi-emulator", "log.txt"), `${token}\n`);
    expect((await job.use(STOP)).code).toBe(0);
    expect(job.shown()).toContain("::warning::log.txt holds a secret and is not kept");
  });

  it("start says that it takes no file with an admin token", async () => {
    job = new Job(installed);
    expect((await job.use(START, { tarball, args: "--admin-token-file token" })).code).toBe(1);
    expect(job.shown()).toMatch(/^::error::args: --admin-token-file is not taken; /m);
  });

  it.each(["temp", "a temp  [x]*"])("stop leaves out a file with a secret in %s", async (temp) => {
    job = new Job(installed, temp);
    expect((await job.use(START, { tarball, args: "--no-lab --seed empty" })).code).toBe(0);
    appendFileSync(
      join(job.temp, "spi-emulator", "log.txt"),
      `${job.variables["SPI_EMULATOR_ADMIN_TOKEN"]!}\n`,
    );
    expect((await job.use(STOP)).code).toBe(0);
    expect(job.shown()).toContain("::warning::log.txt holds a secret and is not kept");
    expect(readdirSync(join(job.temp, "spi-emulator-artifact"))).not.toContain("log.txt");
  });

  it("stop keeps nothing where the files cannot be searched for secrets", async () => {
    job = new Job(installed);
    expect((await job.use(START, { tarball, args: "--no-lab --seed empty" })).code).toBe(0);
    job.set({ "BASH_FUNC_grep%%": "() { return 2; }" });
    expect((await job.use(STOP)).code).toBe(1);
    expect(job.shown()).toContain("::error::the files could not be searched for secrets, so none is kept");
    expect(existsSync(join(job.temp, "spi-emulator-artifact"))).toBe(false);
  });
});
