import { Agent, request } from "node:http";
import { connect, type Socket } from "node:net";
import { once } from "node:events";
import { expect, it } from "vitest";
import { MAIN, Running } from "../testing/emulator-process.js";

/** Files that the process may have open at a time. */
const FILES = 100;

it("the control plane comes back after too many open files, and the log tells of it", async () => {
  const command = `ulimit -n ${FILES}; exec "${process.execPath}" "${MAIN}" start --port 0 --in-memory --no-lab`;
  const emulator = new Running("/bin/sh", ["-c", command]);
  await emulator.until(() => emulator.stdout.endsWith("\nReady.\n"));
  const url = new URL(/ url +(\S+)/.exec(emulator.stdout)![1]!);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const statusOf = (path: string): Promise<number> =>
    new Promise((resolve, reject) => {
      const sent = request(new URL(path, url), { agent }, (answer) => {
        answer.resume().once("end", () => resolve(answer.statusCode!));
      });
      // A connection that is not accepted is tried again.
      sent.setTimeout(2000, () => sent.destroy(new Error("no answer")));
      sent.once("error", reject).end();
    });
  // Opens the connection that the others use.
  expect(await statusOf("/products")).toBe(401);
  const others = Array.from({ length: FILES }, (): Socket => connect(Number(url.port), url.hostname));
  for (const socket of others) socket.on("error", () => undefined);
  await Promise.all(others.map((socket) => once(socket, "connect")));
  expect(await statusOf("/_emulator/health")).toBe(500);
  expect(emulator.stderr).toMatch(/error the control plane cannot be loaded; .*EMFILE/);

  for (const socket of others) socket.destroy();
  await expect.poll(() => statusOf("/_emulator/health")).toBe(200);
  agent.destroy();
});
