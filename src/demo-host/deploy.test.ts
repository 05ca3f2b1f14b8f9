import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { SETTINGS, variableOf } from "../config.js";
import { packageFile } from "../package-files.js";

const read = (name: string): string => readFileSync(packageFile("deploy", "demo-host", name), "utf8");
const text = ["Dockerfile", "compose.yaml", "spi-emulator-demo.service"].map(read).join("\n");

it("the files of a demo host use settings that there are", () => {
  const flags = text.match(
    /(?<= )--(?!max-old|from|omit|no-audit|no-fund|global|interval|timeout|start-period)[a-z-]+/g,
  )!;
  const quoted = [...read("Dockerfile").matchAll(/"--([a-z-]+)"/g)].map(([, name]) => name!);
  for (const flag of [...flags.map((one) => one.slice(2)), ...quoted])
    expect(SETTINGS.map(({ name }) => name)).toContain(flag);
  for (const [variable] of text.matchAll(/SPI_EMULATOR_[A-Z_]+/g))
    expect(SETTINGS.map(variableOf)).toContain(variable);
});

it("the compose file is YAML with a proxy, and holds no secret", () => {
  const { services } = parse(read("compose.yaml")) as {
    services: Record<string, { environment: Record<string, string>; ports?: string[] }>;
  };
  expect(Object.keys(services)).toEqual(["emulator", "proxy"]);
  expect(services["emulator"]!.ports).toBeUndefined();
  expect(services["emulator"]!.environment["SPI_EMULATOR_ADMIN_TOKEN"]).toMatch(
    /^\$\{SPI_EMULATOR_ADMIN_TOKEN:\?/,
  );
});

it("the image does not run as root, and has a health check", () => {
  expect(read("Dockerfile")).toMatch(/^USER node$/m);
  expect(read("Dockerfile")).toMatch(/^HEALTHCHECK /m);
});
