import { sentenceOf } from "./help.js";
import type { Command } from "commander";
import { contractSpec } from "../../contract-tests/run/contract-spec.js";
import type { TrafficExchange } from "../../traffic/exchange.js";
import { exchangeText } from "../../traffic/exchange-line.js";
import { operationOf } from "../../traffic/judge/record.js";
import { TrafficJudge } from "../../traffic/judge/traffic-judge.js";
import { explain } from "../../traffic/recording/explain.js";
import { fromHar, harParts } from "../../traffic/recording/har.js";
import { openRecording, readRecording } from "../../traffic/recording/read.js";
import { fixtureOf } from "../../traffic/replay/fixture.js";
import { neededAccounts } from "../../traffic/replay/needed-accounts.js";
import { RecordingWriter } from "../../traffic/recording/write.js";
import { TrafficRedactor } from "../../traffic/secrets/redact.js";
import { version } from "../package-files.js";
import { textOfFile } from "../text/file-text.js";
import { harmlessLine } from "../text/harmless.js";
import { isSameFile } from "../text/private-file.js";
import { CliError } from "./exit.js";
import { checkUrl } from "./http.js";
import { print, printError } from "./print.js";
import { type OwnStage, startOwnStage } from "./replay-stage.js";
import { writeOut, writeParts } from "./snapshot.js";

/** The largest HTTP archive that is read. */
const MAX_ARCHIVE_BYTES = 256 * 1024 * 1024;
/** Maximum number of exchanges that a message names. */
const MAX_NUMBERS = 5;

interface FilterFlags {
  operation?: string;
  status?: string;
  from?: string;
  to?: string;
}

/** A subcommand that is listed by its summary and described by the sentence that it makes. */
const described = (group: Command, name: string, summary: string): Command =>
  group.command(name).summary(summary).description(sentenceOf(summary));

/** `spi-emulator recording` */
export function addRecording(program: Command): void {
  const group = program
    .command("recording")
    .description("Shows, filters, explains and converts recordings of spi-emulator proxy --record.")
    .addHelpText(
      "after",
      "\nExamples:\n  spi-emulator recording show today.jsonl --status 4xx\n  spi-emulator recording export today.jsonl today.har\n" +
        "  spi-emulator recording import browser.har today.jsonl --target https://spi.example.com\n" +
        "  spi-emulator recording explain today.jsonl\n  spi-emulator recording to-fixture today.jsonl fixtures/walk.yaml\n",
    );
  const show = withFilter(
    described(
      group,
      "show",
      "list the exchanges with what differs from the contract; with NUMBER, one of them whole",
    ),
  )
    .argument("<RECORDING>")
    .argument("[NUMBER]");
  show.action((file: string, number: string | undefined) => showRecording(file, number, show.opts()));
  const filter = withFilter(described(group, "filter", "write a recording of some of the exchanges"))
    .argument("<RECORDING>")
    .argument("<NEW>");
  filter.action((file: string, to: string) => {
    const recording = openRecording(file);
    const { target, by } = recording.head;
    write(to, target, onlyWanted(recording.exchanges, wantedBy(filter.opts())), by);
    if (recording.isTorn) tellTorn(file);
  });
  described(group, "export", "write an HTTP archive (HAR)")
    .argument("<RECORDING>")
    .argument("<HAR>", "- for standard output")
    .action(exportRecording);
  described(
    group,
    "import",
    "make a recording, without secrets, of the HTTP archive of a browser or another tool",
  )
    .argument("<HAR>")
    .argument("<RECORDING>")
    .requiredOption("--target <URL>", "URL of the deployment; other addresses are left out")
    .action((har: string, to: string, { target }: { target: string }) => {
      const url = checkUrl("--target", target).replace(/\/+$/, "");
      const { exchanges, others } = fromHar(archiveText(har), har, url, new TrafficRedactor([]));
      write(to, url, exchanges, `HTTP archive, read by spi-emulator ${version}`);
      if (others > 0) print(`${others} entries for other addresses left out\n`);
    });
  described(
    group,
    "explain",
    "say which assumptions the recording confirms, refutes or does not touch, each with an exchange as proof",
  )
    .argument("<RECORDING>")
    .action(explainRecording);
  const fixture = withFilter(
    described(
      group,
      "to-fixture",
      "make golden exchanges, in which ids and times are placeholders, for tests to replay",
    ),
  )
    .argument("<RECORDING>")
    .argument("<FIXTURE.YAML>", "- for standard output")
    .option("--title <TEXT>", "what the exchanges show", "Recorded traffic");
  fixture.action((file: string, to: string) => toFixture(file, to, fixture.opts()));
}

/** A recording that is written over is lost. @throws CliError */
function refuseSame(file: string, to: string): void {
  if (isSameFile(file, to)) throw new CliError(`${to}: it is the recording itself; give another file`);
}

