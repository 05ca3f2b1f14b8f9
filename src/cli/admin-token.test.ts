import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { runProcess, startProcess } from "../testing/emulator-process.js";
import { temporaryFolder } from "../testing/temporary-folder.js";

const QUIET = ["--no-lab", "--seed", "empty"];
const statusOf = async (url: string, token: string): Promise<number> => {
  const answer = await fetch(`${url}/_emulator/status`, { headers: { authorization: `Bearer ${token}` } });
  await answer.text();
  return answer.status;
};

it("--admin-token-file: a missing file is made with a token that only its owner reads, which the next start keeps", async () => {
  const file = join(temporaryFolder(), "new", "token");
  const first = await startProcess(["--admin-token-file", file, ...QUIET]);
  const token = readFileSync(file, "utf8").trim();
  expect(token).toMatch(/^[0-9a-f]{32}$/);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect([await statusOf(first.url, token), await statusOf(first.url, "another")]).toEqual([200, 401]);
  await first.kill("SIGTERM");

  const second = await startProcess(["--admin-token-file", file, ...QUIET]);
  expect(await statusOf(second.url, token)).toBe(200);
  const env = { SPI_EMULATOR_URL: second.url, SPI_EMULATOR_ADMIN_TOKEN_FILE: file };
  expect((await runProcess(["status"], { env })).code).toBe(0);
  const none = { SPI_EMULATOR_URL: second.url, SPI_EMULATOR_ADMIN_TOKEN_FILE: `${file}.missing` };
  expect((await runProcess(["status"], { env: none })).code).toBe(3);
});

it("--admin-token goes before the file, and a file that is no token is one line", async () => {
  const folder = temporaryFolder();
  const file = join(folder, "token");
  writeFileSync(file, "the token of the file\n");
  const args = ["--admin-token-file", file, "--admin-token", "the token of the flag"];
  const { url } = await startProcess([...args, ...QUIET]);
  expect(await statusOf(url, "the token of the flag")).toBe(200);
  writeFileSync(file, "\n");
  mkdirSync(join(folder, "directory"));
  for (const [wrong, why] of [
    [file, "is empty"],
    [join(folder, "directory"), "EISDIR"],
  ] as const) {
    const ended = await runProcess(["start", "--in-memory", "--port", "0", "--admin-token-file", wrong]);
    expect([ended.code, ended.stdout]).toEqual([2, ""]);
    expect(ended.stderr).toMatch(/^spi-emulator: --admin-token-file: [^\n]+\n$/);
    expect(ended.stderr).toContain(why);
  }
});
