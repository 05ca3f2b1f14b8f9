import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { PublicClient } from "../src/testing/check-walks.js";
import { startProcess } from "../src/testing/emulator-process.js";
import { temporaryFolder } from "../src/testing/temporary-folder.js";
import { devicesFolder, expectAllStored, labProcess } from "../src/testing/lab-process.js";
import { FlakyFront } from "./testing/flaky-front.js";

/** At this speed a device polls every second of real time, and a walk takes about a tenth of a second. */
const SPEED = ["--speed", "600"];
const PHASES = "phases: { provision: 20s, test: { min: 10s, max: 60s }, teardown: 5s }";

const PATIENCE = { timeout: 90_000, interval: 20 };

const emulator = () => startProcess(["--no-lab", "--seed", "empty", "--log-level", "warn", ...SPEED]);
const labArgs = (count: number): string[] => [
  ...["--devices", devicesFolder(count, `poll_interval: 10m\n${PHASES}`)],
  ...["--outbox", join(temporaryFolder(), "outbox"), ...SPEED],
];

describe("a lab in a separate process, over sockets", () => {
  it("completes 200 opportunities with 100 devices, each once", async () => {
    const { url, credentials, ini } = await emulator();
    const client = new PublicClient(url, credentials);
    const product = await client.product(10);
    const lab = await labProcess(url, ini, [...labArgs(100), "--log-level", "warn"]);
    expect(lab.stdout).toContain("board-001, board-002, board-003, board-004, board-005, 95 more (");
    const known: string[] = [];
    for (let revision = 1; revision <= 20; revision++)
      known.push(...(await client.advertise(product, revision)));
    const { opportunities, agents } = await expectAllStored(client, product, known);
    expect(opportunities).toBe(200);
    expect(agents).toBeGreaterThan(50);
    expect((await lab.kill("SIGTERM")).code).toBe(0);
    expect(lab.stderr).toBe("");
  });

  describe("whose target fails", () => {
    let front: FlakyFront | undefined;
    afterEach(async () => front?.close());

    it("survives refused connections, 503 answers and resets, and then finishes everything", async () => {
      const { url, credentials, ini } = await emulator();
      const client = new PublicClient(url, credentials);
      const product = await client.product(10);
      const known = await client.advertise(product, 1);
      front = new FlakyFront(url);
      await front.listen();
      await front.close();
      const lab = await labProcess(front.url, ini, labArgs(10));
      await lab.until(() => lab.stderr.includes(`${front!.url} cannot be reached: `));

      front.mode = "answers-503";
      await front.listen();
      await vi.waitFor(() => expect(front!.seen["answers-503"]).toBeGreaterThan(20), PATIENCE);
      expect(lab.stderr).toContain(`${front.url} answers HTTP 503; devices keep trying`);

      front.mode = "forwards";
      await lab.until(() => lab.stderr.split("began provision").length > 5);
      known.push(...(await client.advertise(product, 2)));
      front.mode = "resets";
      // Half of the results are accepted, but their answers are lost.
      await vi.waitFor(() => expect(front!.seen.resets).toBeGreaterThan(40), PATIENCE);

      front.mode = "forwards";
      const { opportunities } = await expectAllStored(client, product, known);
      expect(opportunities).toBe(20);
      expect(lab.stderr).toContain("answers again");
      expect(lab.stderr).toMatch(/posted the result of \S+: 200/);
      expect((await lab.kill("SIGTERM")).code).toBe(0);
    });
  });
});
