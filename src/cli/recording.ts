import { sentenceOf } from "./help.js";
import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { contractSpec } from "../../contract-tests/run/contract-spec.js";
import type { TrafficExchange } from "../../traffic/exchange.js";
import { exchangeText } from "../../traffic/exchange-line.js";
import { operationOf } from "../../traffic/judge/record.js";
import { TrafficJudge } from "../../traffic/judge/traffic-judge.js";
import { explain } from "../../traffic/recording/explain.js";
import { fromHar, harText } from "../../traffic/recording/har.js";
import { readRecording } from "../../traffic/recording/read.js";
import { RecordingWriter } from "../../traffic/recording/write.js";
import { TrafficRedactor } from "../../traffic/redact.js";
import { version } from "../package-files.js";
import { CliError } from "./exit.js";
import { checkUrl } from "./http.js";
import { print, printError } from "./print.js";
import { writeOut } from "./snapshot.js";

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
        "  spi-emulator recording explain today.jsonl\n",
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
    const { head, exchanges, isTorn } = readRecording(file);
    write(to, head.target, exchanges.filter(wantedBy(filter.opts())), head.by);
    if (isTorn) tellTorn(file);
  });
  described(group, "export", "write an HTTP archive (HAR)")
    .argument("<RECORDING>")
    .argument("<HAR>", "- for standard output")
    .action((file: string, to: string) => writeOut(to, harText(readRecording(file), version).trimEnd()));
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
      const { exchanges, others } = fromHar(readFileSync(har, "utf8"), har, url, new TrafficRedactor([]));
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
}

function withFilter(command: Command): Command {
  return command
    .option("--operation <ID>", "only exchanges of this operation")
    .option("--status <STATUS>", "only answers with this status, such as 404 or 4xx")
    .option("--from <N>", "from this number on")
    .option("--to <N>", "up to this number");
}

function wantedBy({ operation, status, from, to }: FilterFlags): (exchange: TrafficExchange) => boolean {
  const pattern = status === undefined ? null : new RegExp(`^${status.replace(/x/gi, "\\d")}$`);
  if (status !== undefined && !/^\d[\dx]{2}$/i.test(status))
    throw new CliError(`--status: got ${JSON.stringify(status)}; accepted: such as 404 or 4xx`);
  return (exchange) =>
    (operation === undefined || operationOf(contractSpec, exchange)?.operation.operationId === operation) &&
    (pattern === null || pattern.test(String(exchange.answer?.status ?? ""))) &&
    exchange.n >= Number(from ?? 0) &&
    exchange.n <= Number(to ?? Infinity);
}

const tellTorn = (file: string): void =>
  printError(`${file}: the last line has no end; that exchange is not there\n`);

function showRecording(file: string, number: string | undefined, flags: FilterFlags): void {
  const { head, exchanges, isTorn } = readRecording(file);
  if (number !== undefined) {
    const found = exchanges.find(({ n }) => String(n) === number);
    if (!found) throw new CliError(`${file}: no exchange ${number}; it has ${exchanges.length}`);
    print(wholeText(found));
    return;
  }
  const judge = new TrafficJudge(head.target);
  const isWanted = wantedBy(flags);
  for (const exchange of exchanges) {
    const judged = judge.judge(exchange);
    if (isWanted(exchange)) print(exchangeText(judged));
  }
  if (isTorn) tellTorn(file);
}

function wholeText({ method, path, headers, body, answer, failure }: TrafficExchange): string {
  const part = (first: string, named: TrafficExchange["headers"], text: string | null): string =>
    [first, ...named.map(([name, value]) => `${name}: ${value}`), "", text ?? "(no text)", ""].join("\n");
  return (
    part(`${method} ${path}`, headers, body.text) +
    (answer === null
      ? `no answer: ${failure?.message ?? ""}\n`
      : part(`HTTP ${answer.status}`, answer.headers, answer.body.text))
  );
}

function write(to: string, target: string, exchanges: readonly TrafficExchange[], by: string): void {
  const writer = new RecordingWriter(to, { target, by });
  for (const exchange of exchanges)
    writer.add(exchange, operationOf(contractSpec, exchange)?.operation.operationId ?? null);
  writer.close();
  print(`${to} written: ${exchanges.length} exchanges\n`);
}

function explainRecording(file: string): void {
  const recording = readRecording(file);
  for (const { id, title, answer, proof } of explain(recording)) {
    const shown = proof === null ? "" : `  exchange ${proof.n}: ${proof.what}`;
    print(`${id}  ${answer.padEnd(11)}  ${title}${shown === "" ? "" : `\n       ${shown}`}\n`);
  }
  if (recording.isTorn) tellTorn(file);
}
