import { relative } from "node:path";
import process from "node:process";
import { type Config, DEFAULTS } from "../config.js";
import type { Emulator } from "../emulator.js";
import { version } from "../package-files.js";
import { DEFAULT_SANDBOX } from "../sandbox/registry.js";
import { shellQuote } from "../text/shell-quote.js";
import { plural } from "./text.js";

/** The output of `start` when it is ready. `watched`: files that `--watch` reads again. */
export function startText(
  config: Config,
  {
    url,
    certificateFile,
    credentialsFiles,
    withoutFile,
    sandbox,
    devices,
  }: Omit<Emulator, "close" | "live" | "productFetch" | "credentials" | "showExchange">,
  watched: readonly string[] = [],
): string {
  const here = (file: string): string => {
    const path = relative(process.cwd(), file);
    return path.startsWith("..") ? file : path;
  };
  const restored = sandbox.restored ? "; restored" : "";
  const asked = config.seed !== DEFAULTS.seed && config.seed !== sandbox.seed;
  const unusedSeed = asked
    ? `; --seed ${config.seed} was not used because a state exists: spi-emulator reset --seed ${shellQuote(config.seed)}`
    : "";
  const lines: [string, string][] = [
    ["url", config.publicUrl === null ? url : `${url} (public URL ${config.publicUrl})`],
    ...(certificateFile === null
      ? []
      : [
          [
            "certificate",
            `${here(certificateFile)}, self-signed: curl --cacert FILE, NODE_EXTRA_CA_CERTS=FILE, REQUESTS_CA_BUNDLE=FILE`,
          ] as [string, string],
        ]),
    ["dashboard", `${url}/_emulator/dashboard/`],
    ["seed", `${sandbox.seed} (random seed ${sandbox.randomSeed})${unusedSeed}`],
    [
      "state",
      config.store !== null
        ? `PostgreSQL${restored}`
        : config.inMemory
          ? "in memory, not kept"
          : `${here(config.dataDir)}${restored}`,
    ],
    config.clock === "manual"
      ? ["clock", "manual: advance it with `spi-emulator clock advance 10m`"]
      : ["speed", `${config.speed}: one minute of the lab takes ${seconds(60 / config.speed)} of real time`],
    ["lab", devices.length > 0 ? devices.join(", ") : "none"],
    ...(watched.length > 0 ? [["watch", watched.join(", ")] as [string, string]] : []),
    ...(config.logLevel === "warn"
      ? [["log", "only warnings; --log-level info shows the lab at work"] as [string, string]]
      : []),
    ["credentials", [...credentialsFiles.map(here), ...more(withoutFile)].join(", ")],
    ...(sandbox.hasRandomPasswords
      ? [
          [
            "passwords",
            `random, because a kit runs commands here; each is a comment in its account's ini file${withoutFile > 0 ? "; of accounts without a file: sandbox show --json" : ""}`,
          ] as [string, string],
        ]
      : []),
  ];
  const address = config.publicUrl ?? url;
  // A demo host's output is read as a log, and visitors do not use its default sandbox.
  if (config.demoHost) lines.push(["visitors", `${address}/_emulator/dashboard/`]);
  const text = [
    `spi-emulator ${version}`,
    "",
    ...lines.map(([name, value]) => `  ${name.padEnd(12)}${value}`),
    "",
  ];
  if (!config.demoHost) text.push(...trial(config, url, here(credentialsFiles[0]!)));
  return [...text, "Ready.", ""].join("\n");
}

/** The last line of `start`. */
export function stopText({ inMemory, store, dataDir }: Config): string {
  if (store !== null) return "Stopped. All is kept in the database.\n";
  return inMemory
    ? "Stopped. The state was in memory only.\n"
    : `Stopped. All is kept in ${dataDir}; the next start continues from there.\n`;
}

/** Commands to try. Credentials stay in their file, because the output may become a log that others read. */
function trial({ auth, adminToken, publicUrl }: Config, url: string, ini: string): string[] {
  const address = publicUrl ?? url;
  const isDefault = url === `http://${DEFAULTS.host}:${DEFAULTS.port}`;
  const commands = [
    ...(auth === "none" ? [`curl ${shellQuote(`${address}/products`)}`] : []),
    // The control plane gives the credentials; with a token it would be in the history of the shell.
    adminToken === null
      ? `npx spi-emulator request /products${isDefault ? "" : ` --url ${url}`}`
      : `npx spi-emulator request ${shellQuote(ini)} ${shellQuote(`${address}/products`)}`,
  ];
  return ["Try, in another terminal:", "", ...commands.map((command) => `  ${command}`), ""];
}

/** How to get credentials that are in no file. */
function more(withoutFile: number): string[] {
  if (withoutFile === 0) return [];
  return [
    `no file for ${plural(withoutFile, "more account")}: request --as EMAIL, or /_emulator/sandboxes/${DEFAULT_SANDBOX}`,
  ];
}

const seconds = (value: number): string => `${Number(value.toPrecision(3))} s`;
