import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { temporaryFolder } from "../testing/temporary-folder.js";
import { labServer } from "./testing/lab-server.js";

const UNCHANGED = /; nothing was changed$/;

it("503 says that nothing was changed where the new state file cannot be written", async () => {
  const folder = temporaryFolder();
  const server = await labServer({ folder, lab: false });
  expect((await server.control("POST", "/_emulator/snapshots", { name: "saved" })).status).toBe(201);
  const { body: snapshot } = await server.control("GET", "/_emulator/snapshots/saved");
  const before = (await server.send("GET", "/products")).body;
  mkdirSync(join(folder, "default.jsonl.tmp"));
  for (const [path, body] of [
    ["reset", {}],
    ["seed", { name: "demo" }],
    ["snapshot-imports", snapshot],
    ["snapshots/saved/load", {}],
  ] as const) {
    const answer = await server.control("POST", `/_emulator/${path}`, body as object);
    expect([path, answer.status]).toEqual([path, 503]);
    expect(answer.body.message).toMatch(UNCHANGED);
  }
  rmSync(join(folder, "default.jsonl.tmp"), { recursive: true });
  expect((await server.send("GET", "/products")).body).toEqual(before);
  await server.close();
});

it("503 says that nothing was changed where a sandbox cannot be made", async () => {
  const folder = temporaryFolder();
  const server = await labServer({ folder, lab: false });
  mkdirSync(join(folder, "one.jsonl.tmp"));
  const answer = await server.control("POST", "/_emulator/sandboxes", { name: "one" });
  expect([answer.status, answer.body.message]).toEqual([503, expect.stringMatching(UNCHANGED)]);
  await server.close();
});
