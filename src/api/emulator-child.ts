/** The process of `startEmulator({ mode: "process" })`. It receives its settings once, and ends with its parent. */
import process from "node:process";
import type { Config } from "../config.js";
import { runEmulator } from "../emulator.js";
import { createLog } from "../log.js";
import type { ChildReport } from "./child.js";

let close = (): Promise<void> => Promise.resolve();
const end = (): void => {
  void close().finally(() => process.exit());
};

process.once("disconnect", end);
process.once("SIGTERM", end);
// Ctrl-C reaches the whole process group, but the parent decides when to end.
process.on("SIGINT", () => undefined);
process.once("message", (config: Readonly<Config>) => {
  const report = (message: ChildReport): void => void process.send?.(message);
  const starting = runEmulator(config, createLog(config));
  close = () =>
    starting.then(
      (emulator) => emulator.close(),
      () => undefined,
    );
  starting.then(
    ({ url, credentialsFiles }) => report({ url, credentialsFiles }),
    (error: unknown) => report({ refused: (error as Error).message }),
  );
});
