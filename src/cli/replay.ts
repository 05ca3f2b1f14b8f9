import { basename } from "node:path";
import process from "node:process";
import type { Command } from "commander";
import { readKnownDrift } from "../../contract-tests/judge/known-drift.js";
import type { Report } from "../../contract-tests/report/report.js";
import { reportText } from "../../contract-tests/report/terminal.js";
import { FORMATS, writeReports } from "../../contract-tests/report/write.js";
import { isLocal } from "../../contract-tests/target/find-control.js";
import { firstAnswer } from "../../contract-tests/target/preflight.js";
import { TargetError } from "../../contract-tests/target/target-error.js";
import { TransportError } from "../../contract-tests/target/transport.js";
import { NO_BODY, type TrafficExchange } from "../../traffic/exchange.js";
import { answerOf, recordOf } from "../../traffic/judge/record.js";
import { readRecording } from "../../traffic/recording/read.js";
import { accountsFor } from "../../traffic/replay/accounts-for.js";
import { neededAccounts } from "../../traffic/replay/needed-accounts.js";
import type { MadeOfThePast } from "../../traffic/replay/performer.js";
import { changesSomething, replay } from "../../traffic/replay/replay.js";
import { replayReport } from "../../traffic/replay/replay-report.js";
import type { Stage } from "../../traffic/replay/stage.js";
import { stepText } from "../../traffic/replay/step-text.js";
import { ReplayTally } from "../../traffic/replay/tally.js";
import { targetStage } from "../../traffic/replay/target-stage.js";
import { wallPause, wallTime } from "../clock/clock.js";
import { newSecret } from "../ids.js";
import { isObject } from "../schema/json-type.js";
import { harmlessLine } from "../text/harmless.js";
import { networkOf, numberFlag } from "./contract-options.js";
import { DRIFT_FLAG, driftFileOf } from "./drift-file.js";
import { CliError, EXIT } from "./exit.js";
import { tellGitHub } from "./github.js";
import { checkUrl } from "./http.js";
import { Interrupts } from "./interrupts.js";
import { print, printError } from "./print.js";
import { type OwnStage, startOwnStage } from "./replay-stage.js";
import { canWriteIn, formatsOf } from "./report-flags.js";
import { readCredentials } from "./request.js";

interface ReplayFlags {
  target?: string;
  credentials?: string[];
  allowWrites?: true;
  patience: string;
  timeout: string;
  knownDrift?: string;
  report?: string;
  reportDir: string;
  quiet?: true;
}

/** `spi-emulator replay` */
export function addReplay(program: Command): void {
  const collect = (value: string, all: string[] | undefined): string[] => [...(all ?? []), value];
  const command = program
    .command("replay")
    .description(
      "Sends the requests of a recording again, in their order, to an emulator that it starts, and compares the answers\n" +
        "with the recorded ones. Ids stand for those of the recording; times are compared by their form and order. What was\n" +
        "there before the recording began is made first, as far as its answers tell.\n" +
        "With --target, the same on a deployment. The products that it makes there are deleted at the end.",
    )
    .argument("<RECORDING>", "a file of proxy --record or recording import")
    .option("--target <URL>", "URL of a deployment (default: an emulator in this process)")
    .option(
      "--credentials <CONF.INI>",
      "an account of the deployment: for the recorded account of the file's name, otherwise for the next one; repeatable",
      collect,
    )
    .option("--ca <FILE>", "certificates (PEM) of an authority to trust as well")
    .option("--header <NAME: VALUE>", "a header for every request; repeatable", collect)
    .option("--allow-writes", "allow requests that change something on a target on another machine")
    .option("--patience <S>", "seconds to wait for a state that the recording shows", "60")
    .option("--timeout <MS>", "how long a deployment may take for an answer, in milliseconds", "60000");
  command
    .option(...DRIFT_FLAG)
    .option("--report <FORMS>", `write reports: ${FORMATS.join(",")}`)
    .option("--report-dir <DIR>", "folder for reports", "contract-report")
    .option("--quiet", "print only exchanges that differ")
    .addHelpText(
      "after",
      "\nExamples:\n  spi-emulator replay today.jsonl\n  spi-emulator replay today.jsonl --report junit,html --known-drift drift.yaml\n" +
        "  spi-emulator replay today.jsonl --target https://spi.example.com --credentials conf.ini --allow-writes\n" +
        "\nExit code: 0 if all that was compared agrees or is known, 1 if not (or known drift is stale), 2 for a file that\n" +
        "cannot be read, or if nothing was compared, 3 if the target cannot be reached, 4 if it has products left.\n",
    );
  command.action(async (file: string) => {
    process.exitCode = await run(command, file);
  });
}

