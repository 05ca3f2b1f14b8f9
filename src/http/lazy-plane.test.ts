import { cpSync, renameSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { expect, it } from "vitest";
import { packageFile } from "../package-files.js";
import { Running } from "../testing/emulator-process.js";
import { temporaryFolder } from "../testing/temporary-folder.js";
import { lazily } from "./front-router.js";
import type { Fetch } from "./server.js";

it("a plane that could not be made is made at the next request, and the failure is told", async () => {
  const told: unknown[] = [];
  const failure = new Error("too many open files");
  let tries = 0;
  const plane = lazily(
    "the plane",
    () => {
      tries += 1;
      if (tries === 1) return Promise.reject(failure);
      const answer: Fetch = () => new Response("here");
      return Promise.resolve(answer);
    },
    (error) => told.push(error),
  );
  const ask = async (): Promise<Response> => plane(new Request("http://127.0.0.1/_emulator/health"), {});
  const refused = await ask();
  expect([refused.status, refused.headers.get("retry-after"), await refused.json()]).toEqual([
    503,
    "1",
    {
      id: "service-unavailable",
      message: "the plane cannot be loaded: see its log; try again",
      url: null,
    },
  ]);
  expect(told).toEqual([failure]);
  for (let n = 0; n < 2; n++) expect(await (await ask()).text()).toBe("here");
  expect([tries, told.length]).toEqual([2, 1]);
});

it("a plane whose files were removed after the start is refused plainly, and serves when they are back", async () => {
  const folder = temporaryFolder();
  for (const name of ["dist", "devices", "fixtures", "package.json"])
    cpSync(packageFile(name), join(folder, name), { recursive: true });
  symlinkSync(packageFile("node_modules"), join(folder, "node_modules"));
  const main = join(folder, "dist", "main.js");
  const flags = ["--port", "0", "--no-lab", "--data-dir", join(folder, "data")];
  const emulator = new Running(process.execPath, [main, "start", ...flags], { cwd: folder });
  await emulator.until(() => emulator.stdout.includes("Ready."));
  const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(emulator.stdout)!;
  const [dist, gone] = ["dist", "gone"].map((name) => join(folder, name)) as [string, string];
  renameSync(dist, gone);
  for (const [path, plane] of [
    ["/_emulator/ready", "the control plane"],
    ["/_emulator/dashboard/", "the dashboard"],
  ] as const) {
    const answer = await fetch(url + path);
    const { message } = (await answer.json()) as { message: string };
    expect([answer.status, message]).toEqual([
      503,
      `${plane} cannot be loaded: files of the emulator were removed or replaced after its start; restart it`,
    ]);
  }
  expect((await fetch(`${url}/products`)).status).toBe(401);
  renameSync(gone, dist);
  expect((await fetch(`${url}/_emulator/ready`)).status).toBe(200);
  await emulator.kill("SIGTERM");
});
