import { indented } from "../text/indented.js";
import type { Command } from "commander";
import type { components } from "../spec/control-types.gen.js";
import { controlCommand, target } from "./control.js";
import { operationCommand } from "./operation.js";
import { writeOut } from "./snapshot.js";
import { plural, table, timeText } from "./text.js";

type Exchange = components["schemas"]["Exchange"];

/** `spi-emulator exchanges` */
export function addExchanges(program: Command): void {
  const group = program
    .command("exchanges")
    .description("Shows the recorded requests and answers of the product API, or waits for some.")
    .addHelpText(
      "after",
      "\nExamples:\n  spi-emulator exchanges list --status 4xx\n  spi-emulator exchanges show 18\n" +
        "  spi-emulator exchanges wait --operation listTestResults --timeout 30s\n" +
        "  spi-emulator exchanges har requests.har\n" +
        "\nExit code of wait: 0 if the exchanges were recorded, 1 on a timeout.\n",
    );

  operationCommand(group, {
    ...{
      name: "list",
      endpoint: "GET /_emulator/exchanges",
      summary: "list the exchanges, oldest first",
    },
    text: ({ exchanges, total, dropped }) => listText(exchanges, total, dropped),
  });
  operationCommand(group, {
    ...{ name: "show", endpoint: "GET /_emulator/exchanges/{exchange_id}" },
    ...{ summary: "show an exchange with headers and bodies", text: showText },
  });
  operationCommand(group, {
    ...{ name: "wait", endpoint: "POST /_emulator/exchanges/wait" },
    summary: "wait for exchanges; earlier ones count too",
    text: ({ exchanges }) => table(exchanges.map(row)),
  });
  operationCommand(group, {
    ...{ name: "clear", endpoint: "DELETE /_emulator/exchanges", text: () => "no exchanges" },
  });

  const har = controlCommand(group, "har", "write all exchanges to a HAR file").argument(
    "<FILE>",
    "- for standard output",
  );
  har.action(async (file: string) => {
    const { client, here, print } = target(har);
    const document = await client.send("GET /_emulator/exchanges.har", { query: here });
    writeOut(file, indented(document));
    if (file !== "-") print({ file }, () => `${file} written`);
  });
}

function listText(exchanges: Exchange[], total: number, dropped: number): string[] {
  if (total === 0) return ["no exchanges"];
  const notes = [
    ...(total > exchanges.length ? [`the newest ${exchanges.length} of ${total}; use --limit for more`] : []),
    ...(dropped > 0 ? [`${plural(dropped, "older exchange")} dropped (size limit)`] : []),
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
    ...(body === null || body === undefined ? [] : ["", typeof body === "string" ? body : indented(body)]),
    "",
  ];
  const notes = [
    ...(refusal?.detail ? [`why: ${refusal.detail}`] : []),
    ...[...validation.request, ...validation.response].map((problem) => `violates the spec: ${problem}`),
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