async function run(command: Command, file: string): Promise<number> {
  const flags = command.opts<ReplayFlags>();
  const { head, exchanges, isTorn } = readRecording(file);
  if (exchanges.length === 0) throw new CliError(`${file}: the recording has no exchange`);
  if (isTorn) printError(`${file}: the last line has no end; that exchange is not there\n`);
  const formats = formatsOf(flags.report);
  if (formats.length > 0) canWriteIn(flags.reportDir);
  const driftFile = driftFileOf(flags);
  const drift = driftFile === null ? [] : readKnownDrift(driftFile, null);
  const patienceMs = numberFlag("--patience", flags.patience, 0) * 1000;
  const target = await targetOf(command, exchanges);
  const began = wallTime();
  const tally = new ReplayTally(head.target, target?.url ?? "");
  const interrupts = new Interrupts();
  let own: OwnStage | null = null;
  try {
    const stageAt = async (start: number): Promise<Stage> =>
      target ?? (own = await startOwnStage(neededAccounts(exchanges), start));
    const { made, left, isInterrupted } = await replay({
      ...{ exchanges, stageAt, patienceMs, signal: interrupts.run },
      onStep(step) {
        tally.add(step);
        if (!flags.quiet || step.found.differences.length > 0) printError(stepText(step));
      },
    });
    print(madeText(made));
    const report = replayReport(tally, {
      ...{
        began,
        ended: wallTime(),
        stage: target?.url ?? "an emulator in this process",
        drift,
        left,
        isInterrupted,
      },
      run: `replay-${new Date(began).toISOString().slice(0, 19).replace(/[-:T]/g, "")}`,
    });
    print(reportText(report));
    for (const written of writeReports(report, formats, flags.reportDir)) print(`${written} written\n`);
    tellGitHub(report);
    return exitCodeOf(report);
  } finally {
    interrupts.close();
    target?.close();
    await (own as OwnStage | null)?.close();
  }
}

function exitCodeOf({ summary, replay: figures, interrupted, leaked }: Report): number {
  if (interrupted) return EXIT.interrupted;
  if (figures?.compared === 0) return EXIT.usage;
  if (summary.fails + summary.errors + summary.stale_drift > 0) return EXIT.failure;
  return leaked.length > 0 ? EXIT.leaked : EXIT.ok;
}

/** The deployment of the flags, which answers; null: an emulator in this process. @throws CliError, TargetError */
async function targetOf(
  command: Command,
  exchanges: readonly TrafficExchange[],
): Promise<ReturnType<typeof targetStage> | null> {
  const { target, credentials, allowWrites, timeout } = command.opts<ReplayFlags>();
  if (target === undefined) {
    if (credentials !== undefined) throw new CliError("--credentials needs --target URL");
    return null;
  }
  const url = new URL(checkUrl("--target", target));
  if (url.search !== "" || url.hash !== "")
    throw new CliError("--target: the URL must have no query or fragment");
  if (credentials === undefined)
    throw new CliError("--target needs --credentials CONF.INI, the account to work as");
  if (!isLocal(url.href) && !allowWrites && changesSomething(exchanges))
    throw new CliError(
      `the replay changes something at ${url.href}, by requests of the recording or to make what it shows; add --allow-writes to allow this`,
    );
  const given = credentials.map((file) => ({
    name: basename(file).replace(/\.[^.]*$/, ""),
    credentials: readCredentials(file),
  }));
  const stage = targetStage(
    {
      url: url.origin + url.pathname.replace(/\/+$/, ""),
      network: networkOf(command, url.href),
      timeoutMs: numberFlag("--timeout", timeout, 1),
      accounts: accountsFor(exchanges, given),
    },
    { now: wallTime, nonce: () => newSecret(16), pause: wallPause },
  );
  for (const account of new Set(stage.accounts)) {
    const products = await productsOf(stage, account);
    if (products === null && changesSomething(exchanges))
      throw new TargetError(
        `${stage.url}: the products of the account ${account} cannot be listed, so that the replay could change what was there before it`,
      );
    for (const id of products ?? []) stage.others.add(id.toLowerCase());
  }
  return stage;
}

/** The ids of an account's products; null if its list cannot be read. @throws TargetError if the deployment cannot be reached, or refuses the account */
async function productsOf(stage: Stage, account: string): Promise<string[] | null> {
  const { json } = await firstAnswer(stage.url, `the credentials for ${account}`, async () => {
    const began = wallTime();
    const answered = await stage.send({ method: "GET", path: "/products", headers: [], body: null, account });
    if ("failure" in answered)
      throw new TransportError(answered.failure.code, answered.failure.message, "connecting");
    const exchange: TrafficExchange = {
      ...{ n: 0, began, ended: wallTime(), account, isSigned: true, method: "GET", path: "/products" },
      ...{ headers: [], body: NO_BODY, answer: answered.answer, failure: null },
    };
    return answerOf(exchange, recordOf(stage.url, exchange, "listProducts"))!;
  });
  const products = isObject(json) ? json["products"] : undefined;
  if (!Array.isArray(products)) return null;
  const ids = products.map((product: unknown) => (isObject(product) ? product["id"] : undefined));
  return ids.every((id) => typeof id === "string") ? ids : null;
}

/** What was made of the recording's past, and what could not be. */
function madeText({ products, specs, opportunities, picks, results, couldNot, more }: MadeOfThePast): string {
  const counts = [
    [products, "product"],
    [specs, "Test Spec"],
    [opportunities, "opportunity"],
    [picks, "pick of an agent"],
    [results, "result"],
  ] as const;
  const made = counts
    .filter(([count]) => count > 0)
    .map(([count, what]) => `${count} ${pluralOf(what, count)}`);
  const lines = [
    ...(made.length > 0
      ? [`made, because the recording shows it and does not do it: ${made.join(", ")}`]
      : []),
    ...couldNot.map((text) => `not as it was: ${harmlessLine(text)}`),
    ...(more > 0 ? [`not as it was: ${more} more`] : []),
  ];
  return lines.length === 0 ? "" : `${lines.join("\n")}\n\n`;
}

const pluralOf = (what: string, count: number): string =>
  count === 1
    ? what
    : what.endsWith("y")
      ? `${what.slice(0, -1)}ies`
      : what.replace(/^(pick|\S+( Spec)?)/, "$1s");
