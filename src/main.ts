#!/usr/bin/env node
import process from "node:process";
import { run } from "./cli/run.js";

// If the reader closes the pipe early (such as `head`), exit without a stack trace.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit();
});

await run(process.argv.slice(2));
