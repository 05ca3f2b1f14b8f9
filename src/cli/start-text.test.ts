import { resolve } from "node:path";
import process from "node:process";
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
  withoutFile: 0,
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
  const files = { credentialsFiles: ["my data; id/conf.ini"] };
  expect(startText({ ...DEFAULTS, adminToken: "let-me-in" }, { ...emulator, ...files })).toContain(
    "\n  npx spi-emulator request 'my data; id/conf.ini' http://127.0.0.1:7740/products\n",
  );
  expect(startText({ ...DEFAULTS, auth: "none" }, emulator)).toContain(
    "\n  curl http://127.0.0.1:7740/products\n",
  );
});

it("tells the address that others use, what is kept where, and why a wished seed was not used", () => {
  const here = resolve(process.cwd(), "..", "elsewhere", "conf.ini");
  const lines = (change: object, more: object = {}): string[] =>
    startText({ ...DEFAULTS, ...change }, { ...emulator, ...more }).split("\n");
  expect(lines({ publicUrl: "https://spi.example.com" })).toContain(
    "  url         http://127.0.0.1:7740 (public URL https://spi.example.com)",
  );
  expect(lines({})).toContain("  url         http://127.0.0.1:7740");
  expect(lines({ inMemory: true })).toContain("  state       in memory, not kept");
  expect(lines({ store: "postgres://spi:pw@db/spi" }).join("\n")).toMatch(/^ {2}state {7}PostgreSQL$/m);
  expect(lines({ dataDir: "state" })).toContain("  state       state");
  expect(lines({}, { credentialsFiles: [here] })).toContain(`  credentials ${here}`);
  expect(lines({ seed: "empty" })).toContain("  seed        empty (random seed abc)");
  expect(lines({ seed: "other" })).toContain(
    "  seed        empty (random seed abc); --seed other was not used because a state exists: spi-emulator reset --seed other",
  );
  const sandbox = { ...emulator.sandbox, restored: true, hasRandomPasswords: true };
  const kept = lines({ seed: DEFAULTS.seed }, { sandbox });
  expect(kept).toContain("  seed        empty (random seed abc)");
  expect(kept).toContain("  state       .spi-emulator; restored");
  expect(kept.some((line) => line.startsWith("  passwords   random"))).toBe(true);
});
