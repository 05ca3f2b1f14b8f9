#!/usr/bin/env node
import process from "node:process";
import { endOnSignals } from "./cli/end-early.js";

endOnSignals();

// If the reader closes the pipe early (such as `head`), exit without a stack trace.
for (const stream of [process.stdout, process.stderr])
  stream.on("error", ({ code, message }: NodeJS.ErrnoException) => {
    if (code !== "EPIPE" && stream === process.stdout)
      process.stderr.write(`spi-emulator: standard output cannot be written: ${message}\n`);
    process.exit(code === "EPIPE" ? undefined : 2);
  });

// Loaded after the signals are taken.
const { run } = await import("./cli/run.js");
await run(process.argv.slice(2));
