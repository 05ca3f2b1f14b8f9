import { fork } from "node:child_process";
import process from "node:process";
import { childEnvironment, type Config } from "../config.js";
import { machineWall } from "../clock/clock.js";
import type { Emulator } from "../emulator.js";
import { packageFile } from "../package-files.js";
import { EmulatorError } from "./errors.js";

/** An emulator in a process of its own. */
type Child = Pick<Emulator, "url" | "credentialsFiles" | "close">;

/** The child's only message: the address that it listens on and its ini files, or why it did not start. */
export type ChildReport = Omit<Child, "close"> | { refused: string };

/** Time that a child has to end before it is killed, in milliseconds. */
const GRACE_MS = 5000;

/** Starts an emulator in a separate Node process. The process ends when the channel to it closes. */
export async function startChild(config: Readonly<Config>): Promise<Child> {
  const child = fork(packageFile("dist", "emulator-child.js"), [], {
    env: childEnvironment(),
    execArgv: [],
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  let errors = "";
  child.stderr!.setEncoding("utf8").on("data", (text: string) => {
    errors = (errors + text).slice(-4000);
    if (config.logLevel !== "silent") process.stderr.write(text);
  });
  // Not its `close` event, which is never emitted if we close the channel.
  const ended = new Promise<void>((resolve) => {
    let open = 2;
    const one = (): void => {
      open -= 1;
      if (open === 0) resolve();
    };
    child.once("exit", one);
    child.stderr!.once("close", one);
    child.once("error", () => resolve());
  });
  const close = async (): Promise<void> => {
    const disarm = machineWall().setTimeout(() => child.kill("SIGKILL"), GRACE_MS);
    if (child.connected) child.disconnect();
    await ended;
    disarm();
  };
  const report = new Promise<ChildReport>((resolve) => {
    child.once("message", (message) => resolve(message as ChildReport));
    child.once("error", ({ message }) => resolve({ refused: message }));
    void ended.then(() => resolve({ refused: `the emulator's process ended: ${errors.trim()}` }));
  });
  child.send(config);
  const answer = await report;
  if ("url" in answer) return { ...answer, close };
  await close();
  throw new EmulatorError(answer.refused, null, "not-started");
}
