/**
 * Measures the emulator beside its peers in one run and prints the table with its aims. `npm run bench -- [--quick | --long]`.
 * Ends with 0 where all aims hold, with 1 where one is missed; `--quick` is too short to judge by and ends with 1 only where
 * something is broken. The results go to bench/results/, and with `--document` to docs/performance.md as well.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { document } from "./document.js";
import { LoadClient } from "./load.js";
import { machine } from "./machine.js";
import { holds, tableOf } from "./rows.js";
import { FULL, LONG, measure, QUICK } from "./run.js";
import { stopAll } from "./server-process.js";
import { removeFolders } from "./servers.js";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const quick = process.argv.includes("--quick");
const size = quick ? QUICK : process.argv.includes("--long") ? LONG : FULL;

if (!existsSync(here("node_modules"))) {
  console.log("installing the peers");
  execFileSync("npm", ["ci", "--no-audit", "--no-fund", "--prefix", here(".")], { stdio: "inherit" });
}
execFileSync("npm", ["run", "-s", "build"], { cwd: here(".."), stdio: "inherit" });

const began = performance.now();
const client = new LoadClient();
try {
  const measured = await measure(client, size, (part) => {
    console.log(`${((performance.now() - began) / 1000).toFixed(0).padStart(4)} s  ${part}`);
  });
  const busiest = Math.max(
    ...Object.values(measured.requests).flatMap((servers) =>
      Object.values(servers).flatMap((rounds) => rounds.map(({ clientShare }) => clientShare)),
    ),
  );
  const results = {
    ...machine(),
    seconds: Math.round((performance.now() - began) / 1000),
    /** CPU of the client as a share of one core, in its busiest round. */
    clientShare: busiest,
    ...measured,
  };
  mkdirSync(here("results"), { recursive: true });
  const file = here(`results/${quick ? "quick" : "latest"}.json`);
  writeFileSync(file, `${JSON.stringify(results, null, 1)}\n`);
  if (process.argv.includes("--document")) {
    const page = here("../docs/performance.md");
    const { text, pictures } = document(readFileSync(page, "utf8"), results);
    writeFileSync(page, text);
    for (const [name, svg] of Object.entries(pictures)) writeFileSync(here(`../docs/${name}`), svg);
  }
  console.log(`\n${tableOf(results.rows)}\n`);
  console.log(
    `client: at most ${Math.round(busiest * 100)} % of one core; ${results.machine}; ${results.commit}`,
  );
  const missed = results.rows.filter((row) => !holds(row));
  console.log(missed.length === 0 ? "all aims hold" : `missed: ${missed.map(({ id }) => id).join(", ")}`);
  if (missed.length > 0 && !quick) process.exitCode = 1;
} finally {
  client.close();
  await stopAll();
  removeFolders();
}
