import { expect, it } from "vitest";
import { DEFAULTS } from "../../config.js";
import { requestCommand } from "./request-command.js";

const LOCAL = "http://127.0.0.1:7740";

it.each<[productUrl: string, sandbox: string, adminToken: string | null, command: string]>([
  [LOCAL, "default", null, "npx spi-emulator request '/products'"],
  [LOCAL, "mine", null, "npx spi-emulator request --sandbox mine '/products'"],
  [
    "http://127.0.0.1:4000",
    "default",
    null,
    "npx spi-emulator request --url http://127.0.0.1:4000 '/products'",
  ],
  // A visitor of a demo host may not use the control plane.
  [
    "https://spi.example",
    "calm-otter",
    "secret",
    "npx spi-emulator request conf.ini 'https://spi.example/products'",
  ],
])("the command for %s, sandbox %s, admin token %s", (productUrl, sandbox, adminToken, command) => {
  const view = { config: { ...DEFAULTS, adminToken }, here: { sandbox }, productUrl };
  const given = requestCommand(view, "/products");
  expect(given.command).toBe(command);
  expect(given.hint).toMatch(/in the clone's folder, or where the package is installed/);
  expect(given.hint.includes("conf.ini")).toBe(command.includes("conf.ini"));
});
