import { execFileSync } from "node:child_process";
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { expect, it, onTestFinished } from "vitest";
import { confIni } from "../../contract-tests/model/accounts.js";
import { modelFlaws } from "../../contract-tests/model/flaws/index.js";
import { startModelServer } from "../../contract-tests/model/server.js";
import { MAIN, Running, runProcess } from "../testing/emulator-process.js";
import { printed } from "../testing/programs.js";
import { temporaryFolder } from "../testing/temporary-folder.js";

/** A model whose snap revisions get another image id for each Test Spec (D 832), and a folder with its credentials. */
async function flawedTarget() {
  const changes = modelFlaws.filter(({ id }) => id === "fresh-id-per-spec");
  const server = await startModelServer({ changes });
  onTestFinished(() => server.close());
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, "conf.ini"), confIni(server.accounts[0]!));
  const flags = ["--target", server.url, "--credentials", "conf.ini", "--explore-clients", "1"];
  return { cwd, flags, url: server.url };
}

it("contract --explore prints the shortest sequence that differs as a script, which runs", async () => {
  const { cwd, flags } = await flawedTarget();
  const args = ["contract", "--explore", "15s", "--seed", "1", ...flags, "--report", "json,html,junit"];
  const { code, stdout, stderr } = await runProcess(args, { cwd });
  expect([code, stderr.split("\n")[0]]).toEqual([
    1,
    expect.stringMatching(/^exploring .* with the seed 1, run .*; ledger /),
  ]);
  expect(stdout).toContain("explored with the seed 1: ");
  const script = /---- script of explore\.advertiseSnap\.\S+\n([^]*?)----\n/.exec(stdout)![1]!;
  const commands = [...script.matchAll(/^echo "# \d+\. (\w+)"$/gm)].map(([, operation]) => operation);
  expect(commands).toEqual(["createProduct", "createTestSpec", "createTestSpec", "advertiseSnap"]);

  writeFileSync(join(cwd, "sequence.sh"), script);
  writeFileSync(join(cwd, "spi-emulator"), `#!/bin/sh\nexec '${process.execPath}' '${MAIN}' "$@"\n`);
  chmodSync(join(cwd, "spi-emulator"), 0o755);
  const path = `${cwd}:${process.env["PATH"]!}`;
  const out = await printed("sh", ["sequence.sh"], { cwd, env: { PATH: path, TMPDIR: temporaryFolder() } });
  const statuses = [...out.matchAll(/^HTTP (\d+)$/gm)].map(([, status]) => status);
  expect(statuses).toEqual(["201", "201", "201", "201"]);
  const ids = [...out.matchAll(/"image_unique_id": "(.*)"/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(2);
  for (const report of ["contract.html", "contract.xml", "contract.json"])
    expect(
      execFileSync("grep", ["-c", "explore.advertiseSnap", join(cwd, "contract-report", report)]),
    ).toBeTruthy();
}, 60_000);

it("contract --explore ends and cleans up when interrupted", async () => {
  const { cwd, flags } = await flawedTarget();
  const running = new Running(process.execPath, [MAIN, "contract", "--explore", "10m", ...flags], { cwd });
  await running.until(() => running.stderr.includes("with the seed"));
  const { code, stdout } = await running.kill("SIGINT");
  expect(code).toBe(130);
  expect(stdout).toContain("interrupted");
  expect(stdout).not.toContain("LEAKED");
}, 60_000);

it.each([
  [["--explore", "soon"], '--explore: got "soon"; accepted: such as 500ms, 90s, 10m, 2h or 3d'],
  [["--explore", "0s"], '--explore: got "0s"; accepted: more than 0s'],
  [
    ["--explore", "5s", "--explore-clients", "9"],
    '--explore-clients: got "9"; accepted: a whole number from 1 to 5',
  ],
  [["--explore", "5s", "--filter", "events.*"], "--filter selects clauses; --explore runs none"],
  [["--explore", "5s", "--bail", "1"], "--bail counts clauses; --explore runs none"],
  [["--seed", "7"], "--seed needs --explore DURATION"],
  [["--explore", "5s", "--profile", "read-only"], "--explore creates products: the profile is read-only"],
])("contract %j is refused in one line", async (flags, message) => {
  const { code, stderr } = await runProcess(["contract", ...flags]);
  expect([code, stderr]).toEqual([2, `spi-emulator: ${message}\n`]);
});
