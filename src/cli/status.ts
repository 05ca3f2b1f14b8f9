import type { Command } from "commander";
import type { components } from "../spec/control-types.gen.js";
import { operationCommand } from "./operation.js";
import { countsText, plural, table, timeText } from "./text.js";

/** `spi-emulator status` */
export function addStatus(program: Command): void {
  const command = operationCommand(program, {
    ...{ name: "status", endpoint: "GET /_emulator/status", text: statusText },
    summary: "show unfinished opportunities with reasons, and the devices' activities",
  });
  command.addHelpText(
    "after",
    "\nExamples:\n  spi-emulator status\n  spi-emulator status --sandbox my-test --json\n",
  );
}

function statusText(status: components["schemas"]["Status"]): string[] {
  const { sandbox, now, counts, unfinished, devices, faults_active, replicas = [] } = status;
  return [
    ...table([
      ["sandbox", sandbox],
      ["time", timeText(now)],
      ["state", countsText(counts)],
      ["devices", devices.map(({ agent_id, activity }) => `${agent_id} ${activity}`).join(", ") || "none"],
      ["faults", faults_active === 0 ? "none" : plural(faults_active, "fault")],
      ...replicas.map((replica, index) => [index === 0 ? "replicas" : "", replicaText(replica)]),
    ]),
    ...(unfinished.length === 0 ? [] : [""]),
    ...table(
      unfinished.map(({ test_opportunity_id, state, sentence }) => [test_opportunity_id, state, sentence]),
    ),
  ];
}

const replicaText = ({ url, sandboxes, draining, is_this }: components["schemas"]["Replica"]): string =>
  [
    `${url ?? "starting"}: ${plural(sandboxes, "sandbox")}`,
    ...(is_this ? ["this one among them"] : []),
    ...(draining ? ["stopping"] : []),
  ].join(", ");
