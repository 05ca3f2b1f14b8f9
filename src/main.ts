#!/usr/bin/env node
import process from "node:process";
import { run } from "./cli/run.js";

// Who stops reading (a pipe to `head`) has had enough: no reason for a stack trace.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit();
});

await run(process.argv.slice(2));
