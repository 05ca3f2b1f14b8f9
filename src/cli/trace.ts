import type { Command } from "commander";
import { traceText } from "../control/trace-text.js";
import { operationCommand } from "./operation.js";

/** `spi-emulator trace` */
export function addTrace(program: Command): void {
  operationCommand(program, {
    ...{ name: "trace", endpoint: "GET /_emulator/opportunities/{test_opportunity_id}/trace" },
    ...{ summary: "show the history of a Test Opportunity", text: traceText },
  }).addHelpText("after", "\nExample:\n  spi-emulator trace 7a41c9e8-2f60-4d75-8b13-e5c90a7d2f64\n");
}
