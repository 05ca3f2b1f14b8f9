import { basename } from "node:path";
import process from "node:process";
import { type Command, Option } from "commander";
import { FORMATS, writeReports } from "../../contract-tests/report/write.js";
import { reportText } from "../../contract-tests/report/terminal.js";
import { readKnownDrift } from "../../contract-tests/judge/known-drift.js";
import { secretsOfHeaders } from "../../contract-tests/target/network.js";
import type { ReplayFigures, Report } from "../../contract-tests/report/report.js";
import { exchangeText } from "../../traffic/exchange-line.js";
import { TrafficJudge } from "../../traffic/judge/traffic-judge.js";
import { startProxy, type RunningProxy } from "../../traffic/proxy/proxy.js";
import type { ProxyAccount } from "../../traffic/proxy/signer.js";
import { RecordingWriter } from "../../traffic/recording/write.js";
import { secretsOf } from "../../traffic/secrets/known.js";
import { TrafficRedactor } from "../../traffic/secrets/redact.js";
import { trafficReport } from "../../traffic/traffic-report.js";
import { TrafficWatch } from "../../traffic/watch.js";
import { wallTime } from "../clock/clock.js";
import { newSecret } from "../ids.js";
import { version } from "../package-files.js";
import { tlsOf } from "../tls.js";
import { networkOf, numberFlag } from "./contract-options.js";
import { DRIFT_FLAG, driftFileOf } from "./drift-file.js";
import { CliError, EXIT } from "./exit.js";
import { tellGitHub } from "./github.js";
import { checkUrl } from "./http.js";
import { print, printError } from "./print.js";
import { startPage } from "./proxy-page.js";
import { startShadow } from "./proxy-shadow.js";
import { endOfProxy } from "./proxy-end.js";
import { formatsOf, canWriteIn } from "./report-flags.js";
import { readCredentials } from "./request.js";

/** The default port, beside the emulator's 7740. */
const PORT = 7741;
const MEBIBYTE = 1024 * 1024;

interface ProxyFlags {
  target?: string;
  credentials?: string[];
  clientCredentials?: string;
  preserveHost?: true;
  host: string;
  port: string;
  tlsCert?: string;
  tlsKey?: string;
  timeout: string;
  maxBody: string;
  record?: string;
  recordLimit: string;
  shadow?: true;
  errors?: true;
  quiet?: true;
  strict?: true;
  knownDrift?: string;
  report?: string;
  reportDir: string;
  dashboard: boolean;
}

/** `spi-emulator proxy` */
export function addProxy(program: Command): void {
  const collect = (value: string, all: string[] | undefined): string[] => [...(all ?? []), value];
  const command = program
    .command("proxy")
    .description(
      "Stands in front of a deployment: clients use the proxy's address, their requests reach the deployment, and every\n" +
        "request and answer is judged by the contract. An answer is never changed, unless --errors asks for it.\n" +
        "With a COMMAND, runs it with SPI_EMULATOR_URL and SPI_EMULATOR_CREDENTIALS and ends with it; otherwise a signal\n" +
        "ends the proxy. Then the report is printed.",
    )
    .argument("[COMMAND...]", "a command with its arguments, after --")
    .option("--target <URL>", "URL of the deployment, with its path")
    .option(
      "--credentials <CONF.INI>",
      "an account of the deployment: what clients sign for the proxy with it is signed again for the deployment; repeatable",
      collect,
    )
    .option(
      "--client-credentials <CONF.INI>",
      "credentials that clients sign with instead, so that they need not know those of the deployment",
    )
    .option(
      "--preserve-host",
      "send requests on as they came, for clients that reach the proxy under the deployment's own name",
    )
    .option("--ca <FILE>", "certificates (PEM) of an authority to trust as well")
    .option("--header <NAME: VALUE>", "a header for every request; repeatable", collect)
    .option("--host <ADDRESS>", "address to listen on", "127.0.0.1")
    .option("--port <N>", "port to listen on; 0: any free port", String(PORT))
    .option("--tls-cert <FILE>", "certificate (PEM) for HTTPS")
    .option("--tls-key <FILE>", "key (PEM) of the certificate")
    .option("--timeout <MS>", "how long the deployment may do nothing, in milliseconds", "60000")
    .option("--max-body <MIB>", "how much of a body is judged and recorded, in MiB", "16")
    .option("--record <FILE>", "record each exchange, without secrets, as it comes")
    .option("--record-limit <MIB>", "maximum size of the recording, in MiB", "256")
    .option("--shadow", "ask an emulator in this process the same, and tell what it answers otherwise")
    .option("--errors", "answer 502 instead of what violates a documented statement")
    .option("--strict", "count refuted assumptions as failures")
    .option(...DRIFT_FLAG)
    .option("--report <FORMS>", `write reports at the end: ${FORMATS.join(",")}`)
    .option("--report-dir <DIR>", "folder for reports", "contract-report")
    .addOption(new Option("--no-dashboard", "no dashboard at /_emulator/dashboard/"))
    .option("--quiet", "print only exchanges that differ from the contract")
    .passThroughOptions()
    .addHelpText(
      "after",
      "\nExamples:\n  spi-emulator proxy --target https://spi.example.com --credentials conf.ini --record today.jsonl\n" +
        "  spi-emulator proxy --target https://spi.example.com/spi --credentials conf.ini --report junit -- pytest -q\n" +
        "  spi-emulator proxy --target https://spi.example.com --credentials conf.ini --shadow\n" +
        "  spi-emulator proxy --target https://10.0.0.5 --preserve-host --port 443 --tls-cert spi.pem --tls-key spi.key\n" +
        "\nExit code: 0 if all traffic conforms, 1 if not (or known drift is stale), 2 for wrong usage or without any traffic;\n" +
        "that of COMMAND if it is not 0.\n",
    );
  command.action(async (words: string[]) => {
    process.exitCode = await proxy(command, words);
  });
}

