import type { Command } from "commander";
import { traceText } from "../control/trace-text.js";
import { controlCommand, target } from "./control.js";

/** `spi-emulator trace` */
export function addTrace(program: Command): void {
  const command = controlCommand(program, "trace", "tell what happened to a Test Opportunity")
    .argument("<ID>", "id of the Test Opportunity")
    .addHelpText("after", "\nExample:\n  spi-emulator trace 7a41c9e8-2f60-4d75-8b13-e5c90a7d2f64\n");
  command.action(async (id: string) => {
    const { client, here, print } = target(command);
    const path = { test_opportunity_id: id };
    const trace = await client.send("GET /_emulator/opportunities/{test_opportunity_id}/trace", {
      path,
      query: here,
    });
    print(trace, () => traceText(trace));
  });
}
