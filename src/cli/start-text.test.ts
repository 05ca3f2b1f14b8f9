import { expect, it } from "vitest";
import { DEFAULTS } from "../config.js";
import { startText } from "./start-text.js";

const credentials = {
  consumer_key: "of-consumer",
  consumer_secret: "first-secret",
  token_key: "of-token",
  token_secret: "second-secret",
};
const emulator = {
  url: "http://127.0.0.1:7740",
  certificateFile: null,
  credentials,
  credentialsFiles: [".spi-emulator/conf.ini"],
  devices: [],
  sandbox: { seed: "empty", randomSeed: "abc", restored: false, hasRandomPasswords: false },
};

it("what a demo host says at its start leads visitors to it, and tells no secret: others read its log", () => {
  const config = { ...DEFAULTS, demoHost: true, publicUrl: "https://demo.example.com" };
  const text = startText(config, emulator);
  expect(text).toContain("  visitors    https://demo.example.com/_emulator/dashboard/\n");
  expect(text).not.toMatch(/secret|of-consumer|of-token/);
  expect(text.endsWith("\n\nReady.\n")).toBe(true);
});

it("tells where credentials are, and none of them", () => {
  const text = startText(DEFAULTS, emulator);
  expect(text).not.toMatch(/secret|of-consumer|of-token/);
  expect(text).toContain("\n  npx spi-emulator request /products\n");
  expect(startText(DEFAULTS, { ...emulator, url: "http://127.0.0.1:7741" })).toContain(
    "\n  npx spi-emulator request /products --url http://127.0.0.1:7741\n",
  );
  expect(startText({ ...DEFAULTS, adminToken: "let-me-in" }, emulator)).toContain(
    "\n  npx spi-emulator request .spi-emulator/conf.ini http://127.0.0.1:7740/products\n",
  );
  expect(startText({ ...DEFAULTS, auth: "none" }, emulator)).toContain(
    "\n  curl http://127.0.0.1:7740/products\n",
  );
});
