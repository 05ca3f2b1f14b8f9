import type { Command } from "commander";
import { controlCommand, target } from "./control.js";
import { table } from "./text.js";

/** `spi-emulator info` */
export function addInfo(program: Command): void {
  const command = controlCommand(program, "info", "describe the running emulator", { ofSandbox: false });
  command.addHelpText("after", "\nExample:\n  spi-emulator info --url http://127.0.0.1:7740\n");
  command.action(async () => {
    const { client, print } = target(command);
    const info = await client.send("GET /_emulator/info");
    const { version, spec, operations, seeds, auth, public_url, limits } = info;
    print(info, () =>
      table([
        ["url", public_url === null ? client.url : `${client.url} (public URL ${public_url})`],
        ["version", version],
        ["spec", `${spec.title} ${spec.version}, ${operations.length} operations`],
        ["seeds", seeds.join(", ")],
        ["auth", auth],
        [
          "limits",
          `${limits.sandboxes} sandboxes, ${limits.exchanges} exchanges each, ${limits.body_bytes} bytes a body`,
        ],
      ]),
    );
  });
}
