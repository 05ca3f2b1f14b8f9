/**
 * The demo host of bench/demo-host.ts, in a process of its own: so its memory is measured without that of its visitors.
 * The first argument is its settings as JSON. It tells its address, and answers each message with what it holds.
 */
import process from "node:process";
import v8 from "node:v8";
import { demoHost } from "../src/demo-host/testing/visitor.js";
import { Sandbox } from "../src/sandbox/sandbox.js";

/** What a process holds when all was collected that can be. Bytes. */
export interface Held {
  heap: number;
  rss: number;
  /** Sandboxes that are alive, whether anybody can get to them or not. */
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
