import process from "node:process";
import type { Command } from "commander";
import type { ExploreOptions } from "../../contract-tests/explore/explore.js";
import type { Report } from "../../contract-tests/report/report.js";
import { exploreProgressOn } from "../../contract-tests/report/terminal.js";
import { newSecret } from "../ids.js";
import { numberFlag } from "./contract-options.js";
import { durationArgument } from "./control.js";
import { CliError } from "./exit.js";

/** With more clients, the orders of their requests are too many to try. */
const MAX_CLIENTS = 5;
/** Flags that are about clauses, with their names as options. */
const OF_CLAUSES: Readonly<Record<string, string>> = {
  filter: "--filter selects clauses",
  lastFailed: "--last-failed selects clauses",
  bail: "--bail counts clauses",
};

/** Values of the flags of {@link addExploreFlags}. */
export interface ExploreFlags {
  explore?: string;
  seed?: string;
  exploreClients: string;
}

/** Adds `--explore` and the flags that go with it. */
export function addExploreFlags(command: Command): Command {
  return command
    .option(
      "--explore <DURATION>",
      "instead of clauses, send random sequences of requests for this time, and compare all answers with those of an " +
        "independent server",
    )
    .option(
      "--seed <TEXT>",
      "with --explore: the same seed gives the same sequences (default: a new one, which is printed)",
    )
    .option(
      "--explore-clients <N>",
      "with --explore: clients that send requests at the same time; 1 for none",
      "3",
    );
}

/** Explores a target. The model is loaded only for this. */
export async function exploreReport(options: ExploreOptions): Promise<Report> {
  const { explore } = await import("../../contract-tests/explore/explore.js");
  return explore({ ...options, onProgress: exploreProgressOn(process.stderr) });
}

/** How to explore; null if clauses are to be run. @throws CliError */
export function exploringOf(
  { explore: written, seed, exploreClients }: ExploreFlags,
  command: Command,
): Pick<ExploreOptions, "durationMs" | "seed" | "clients"> | null {
  const isGiven = (name: string): boolean => command.getOptionValueSource(name) === "cli";
  if (written === undefined) {
    const alone = ["seed", "exploreClients"].find(isGiven);
    if (alone !== undefined)
      throw new CliError(`--${alone === "seed" ? alone : "explore-clients"} needs --explore DURATION`);
    return null;
  }
  const ofClauses = Object.keys(OF_CLAUSES).find(isGiven);
  if (ofClauses !== undefined) throw new CliError(`${OF_CLAUSES[ofClauses]!}; --explore runs none`);
  const durationMs = durationArgument("--explore", written);
  if (durationMs <= 0)
    throw new CliError(`--explore: got ${JSON.stringify(written)}; accepted: more than 0s`);
  const clients = numberFlag("--explore-clients", exploreClients, 1);
  if (!Number.isInteger(clients) || clients > MAX_CLIENTS)
    throw new CliError(
      `--explore-clients: got ${JSON.stringify(exploreClients)}; accepted: a whole number from 1 to ${MAX_CLIENTS}`,
    );
  return { durationMs, seed: seed ?? newSecret(4), clients };
}
