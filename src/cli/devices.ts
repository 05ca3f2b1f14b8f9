import type { Command } from "commander";
import type { components } from "../spec/control-types.gen.js";
import { controlCommand, target } from "./control.js";
import { addFlags, flagValues, schemaFields } from "./fields.js";
import { operationCommand } from "./operation.js";
import { table } from "./text.js";

type Device = components["schemas"]["Device"];

/** `spi-emulator devices` */
export function addDevices(program: Command): void {
  const group = program
    .command("devices")
    .description("Looks at the virtual devices, cuts their network, or decides their outcomes.")
    .addHelpText(
      "after",
      "\nExamples:\n  spi-emulator devices list\n  spi-emulator devices offline raspberry-pi-2\n" +
        '  spi-emulator devices override raspberry-pi-2 FAILED --reason "to see how the client takes it"\n',
    );

  operationCommand(group, {
    ...{ name: "list", endpoint: "GET /_emulator/lab/devices", summary: "list the devices and what they do" },
    text: ({ devices }) => (devices.length === 0 ? "no devices" : table(devices.map(row))),
  });
  operationCommand(group, {
    ...{ name: "offline", endpoint: "POST /_emulator/lab/devices/{agent_id}/offline" },
    summary: "cut a device's network",
    text: (device) => table([row(device)]),
  });
  operationCommand(group, {
    ...{ name: "online", endpoint: "POST /_emulator/lab/devices/{agent_id}/online" },
    summary: "give a device its network back",
    text: (device) => table([row(device)]),
  });

  const override = controlCommand(
    group,
    "override",
    "decide the next outcome of a device, or that of an opportunity",
  )
    .argument("<ID>", "agent id; with --opportunity the id of a Test Opportunity")
    .argument("<STATUS>", "PASSED, FAILED or ERROR")
    .option("--opportunity", "ID is that of a Test Opportunity, whichever device gets it");
  const reason = schemaFields("Override").filter(({ required }) => !required);
  addFlags(override, reason);
  override.action(async (id: string, status: string, options: { opportunity?: true }) => {
    const { client, here, print } = target(override);
    const body = { status: status.toUpperCase() as "PASSED", ...flagValues(reason, override.opts()) };
    if (options.opportunity) {
      await client.send("POST /_emulator/opportunities/{test_opportunity_id}/override", {
        path: { test_opportunity_id: id },
        query: here,
        body,
      });
      print({ test_opportunity_id: id, ...body }, () => `${id}: ${body.status} it will be`);
      return;
    }
    const path = { agent_id: id };
    const device = await client.send("POST /_emulator/lab/devices/{agent_id}/override", {
      path,
      query: here,
      body,
    });
    print(device, () => `${id}: ${device.override_next ?? body.status} next`);
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
