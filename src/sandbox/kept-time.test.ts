import { cpSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { yieldToLoop } from "../clock/clock.js";
import type { ClockSettings } from "../domain/records.js";
import { silentLog } from "../log.js";
import { temporaryFolder } from "../testing/temporary-folder.js";
import { FakeWall } from "./testing/fake-wall.js";
import { labServer, type LabServer, START } from "./testing/lab-server.js";

const FAST: ClockSettings = { mode: "scaled", speed: 3600 };
const GUEST = "/_emulator/clock?sandbox=guest";

/** A server whose guest, unlike the default sandbox, keeps the settings of its clock over a restart. */
async function withGuest(clock: ClockSettings) {
  const [folder, wall] = [temporaryFolder(), new FakeWall()];
  const server = await labServer({ folder, lab: false, more: { wall } });
  await server.sandboxes.create({ name: "guest", seed: "empty", clock, lab: false });
  return { folder, wall, server };
}

const shown = async ({ control }: LabServer): Promise<string> => (await control("GET", GUEST)).body.now;
const again = (folder: string, wall: FakeWall) => labServer({ folder, lab: false, more: { wall } });
const copyOf = (folder: string): string => {
  const copy = temporaryFolder();
  cpSync(folder, copy, { recursive: true });
  return copy;
};
const commits = (folder: string): number =>
  readFileSync(join(folder, "guest.jsonl"), "utf8").split("\n").length;

it("a clock that ran ahead goes on from there after a clean stop, which is one commit", async () => {
  const { folder, wall, server } = await withGuest(FAST);
  wall.ms += 2000;
  const [before, lines] = [await shown(server), commits(folder)];
  await server.close();
  expect(commits(folder)).toBe(lines + 1);
  wall.ms += 3000;
  const next = await again(folder, wall);
  expect(await shown(next)).toBe(before);
  wall.ms += 1000;
  expect(Date.parse(await shown(next)) - Date.parse(before)).toBe(3_600_000);
  await next.close();
});

it.each(["stopped", "killed"])("a paused clock stands still while the emulator is %s", async (how) => {
  const { folder, wall, server } = await withGuest(FAST);
  wall.ms += 2000;
  const lines = commits(folder);
  expect((await server.control("PUT", GUEST, { speed: 0 })).status).toBe(200);
  expect(commits(folder)).toBe(lines + 1);
  wall.ms += 5000;
  const before = await shown(server);
  const copy = copyOf(folder);
  await server.close();
  expect(commits(folder)).toBe(lines + 1);
  wall.ms += 10_000_000_000;
  const next = await again(how === "killed" ? copy : folder, wall);
  expect(await shown(next)).toBe(before);
  expect((await next.control("PUT", GUEST, { speed: 60 })).body.now).toBe(before);
  await next.close();
});

it("the time that a manual clock shows during an advance is kept, also by a kill", async () => {
  const { folder, wall, server } = await withGuest({ mode: "manual", start: START });
  const guest = server.sandboxes.get("guest");
  for (let minute = 1; minute <= 5; minute++) guest.clock.after(minute * 60_000, yieldToLoop);
  const lines = commits(folder);
  const advance = server.control("POST", "/_emulator/clock/advance?sandbox=guest", { by_ms: 3_600_000 });
  await expect.poll(() => guest.clock.now(), { interval: 0 }).toBeGreaterThan(START);
  const during = await shown(server);
  const copy = copyOf(folder);
  await advance;
  await server.close();
  // One for what was shown, and one for the advance.
  expect(commits(folder)).toBeLessThanOrEqual(lines + 2);
  const next = await again(copy, wall);
  expect(Date.parse(await shown(next))).toBeGreaterThanOrEqual(Date.parse(during));
  await next.close();
});

it("a manual clock that is stopped during an advance goes on from where it was", async () => {
  const { folder, wall, server } = await withGuest({ mode: "manual", start: START });
  const guest = server.sandboxes.get("guest");
  let stop: Promise<void> | undefined;
  guest.clock.after(60_000, () => void (stop = server.close()));
  guest.clock.after(3_600_000, () => undefined);
  await server.control("POST", "/_emulator/clock/advance?sandbox=guest", { by_ms: 60_000 });
  await stop;
  const next = await again(folder, wall);
  expect(next.sandboxes.get("guest").clock.now()).toBe(START + 60_000_000);
  await next.close();
});

it("a sandbox that is given to another process has the time that its clock showed", async () => {
  const { folder, wall, server } = await withGuest(FAST);
  wall.ms += 2000;
  const before = await shown(server);
  await server.sandboxes.letGo(server.sandboxes.get("guest"));
  const next = await again(copyOf(folder), wall);
  expect(await shown(next)).toBe(before);
  await next.close();
  await server.close();
});

it("a stop ends where the time cannot be kept, and the log says so; nothing else is lost", async () => {
  const warnings: unknown[] = [];
  const [folder, wall] = [temporaryFolder(), new FakeWall()];
  const log = { ...silentLog, warn: (...told: unknown[]) => void warnings.push(told) };
  const more = { wall, log: log as typeof silentLog };
  const server = await labServer({ folder, lab: false, clock: FAST, more });
  wall.ms += 2000;
  rmSync(join(folder, "default.jsonl"));
  await server.close();
  expect(warnings).toContainEqual([
    { sandbox: "default" },
    expect.stringMatching(/^the time of its clock could not be kept for the next start: .* was removed/),
  ]);
  expect(server.sandbox.isDurable).toBe(true);
});
