import { constants } from "node:fs";
import { mkdtemp, open, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { isAbsolute, join, resolve } from "node:path";
import { indented } from "../src/text/indented.js";
import { jsonOrNone } from "../src/text/json-or-none.js";
import type { PhaseName } from "./activity.js";
import { MAX_RESULT_BYTES, type JsonObject, type TestOpportunity } from "./api-types.js";
import { runCommand, type CommandReport } from "./kit-command.js";
import type { WallTimer } from "./lab-clock.js";
import { unpackJson } from "./opportunity.js";
import type { KitSettings } from "./profile.js";

/** What a real kit needs from the machine. */
export interface KitHost {
  wallTimer: WallTimer;
  /**
   * The environment. Commands get only its PATH, HOME and LANG, and the SPI_* variables that {@link KitDirectory.run}
   * adds.
   */
  environment: Readonly<Record<string, string | undefined>>;
  /** Parent of the working directories; the system's temporary folder by default. */
  tempRoot?: string;
  /** Keeps the working directories for inspection. */
  keep?: boolean;
}

/** The file names that kits use (contract.md §7, P). */
export const OPPORTUNITY_FILE = "spi_test_opportunity.json";
export const RESULT_FILE = "spi_test_result.json";

const PASSED_ON = ["PATH", "HOME", "LANG"] as const;

/** The kit's result file: absent, a payload, or invalid. */
export type ResultFile = { payload: JsonObject } | { broken: string } | undefined;

/** The working directory of one opportunity, in which the kit's commands run. */
export class KitDirectory {
  private constructor(
    readonly path: string,
    private readonly kit: KitSettings,
    private readonly host: KitHost,
    private readonly agentId: string,
    private readonly opportunity: TestOpportunity,
  ) {}

  /** Creates the directory with the opportunity file in it. */
  static async make(
    kit: KitSettings,
    host: KitHost,
    agentId: string,
    opportunity: TestOpportunity,
  ): Promise<KitDirectory> {
    const path = await mkdtemp(join(host.tempRoot ?? tmpdir(), "spi-kit-"));
    const unpacked = {
      ...opportunity,
      image_reference: unpackJson(opportunity.image_reference),
      test_payload: unpackJson(opportunity.test_payload),
    };
    await writeFile(join(path, OPPORTUNITY_FILE), `${indented(unpacked)}\n`, { flag: "wx" });
    return new KitDirectory(path, kit, host, agentId, opportunity);
  }

  /**
   * Runs a phase's command with the opportunity file as its last argument; undefined if the kit has no such command.
   */
  async run(phase: PhaseName, signal: AbortSignal): Promise<CommandReport | undefined> {
    const { kit, host } = this;
    const command = kit[phase];
    if (command === null) return undefined;
    const [program = "", ...args] = command;
    const file = join(this.path, OPPORTUNITY_FILE);
    return runCommand({
      argv: [this.#find(program), ...args, file],
      cwd: this.path,
      env: this.#environment(phase, file),
      timeout: kit.timeout,
      outputLimit: kit.output_limit,
      wallTimer: host.wallTimer,
      signal,
    });
  }

  /** Reads the kit's result file. */
  async result(): Promise<ResultFile> {
    try {
      const text = await readBounded(join(this.path, RESULT_FILE), MAX_RESULT_BYTES);
      const value = jsonOrNone(text);
      if (value === undefined) return broken(whyNone(text));
      if (value === null || typeof value !== "object" || Array.isArray(value))
        return broken("is not a JSON object");
      return { payload: value as JsonObject };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      return broken(error instanceof Error ? error.message : String(error));
    }
  }

  /** Removes the directory, unless the host keeps it. */
  async remove(): Promise<void> {
    if (this.host.keep !== true) await rm(this.path, { recursive: true, force: true });
  }

  /** Resolves a program: with a folder in its name relative to the profile's folder, otherwise in PATH. */
  #find(program: string): string {
    return program.includes("/") && !isAbsolute(program) ? resolve(this.kit.folder, program) : program;
  }

  #environment(phase: PhaseName, file: string): Record<string, string> {
    const passedOn = PASSED_ON.flatMap((name) => {
      const value = this.host.environment[name];
      return value === undefined ? [] : [[name, value] as const];
    });
    return {
      ...Object.fromEntries(passedOn),
      SPI_AGENT_ID: this.agentId,
      SPI_KIT_DIR: resolve(this.kit.folder),
      SPI_OPPORTUNITY_FILE: file,
      SPI_PHASE: phase,
      SPI_RESULT_FILE: join(this.path, RESULT_FILE),
      SPI_TEST_OPPORTUNITY_ID: this.opportunity.test_opportunity_id,
    };
  }
}

/** Why a text has no value for {@link jsonOrNone}: the parser tells the place of a mistake. */
function whyNone(text: string): string {
  try {
    JSON.parse(text);
    return "is JSON with lists or maps that are nested too deeply";
  } catch (error) {
    return (error as Error).message;
  }
}

function broken(why: string): { broken: string } {
  return { broken: `${RESULT_FILE}: ${why}` };
}

/** Reads a regular file of at most `limit` bytes, without blocking, because a pipe in its place would hang. */
async function readBounded(path: string, limit: number): Promise<string> {
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const status = await file.stat();
    if (!status.isFile()) throw new Error("is not a regular file");
    if (status.size > limit) throw new Error(`holds ${status.size} bytes, at most ${limit} are accepted`);
    return new TextDecoder("utf-8", { fatal: true }).decode(await file.readFile());
  } finally {
    await file.close();
  }
}