async function toFixture(file: string, to: string, flags: FilterFlags & { title: string }): Promise<void> {
  refuseSame(file, to);
  const { head, exchanges, isTorn } = readRecording(file);
  const wanted = exchanges.filter(wantedBy(flags));
  let stage: OwnStage | null = null;
  const made = await fixtureOf({
    ...{ head, exchanges: wanted, title: flags.title },
    stageAt: async (start) => (stage = await startOwnStage(neededAccounts(wanted), start)),
  }).finally(() => stage?.close());
  if (made.steps === 0) throw new CliError(`${file}: no exchange for a fixture`);
  writeOut(to, made.text.trimEnd());
  const tell = to === "-" ? printError : print;
  if (to !== "-") print(`${to} written: ${made.steps} exchanges\n`);
  const left = new Map<string, number[]>();
  for (const { n, why } of made.leftOut) {
    const numbers = left.get(why);
    if (numbers === undefined) left.set(why, [n]);
    else numbers.push(n);
  }
  for (const [why, numbers] of left)
    tell(`${exchangesText(numbers)} ${numbers.length === 1 ? "is" : "are"} left out, because ${why}\n`);
  if (made.differing.length > 0)
    tell(`the emulator answers otherwise, so that the fixture fails, in ${exchangesText(made.differing)}\n`);
  if (isTorn) tellTorn(file);
}

/** The numbers of some exchanges: the first of them, and how many more there are. */
function exchangesText(numbers: readonly number[]): string {
  const more = numbers.length - MAX_NUMBERS;
  const some = numbers.slice(0, MAX_NUMBERS).join(", ") + (more > 0 ? ` and ${more} more` : "");
  return `exchange${numbers.length === 1 ? "" : "s"} ${some}`;
}

function withFilter(command: Command): Command {
  return command
    .option("--operation <ID>", "only exchanges of this operation")
    .option("--status <STATUS>", "only answers with this status, such as 404 or 4xx")
    .option("--from <N>", "from this number on")
    .option("--to <N>", "up to this number");
}

function wantedBy({ operation, status, from, to }: FilterFlags): (exchange: TrafficExchange) => boolean {
  if (status !== undefined && !/^\d[\dx]{2}$/i.test(status))
    throw new CliError(`--status: got ${JSON.stringify(status)}; accepted: such as 404 or 4xx`);
  const pattern = status === undefined ? null : new RegExp(`^${status.replace(/x/gi, "\\d")}$`);
  return (exchange) =>
    (operation === undefined || operationOf(contractSpec, exchange)?.operation.operationId === operation) &&
    (pattern === null || pattern.test(String(exchange.answer?.status ?? ""))) &&
    exchange.n >= Number(from ?? 0) &&
    exchange.n <= Number(to ?? Infinity);
}

const tellTorn = (file: string): void =>
  printError(`${file}: the last line has no end; that exchange is not there\n`);

function showRecording(file: string, number: string | undefined, flags: FilterFlags): void {
  const recording = openRecording(file);
  if (number !== undefined) {
    let count = 0;
    for (const exchange of recording.exchanges) {
      count += 1;
      if (String(exchange.n) === number) return print(wholeText(exchange));
    }
    throw new CliError(`${file}: no exchange ${number}; it has ${count}`);
  }
  const judge = new TrafficJudge(recording.head.target);
  const isWanted = wantedBy(flags);
  for (const exchange of recording.exchanges) {
    const judged = judge.judge(exchange);
    if (isWanted(exchange)) print(exchangeText(judged));
  }
  if (recording.isTorn) tellTorn(file);
}

function* onlyWanted(
  exchanges: Iterable<TrafficExchange>,
  isWanted: (exchange: TrafficExchange) => boolean,
): Generator<TrafficExchange> {
  for (const exchange of exchanges) if (isWanted(exchange)) yield exchange;
}

function exportRecording(file: string, to: string): void {
  refuseSame(file, to);
  const recording = openRecording(file);
  writeParts(to, harParts(recording, version));
  if (recording.isTorn) tellTorn(file);
}

/** @throws CliError */
function archiveText(file: string): string {
  try {
    return textOfFile(file, MAX_ARCHIVE_BYTES);
  } catch (error) {
    throw new CliError(`${file}: cannot be read: ${(error as Error).message}`);
  }
}

function wholeText({ method, path, headers, body, answer, failure }: TrafficExchange): string {
  const part = (first: string, named: TrafficExchange["headers"], text: string | null): string => {
    const head = [first, ...named.map(([name, value]) => `${name}: ${value}`)].map(harmlessLine);
    return [...head, "", text ?? "(no text)", ""].join("\n");
  };
  return (
    part(`${method} ${path}`, headers, body.text) +
    (answer === null
      ? `no answer: ${failure?.message ?? ""}\n`
      : part(`HTTP ${answer.status}`, answer.headers, answer.body.text))
  );
}

function write(to: string, target: string, exchanges: Iterable<TrafficExchange>, by: string): void {
  const writer = new RecordingWriter(to, { target, by, maxBytes: Infinity });
  try {
    for (const exchange of exchanges)
      writer.add(exchange, operationOf(contractSpec, exchange)?.operation.operationId ?? null);
  } finally {
    writer.close();
  }
  print(`${to} written: ${writer.written} exchanges\n`);
}

function explainRecording(file: string): void {
  const recording = openRecording(file);
  for (const { id, title, answer, proof } of explain(recording)) {
    const shown = proof === null ? "" : `  exchange ${proof.n}: ${proof.what}`;
    print(`${id}  ${answer.padEnd(11)}  ${title}${shown === "" ? "" : `\n       ${shown}`}\n`);
  }
  if (recording.isTorn) tellTorn(file);
}
