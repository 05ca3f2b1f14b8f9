/**
 * The demo host of bench/demo-host.ts, in a separate process, so that its memory is measured without its visitors'.
 * The first argument is its settings as JSON. It sends its address, and answers each message with its memory use.
 */
import process from "node:process";
import v8 from "node:v8";
import { demoHost } from "../src/demo-host/testing/visitor.js";
import { Sandbox } from "../src/sandbox/sandbox.js";

/** The memory of a process after a garbage collection, in bytes. */
export interface Held {
  heap: number;
  rss: number;
  /** Number of sandbox objects in memory, reachable by visitors or not. */
  sandboxes: number;
}

const emulator = await demoHost(JSON.parse(process.argv[2]!) as object);
process.on("disconnect", () => void emulator.close());
process.on("message", () => {
  // It collects before it counts.
  const sandboxes = v8.queryObjects(Sandbox, { format: "count" });
  globalThis.gc!();
  const { heapUsed: heap, rss } = process.memoryUsage();
  process.send!({ heap, rss, sandboxes } satisfies Held);
});
process.send!({ url: emulator.url });
