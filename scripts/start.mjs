/**
 * `npm start`: starts the built program, after a build if a source has changed since the last one. Plain JavaScript,
 * because a start must not wait for a compiler. With `--built` it only notes the sources of a build that has just ended.
 */
import { spawnSync } from "node:child_process";
import { hash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import process from "node:process";
import { fileURLToPath, URL } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const NOTE = "dist/sources.json";
/** What the build reads. */
const FOLDERS = ["traffic", "src", "devices", "contract-tests", "fixtures", "scripts"];
const FILES = [
  "package.json",
  "package-lock.json",
  "openapi.yaml",
  "emulator-openapi.yaml",
  "assumptions.yaml",
];
/** What the build writes, and what only tests read. */
const LEFT_OUT = /^src[/\\]generated[/\\]|\.test\.tsx?$|[/\\]testing[/\\]/;

/** The user's folder: relative paths among the flags are his. */
const userFolder = process.cwd();
process.chdir(ROOT);
const now = sourcesNow(existsSync(NOTE) ? JSON.parse(readFileSync(NOTE, "utf8")) : {});
if (process.argv[2] === "--built") {
  writeFileSync(NOTE, JSON.stringify(now.sources));
} else {
  if (now.hasChanged || !existsSync("dist/main.js")) build(now.sources);
  process.chdir(userFolder);
  const main = fileURLToPath(new URL("../dist/main.js", import.meta.url));
  process.argv.splice(1, process.argv.length - 1, main, "start", ...process.argv.slice(2));
  await import("../dist/main.js");
}

/**
 * Time of change, size and digest of each source. A file whose time and size are those of the note is not read; one
 * with another time, such as after a checkout, has changed only if its content has.
 */
function sourcesNow(noted) {
  const found = FOLDERS.flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => `${parentPath}/${name}`),
  );
  const names = [...FILES, ...found.filter((name) => !LEFT_OUT.test(name))].sort();
  const sources = {};
  let hasChanged = Object.keys(noted).length !== names.length;
  for (const name of names) {
    const { mtimeMs: time, size } = statSync(name);
    const before = noted[name];
    const isSame = before !== undefined && before.time === time && before.size === size;
    sources[name] = isSame ? before : { time, size, digest: hash("sha256", readFileSync(name), "hex") };
    if (sources[name].digest !== before?.digest) hasChanged = true;
  }
  return { sources, hasChanged };
}

/** Builds, and notes the sources as they were when it began. */
function build(sources) {
  if (!existsSync("node_modules/tsx")) {
    process.stderr.write("spi-emulator: the dependencies are not installed: run npm ci first\n");
    process.exit(2);
  }
  process.stderr.write("Building, because a source is newer than the last build; this takes some seconds.\n");
  const { status } = spawnSync("npm", ["run", "-s", "build"], {
    stdio: ["ignore", 2, 2],
    shell: process.platform === "win32",
  });
  if (status !== 0) process.exit(status ?? 1);
  writeFileSync(NOTE, JSON.stringify(sources));
}