async function proxy(command: Command, words: readonly string[]): Promise<number> {
  const flags = command.opts<ProxyFlags>();
  const target = targetOf(flags);
  const network = networkOf(command, target);
  const formats = formatsOf(flags.report);
  if (formats.length > 0) canWriteIn(flags.reportDir);
  const accounts = accountsOf(flags);
  const driftFile = driftFileOf(flags);
  const drift = driftFile === null ? [] : readKnownDrift(driftFile, null);
  const limits = {
    port: numberFlag("--port", flags.port, 0),
    timeoutMs: numberFlag("--timeout", flags.timeout, 1),
    maxBody: numberFlag("--max-body", flags.maxBody, 0.001) * MEBIBYTE,
  };
  const { tlsCert = null, tlsKey = null, host } = flags;
  const tls = await tlsOf({ tls: "off", tlsCert, tlsKey, host, publicUrl: null }, ".");
  const redactor = new TrafficRedactor([
    ...accounts.flatMap(({ client, target: of }) => secretsOf(client, of)),
    ...secretsOfHeaders(network),
  ]);
  const judge = new TrafficJudge(redactor.text(target));
  const recording =
    flags.record === undefined
      ? null
      : new RecordingWriter(flags.record, {
          ...{ target: judge.target, by: `spi-emulator ${version}` },
          maxBytes: numberFlag("--record-limit", flags.recordLimit, 0.001) * MEBIBYTE,
        });
  const page = flags.dashboard ? await startPage() : null;
  const shadow = flags.shadow
    ? await startShadow(
        accounts.map(({ name }) => name),
        judge.target,
      )
    : null;
  const watch = new TrafficWatch({
    ...{ redactor, judge, recording, answersErrors: flags.errors ?? false },
    onJudged(judged) {
      if (!flags.quiet || judged.problems.length > 0) printError(exchangeText(judged));
      page?.show(judged, target);
      shadow?.take(judged.exchange);
    },
    onRecordingEnd: (why) => printError(`the recording ${flags.record!} ends: ${why}\n`),
  });
  const began = wallTime();
  let running: RunningProxy | null = null;
  let ended: number;
  let figures: ReplayFigures | undefined;
  try {
    running = await startProxy({
      ...{ target, network, host, tls, accounts, ...limits },
      preservesHost: flags.preserveHost ?? false,
      ownPlane: page?.url ?? null,
      holdsAnswers: flags.errors ?? false,
      onExchange: (raw) => watch.take(raw),
      nonce: () => newSecret(16),
    });
    printError(startText(running.url, judge.target, page !== null));
    ended = await endOfProxy(words, {
      url: running.url,
      credentials: flags.clientCredentials ?? flags.credentials?.[0] ?? null,
    });
  } finally {
    await running?.close();
    watch.flush();
    figures = await shadow?.close();
    await page?.close();
    recording?.close();
  }
  const run = `proxy-${new Date(began).toISOString().slice(0, 19).replace(/[-:T]/g, "")}`;
  const report = trafficReport(judge, {
    began,
    ended: wallTime(),
    strict: flags.strict ?? false,
    drift,
    run,
  });
  if (figures !== undefined) report.replay = figures;
  print(reportText(report));
  if (recording !== null) print(`${flags.record!} written: ${recording.written} exchanges\n`);
  for (const file of writeReports(report, formats, flags.reportDir)) print(`${file} written\n`);
  tellGitHub(report);
  return ended === 0 ? exitCodeOf(report) : ended;
}

function exitCodeOf({ summary, strict, traffic }: Report): number {
  const { fails, errors, stale_drift, findings } = summary;
  if (fails + errors + stale_drift + (strict ? findings : 0) > 0) return EXIT.failure;
  return traffic?.exchanges === 0 ? EXIT.usage : EXIT.ok;
}

/** @throws CliError */
function targetOf({ target, credentials, preserveHost, clientCredentials }: ProxyFlags): string {
  if (target === undefined) throw new CliError("proxy needs --target URL, the deployment");
  const url = new URL(checkUrl("--target", target));
  if (url.search !== "" || url.hash !== "")
    throw new CliError("--target: the URL must have no query or fragment");
  if (credentials === undefined && !preserveHost)
    throw new CliError("proxy needs --credentials CONF.INI, to sign for the deployment, or --preserve-host");
  if (clientCredentials !== undefined && (credentials?.length !== 1 || preserveHost))
    throw new CliError(
      "--client-credentials: accepted: with one --credentials CONF.INI and without --preserve-host",
    );
  return url.origin + url.pathname.replace(/\/+$/, "");
}

/** @throws CliError, CredentialsFileError */
function accountsOf({ credentials = [], clientCredentials }: ProxyFlags): ProxyAccount[] {
  return credentials.map((file, index) => {
    const target = readCredentials(file);
    const name = basename(file).replace(/\.[^.]*$/, "");
    const isTaken = credentials.findIndex((other) => basename(other) === basename(file)) < index;
    return {
      name: isTaken ? `${name}-${index + 1}` : name,
      client: clientCredentials === undefined ? target : readCredentials(clientCredentials),
      target,
    };
  });
}

const startText = (url: string, target: string, hasPage: boolean): string =>
  [
    `proxy       ${url} -> ${target}`,
    ...(hasPage ? [`dashboard   ${url}/_emulator/dashboard/exchanges`] : []),
    "",
  ].join("\n");
