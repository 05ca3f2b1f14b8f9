import { describe, expect, it } from "vitest";
import { DEFAULTS } from "../../config.js";
import { labCommand, requestCommand, type RequestToRepeat } from "./request-command.js";

const LOCAL = "http://127.0.0.1:7740";
const place = (productUrl: string, sandbox: string, adminToken: string | null) => ({
  config: { ...DEFAULTS, adminToken },
  here: { sandbox },
  productUrl,
});

describe("requestCommand", () => {
  it.each<[productUrl: string, sandbox: string, adminToken: string | null, command: string]>([
    [LOCAL, "default", null, "npx spi-emulator request /products"],
    [LOCAL, "mine", null, "npx spi-emulator request --sandbox mine /products"],
    [
      "http://127.0.0.1:4000",
      "default",
      null,
      "npx spi-emulator request --url http://127.0.0.1:4000 /products",
    ],
    [
      "http://a$(id).example",
      "mine",
      null,
      "npx spi-emulator request --url 'http://a$(id).example' --sandbox mine /products",
    ],
    // A visitor of a demo host may not use the control plane.
    [
      "https://spi.example",
      "calm-otter",
      "secret",
      "npx spi-emulator request conf.ini https://spi.example/products",
    ],
  ])("for %s, sandbox %s, admin token %s", (productUrl, sandbox, adminToken, command) => {
    const given = requestCommand(place(productUrl, sandbox, adminToken), { path: "/products" });
    expect(given.command).toBe(command);
    expect(given.hint).toMatch(/in the clone's folder, or where the package is installed/);
    expect(given.hint.includes("conf.ini")).toBe(command.includes("conf.ini"));
  });

  it.each<[RequestToRepeat, words: string]>([
    [{ path: "/a", method: "DELETE" }, "-X DELETE /a"],
    [{ path: "/a", method: "POST", body: "{}" }, "--data-raw '{}' /a"],
    [{ path: "/a", method: "PUT", body: "" }, "-X PUT --data-raw '' /a"],
    [{ path: "/a", method: "POST" }, "-X POST /a"],
    [{ path: "/a?b=c&d", account: "b@example.org" }, "--as b@example.org '/a?b=c&d'"],
  ])("sends %j", (request, words) => {
    const { command } = requestCommand(place(LOCAL, "default", null), request);
    expect(command).toBe(`npx spi-emulator request ${words}`);
  });
});

it("the lab's command has flags that `lab` knows, and says where conf.ini comes from", () => {
  expect(labCommand({ productUrl: "http://a;id" }).command).toContain("--target 'http://a;id' ");
  const { command, hint } = labCommand({ productUrl: LOCAL });
  expect(command).toBe(`npx spi-emulator lab --target ${LOCAL} --credentials conf.ini`);
  expect(hint).toMatch(/conf\.ini: Credentials in the bar above/);
});
