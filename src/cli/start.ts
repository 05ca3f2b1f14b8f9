import { rmSync } from "node:fs";
import { dirname, relative } from "node:path";
import process from "node:process";
import type { Command } from "commander";
import { type Config, DEFAULTS, loadConfig } from "../config.js";
import { type Emulator, runEmulator } from "../emulator.js";
import { createLog } from "../log.js";
import { percentEncode } from "../oauth1/signature.js";
import type { Credentials } from "../oauth1/sign.js";
import { version } from "../package-files.js";
import { EXIT } from "./exit.js";
import { writeLocator } from "./locator.js";
import { addSettings, givenSettings } from "./settings.js";

/** `spi-emulator start` */
export function addStart(program: Command): void {
  const command = program
    .command("start")
    .summary("start the emulator with its virtual lab")
    .description(
      "Starts the emulator and its virtual lab. The state is kept in --data-dir and found again at the next start.\n" +
        "Each setting can be given as flag, as environment variable or in spi-emulator.config.yaml, in this order.",
    );
  addSettings(command);
  command.addHelpText(
    "after",
    "\nExamples:\n  spi-emulator start\n  spi-emulator start --port 0 --in-memory --locator emulator.json\n" +
      "  spi-emulator start --seed empty --no-lab --speed 1\n",
  );
  command.action(async () => {
    await start(loadConfig(givenSettings(command)));
  });
}

async function start(config: Readonly<Config>): Promise<void> {
  const log = createLog(config);
  const emulator = await runEmulator(config, log);
  const ended = untilSignal(emulator, config);
  try {
    if (config.locator !== null) writeLocator(config.locator, emulator);
    process.stdout.write(startText(config, emulator));
  } catch (error) {
    await emulator.close();
    throw error;
  }
  await ended;
}

/** The first SIGINT or SIGTERM ends cleanly with the state flushed, the second at once. */
function untilSignal(emulator: Emulator, { locator, inMemory }: Config): Promise<void> {
  return new Promise((resolve, reject) => {
    let signals = 0;
    const onSignal = (signal: NodeJS.Signals): void => {
      signals += 1;
      if (locator !== null) rmSync(locator, { force: true });
      if (signals > 1) {
        if (inMemory) rmSync(dirname(emulator.credentialsFiles[0]!), { recursive: true, force: true });
        process.exit(EXIT.interrupted);
      }
      process.exitCode = signal === "SIGINT" ? EXIT.interrupted : EXIT.ok;
      emulator.close().then(resolve, reject);
    };
    process.on("SIGINT", onSignal);
    process.on("SIGTERM", onSignal);
    process.on("SIGHUP", onSignal);
  });
}

function startText(
  config: Config,
  { url, credentialsFiles, sandbox, credentials, devices }: Emulator,
): string {
  const here = (file: string): string => {
    const path = relative(process.cwd(), file);
    return path.startsWith("..") ? file : path;
  };
  const ini = here(credentialsFiles[0]!);
  const restored = sandbox.restored ? "; found again, with all that was in it" : "";
  const asked = config.seed !== DEFAULTS.seed && config.seed !== sandbox.seed;
  const unusedSeed = asked
    ? `; --seed ${config.seed} was not used, for a state was found: spi-emulator reset --seed ${config.seed}`
    : "";
  const lines: [string, string][] = [
    ["url", config.publicUrl === null ? url : `${url} (known as ${config.publicUrl})`],
    ["dashboard", `${url}/_emulator/dashboard/`],
    ["seed", `${sandbox.seed} (random seed ${sandbox.randomSeed})${unusedSeed}`],
    ["state", config.inMemory ? "in memory, gone at the end" : `${here(config.dataDir)}${restored}`],
    config.clock === "manual"
      ? ["clock", "manual: it stands still until `spi-emulator clock advance 10m` or the like"]
      : ["speed", `${config.speed}: one minute of the lab takes ${seconds(60 / config.speed)} of yours`],
    ["lab", devices.length > 0 ? devices.join(", ") : "none"],
    ["credentials", credentialsFiles.map(here).join(", ")],
  ];
  const address = config.publicUrl ?? url;
  const hello =
    config.auth === "none"
      ? `curl ${address}/products`
      : `curl -H '${plaintextHeader(credentials)}' ${address}/products`;
  return [
    `spi-emulator ${version}`,
    "",
    ...lines.map(([name, value]) => `  ${name.padEnd(12)}${value}`),
    "",
    "Try, in another terminal:",
    "",
    `  ${hello}`,
    `  npx spi-emulator request ${ini} ${address}/products`,
    "",
    "Ready.",
    "",
  ].join("\n");
}

const seconds = (value: number): string => `${Number(value.toPrecision(3))} s`;

/** A signature that can be pasted: PLAINTEXT needs neither time nor nonce. */
function plaintextHeader({ consumer_key, consumer_secret, token_key, token_secret }: Credentials): string {
  const signature = percentEncode(`${percentEncode(consumer_secret)}&${percentEncode(token_secret)}`);
  const params = [
    ["oauth_consumer_key", consumer_key],
    ["oauth_token", token_key],
    ["oauth_signature_method", "PLAINTEXT"],
    ["oauth_signature", signature],
  ];
  return `Authorization: OAuth ${params.map(([name, value]) => `${name!}="${value!}"`).join(", ")}`;
}
