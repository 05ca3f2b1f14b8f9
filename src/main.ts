#!/usr/bin/env node
import * as modules from "node:module";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { endOnSignals } from "./cli/end-early.js";

endOnSignals();

// If the reader closes the pipe early (such as `head`), exit without a stack trace.
for (const stream of [process.stdout, process.stderr])
  stream.on("error", ({ code, message }: NodeJS.ErrnoException) => {
    if (code !== "EPIPE" && stream === process.stdout)
      process.stderr.write(`spi-emulator: standard output cannot be written: ${message}\n`);
    process.exit(code === "EPIPE" ? undefined : 2);
  });

// What V8 compiled is kept beside the bundle where Node can (22.1) and the folder can be written: a start takes an eighth less.
if (import.meta.url.endsWith("/dist/main.js"))
  (modules as { enableCompileCache?: (folder: string) => unknown }).enableCompileCache?.(
    fileURLToPath(new URL("compile-cache", import.meta.url)),
  );

// Loaded after the signals are taken.
const { run } = await import("./cli/run.js");
await run(process.argv.slice(2));
