import { Argument, type Command } from "commander";
import type { components } from "../spec/control-types.gen.js";
import { withChoices } from "./choices.js";
import { controlCommand, target } from "./control.js";
import { addFlags, flagValues, schemaFields } from "./fields.js";
import { fullId } from "./full-ids.js";
import { operationCommand } from "./operation.js";
import { table } from "./text.js";

type Device = components["schemas"]["Device"];

/** `spi-emulator devices` */
export function addDevices(program: Command): void {
  const group = program
    .command("devices")
    .description("Shows the virtual devices, disconnects them, or sets their outcomes.")
    .addHelpText(
      "after",
      "\nExamples:\n  spi-emulator devices list\n  spi-emulator devices offline raspberry-pi-2\n" +
        '  spi-emulator devices override raspberry-pi-2 FAILED --reason "to test the client"\n',
    );

  operationCommand(group, {
    ...{
      name: "list",
      endpoint: "GET /_emulator/lab/devices",
      summary: "list the devices and their activities",
    },
    text: ({ devices }) => (devices.length === 0 ? "no devices" : table(devices.map(row))),
  });
  operationCommand(group, {
    ...{ name: "offline", endpoint: "POST /_emulator/lab/devices/{agent_id}/offline" },
    summary: "disconnect a device",
    text: (device) => table([row(device)]),
  });
  operationCommand(group, {
    ...{ name: "online", endpoint: "POST /_emulator/lab/devices/{agent_id}/online" },
    summary: "reconnect a device",
    text: (device) => table([row(device)]),
  });

  const override = controlCommand(
    group,
    "override",
    "set the next outcome of a device, or the outcome of an opportunity",
  )
    .argument("<ID>", "agent id; with --opportunity: id of a Test Opportunity")
    .addArgument(
      withChoices(new Argument("<STATUS>", "PASSED, FAILED or ERROR"), ["PASSED", "FAILED", "ERROR"]),
    )
    .option("--opportunity", "ID is the id of a Test Opportunity");
  const reason = schemaFields("Override").filter(({ required }) => !required);
  addFlags(override, reason);
  override.action(async (written: string, status: string, options: { opportunity?: true }) => {
    const on = target(override);
    const { client, here, print } = on;
    const id = await fullId(on, options.opportunity ? "opportunity" : "agent", written);
    const body = { status: status.toUpperCase() as "PASSED", ...flagValues(reason, override.opts()) };
    if (options.opportunity) {
      await client.send("POST /_emulator/opportunities/{test_opportunity_id}/override", {
        path: { test_opportunity_id: id },
        query: here,
        body,
      });
      print({ test_opportunity_id: id, ...body }, () => `${id}: outcome will be ${body.status}`);
      return;
    }
    const path = { agent_id: id };
    const device = await client.send("POST /_emulator/lab/devices/{agent_id}/override", {
      path,
      query: here,
      body,
    });
    print(device, () => `${id}: next outcome will be ${device.override_next ?? body.status}`);
  });
}

const row = (device: Device): string[] => [
  device.agent_id,
  device.platform ?? "any platform",
  device.online || device.activity === "offline" ? device.activity : `${device.activity}, offline`,
  device.opportunity_id ?? "-",
  [...device.behaviours, ...(device.override_next === null ? [] : [`next: ${device.override_next}`])].join(
    ", ",
  ) || "healthy",
];
