import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { BoundedOutput } from "./bounded-output.js";
import { runCommand, type CommandOptions } from "./kit-command.js";
import { realKitHost } from "./testing/kit-host.js";
import { temporaryFolder } from "../src/testing/temporary-folder.js";

let cwd: string;
beforeEach(() => void (cwd = temporaryFolder()));

function run(argv: string[], more: Partial<CommandOptions> = {}) {
  const { wallTimer } = realKitHost();
  const env = { PATH: process.env.PATH! };
  return runCommand({ argv, cwd, env, timeout: 80_000, outputLimit: 1000, wallTimer, ...more });
}
const sh = (script: string, more?: Partial<CommandOptions>) => run(["sh", "-c", script], more);

/** Whether the process whose id is in a file of `cwd` runs (a zombie has ended). @throws if the file has no id */
function runs(file: string): boolean {
  const id = readFileSync(join(cwd, file), "utf8").trim();
  if (id === "") throw new Error(`${file} is empty`);
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${id}/stat`, "utf8"));
  } catch {
    return false;
  }
}

/** A timer whose longest wait, the command's time limit, the test ends. */
function limitByHand(timeout: number): { timeIsUp: () => void; options: Partial<CommandOptions> } {
  const { wallTimer } = realKitHost();
  let timeIsUp = (): void => undefined;
  const options: Partial<CommandOptions> = {
    timeout,
    wallTimer(ms, task) {
      if (ms !== timeout) return wallTimer(ms, task);
      timeIsUp = task;
      return () => undefined;
    },
  };
  return { timeIsUp: () => timeIsUp(), options };
}

describe("runCommand", () => {
  it("reports the exit code and the output of both streams", async () => {
    await expect(sh("echo out; echo err >&2; exit 3")).resolves.toEqual({
      end: { kind: "exit", code: 3 },
      output: "out\nerr\n",
    });
  });

  it("passes the working directory, the exact arguments and only the given environment", async () => {
    process.env.SECRET_OF_THE_TEST = "secret";
    const { output } = await run(["sh", "-c", 'pwd; echo "$@"; env', "$0", "$HOME; *", "a  b"]);
    expect(output).toMatch(`${cwd}\n$HOME; * a  b\n`);
    expect(output).not.toContain("secret");
    delete process.env.SECRET_OF_THE_TEST;
  });

  it("reports the signal that killed it", async () => {
    await expect(sh("kill -SEGV $$")).resolves.toMatchObject({ end: { kind: "signal", signal: "SIGSEGV" } });
  });

  it.each([
    [["/nowhere/at/all"], /ENOENT/],
    [["no-such-program-anywhere"], /ENOENT/],
    [["/etc/passwd"], /EACCES/],
    [["/"], /EACCES/],
    [["a\0b"], /null bytes/],
  ])("reports that %j could not be started", async (argv, why) => {
    const { end } = await run(argv);
    expect(end).toEqual({ kind: "not-started", why: expect.stringMatching(why) as string });
  });

  it("ends at its timeout, with all its child processes", async () => {
    const { timeIsUp, options } = limitByHand(3_600_000);
    const running = sh("echo begun; sleep 60 & echo $! > child; sleep 60", options);
    await expect.poll(() => runs("child")).toBe(true);
    timeIsUp();
    const { end, output } = await running;
    expect(end).toEqual({ kind: "timeout" });
    expect(output).toBe("begun\n");
    expect(runs("child")).toBe(false);
  });

  it("kills what ignores SIGTERM", async () => {
    const { timeIsUp, options } = limitByHand(3_600_000);
    const running = sh("trap '' TERM; echo $$ > self; while :; do sleep 60; done", options);
    await expect.poll(() => runs("self")).toBe(true);
    timeIsUp();
    const { end } = await running;
    expect(end).toEqual({ kind: "timeout" });
    expect(runs("self")).toBe(false);
  });

  it("does not wait for a child that outlives it and holds the pipes", async () => {
    const { end, output } = await sh("sleep 60 & echo $! > child; echo done");
    expect(end).toEqual({ kind: "exit", code: 0 });
    expect(output).toBe("done\n");
    expect(runs("child")).toBe(false);
  });

  it("does not wait for a child that left its group and holds the pipes", async () => {
    const fork = "require('child_process').spawn('sleep', ['60'], { detached: true, stdio: 'inherit' })";
    const script = `const child = ${fork}; child.unref(); console.log(child.pid)`;
    const { end, output } = await run(["node", "-e", script]);
    expect(end).toEqual({ kind: "exit", code: 0 });
    process.kill(Number(output));
  });

  it("ends when its signal aborts", async () => {
    const controller = new AbortController();
    const running = sh("echo $$ > self; sleep 60", { signal: controller.signal });
    await expect.poll(() => runs("self")).toBe(true);
    controller.abort();
    await expect(running).resolves.toMatchObject({ end: { kind: "stopped" } });
    expect(runs("self")).toBe(false);
    await expect(sh("sleep 60", { signal: controller.signal })).resolves.toMatchObject({
      end: { kind: "stopped" },
    });
  });

  it("keeps the start and the end of any amount of output", async () => {
    const { output } = await sh("echo first; yes | head -c 2000000; echo last");
    expect(output).toMatch(/^first\n(y\n)+\n\[\.\.\. 1999011 bytes left out \.\.\.\]\n\n(y\n)+last\n$/);
  });
});

describe("BoundedOutput", () => {
  it.each([0, 1, 2, 3, 10, 11])("keeps %i bytes for any chunks of the stream", (limit) => {
    const text = "abcdefghijklmnopqrstuvwxyz";
    for (let length = 0; length <= text.length; length++) {
      for (const size of [1, 2, 7, 26]) {
        const output = new BoundedOutput(limit);
        const whole = text.slice(0, length);
        for (let at = 0; at < length; at += size)
          output.write(Buffer.from(whole.slice(at, Math.min(length, at + size))));
        const cut = Math.max(0, length - limit);
        const [head, tail] = [Math.ceil(limit / 2), Math.floor(limit / 2)];
        const expected = `${whole.slice(0, head)}\n[... ${cut} bytes left out ...]\n${whole.slice(length - tail)}`;
        expect(output.text()).toBe(cut === 0 ? whole : expected);
      }
    }
  });
});
