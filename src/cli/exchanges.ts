import type { Command } from "commander";
import type { components } from "../spec/control-types.gen.js";
import { controlCommand, durationArgument, numberArgument, target } from "./control.js";
import { writeOut } from "./snapshot.js";
import { plural, table, timeText } from "./text.js";

type Exchange = components["schemas"]["Exchange"];
type Wait = components["schemas"]["ExchangeWait"];

/** The filters, by flag; the same names as in the control plane. */
const FILTERS = [
  ["operation <ID>", "of this operation, such as listTestResults"],
  ["method <METHOD>", "of this method"],
  ["path <PATTERN>", "of this path; * stands for anything"],
  ["status <CODE>", "answered so: 404, 4xx"],
  ["agent <ID>", "of this agent"],
  ["account <EMAIL>", "signed by this account"],
  ["product <ID>", "about this product"],
  ["opportunity <ID>", "about this Test Opportunity"],
  ["since <N>", "after this exchange"],
] as const;
type Filters = Record<string, string>;

/** `spi-emulator exchanges` */
export function addExchanges(program: Command): void {
  const group = program
    .command("exchanges")
    .summary("look at the recorded requests and answers, or wait for some")
    .description("Looks at the recorded requests and answers of the product API, or waits for some.")
    .addHelpText(
      "after",
      "\nExamples:\n  spi-emulator exchanges list --status 4xx\n  spi-emulator exchanges show 18\n" +
        "  spi-emulator exchanges wait --operation listTestResults --timeout 30s\n" +
        "  spi-emulator exchanges har requests.har\n" +
        "\nExit code of wait: 0 when they came, 1 when they did not come in time.\n",
    );

  const list = withFilters(controlCommand(group, "list", "list the exchanges, the oldest first")).option(
    "--limit <N>",
    "the newest N only (default: 100)",
  );
  list.action(async (options: Filters) => {
    const { client, here, print } = target(list);
    const { limit } = options;
    const query = { ...here, ...filtersOf(options), ...(limit === undefined ? {} : { limit }) };
    const found = await client.send("GET /_emulator/exchanges", { query });
    print(found, () => listText(found.exchanges, found.total, found.dropped));
  });

  const show = controlCommand(group, "show", "show an exchange with headers and bodies").argument(
    "<ID>",
    "its number",
  );
  show.action(async (id: string) => {
    const { client, here, print } = target(show);
    const path = { exchange_id: id };
    const exchange = await client.send("GET /_emulator/exchanges/{exchange_id}", { path, query: here });
    print(exchange, () => showText(exchange));
  });

  const wait = withFilters(
    controlCommand(group, "wait", "wait until exchanges came; those that came before count too"),
  )
    .option("--count <N>", "so many (default: 1)")
    .option("--timeout <DURATION>", "no longer than so, a minute at most (default: 10s)");
  wait.action(async (options: Filters) => {
    const { client, here, print } = target(wait);
    const found = await client.send("POST /_emulator/exchanges/wait", { query: here, body: waitOf(options) });
    print(found, () => table(found.exchanges.map(row)));
  });

  const clear = controlCommand(group, "clear", "forget the exchanges");
  clear.action(async () => {
    const { client, here, print } = target(clear);
    await client.send("DELETE /_emulator/exchanges", { query: here });
    print({}, () => "forgotten");
  });

  const har = controlCommand(group, "har", "write all exchanges to a HAR file").argument(
    "<FILE>",
    "- for standard output",
  );
  har.action(async (file: string) => {
    const { client, here, print } = target(har);
    const document = await client.send("GET /_emulator/exchanges.har", { query: here });
    writeOut(file, JSON.stringify(document, null, 2));
    if (file !== "-") print({ file }, () => `${file} written`);
  });
}

function withFilters(command: Command): Command {
  for (const [flag, description] of FILTERS) command.option(`--${flag}`, `only ${description}`);
  return command;
}

function filtersOf(options: Filters): Filters {
  const names = FILTERS.map(([flag]) => flag.split(" ")[0]!);
  return Object.fromEntries(
    names.flatMap((name) => (options[name] === undefined ? [] : [[name, options[name]]])),
  );
}

function waitOf(options: Filters): Wait {
  const { since, ...filters } = filtersOf(options);
  const { count, timeout } = options;
  return {
    ...filters,
    ...(since === undefined ? {} : { since: numberArgument("--since", since) }),
    ...(count === undefined ? {} : { count: numberArgument("--count", count) }),
    ...(timeout === undefined ? {} : { timeout_ms: durationArgument("--timeout", timeout) }),
  };
}

function listText(exchanges: Exchange[], total: number, dropped: number): string[] {
  if (total === 0) return ["no exchanges"];
  const notes = [
    ...(total > exchanges.length ? [`the newest ${exchanges.length} of ${total}; --limit shows more`] : []),
    ...(dropped > 0 ? [`${plural(dropped, "older one")} forgotten for want of room`] : []),
  ];
  return [...table(exchanges.map(row)), ...notes];
}

const row = ({ id, at, request, response, operation_id, refusal, fault_id, source, account }: Exchange) => [
  id,
  timeText(at),
  response?.status ?? "cut",
  `${request.method} ${request.path}`,
  operation_id,
  [
    source === "lab" ? "lab" : (account ?? "unsigned"),
    ...(fault_id === null ? [] : [`fault ${fault_id}`]),
    ...(refusal === null || refusal.message === "" ? [] : [refusal.message]),
  ].join("; "),
];

function showText({
  id,
  at,
  duration_ms,
  request,
  response,
  refusal,
  validation,
  fault_id,
  nearest,
}: Exchange): string {
  const part = (
    first: string,
    { headers, body }: { headers: Record<string, string>; body?: unknown },
  ): string[] => [
    first,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ...(body === null || body === undefined
      ? []
      : ["", typeof body === "string" ? body : JSON.stringify(body, null, 2)]),
    "",
  ];
  const notes = [
    ...(refusal?.detail ? [`why: ${refusal.detail}`] : []),
    ...[...validation.request, ...validation.response].map((problem) => `against the spec: ${problem}`),
    ...(fault_id === null ? [] : [`fault: ${fault_id}`]),
    ...(nearest === null ? [] : [`nearest path: ${nearest}`]),
  ];
  return [
    `exchange ${id} at ${timeText(at)}, ${duration_ms} ms`,
    ...notes,
    "",
    ...part(`${request.method} ${request.url}`, request),
    ...(response === null ? ["(the connection was cut)"] : part(`HTTP ${response.status}`, response)),
  ]
    .join("\n")
    .trimEnd();
}
