import { readdirSync } from "node:fs";
import process from "node:process";
import { wallTime } from "../clock/clock.js";
import type { LoopFigures } from "../clock/loop-watch.js";
import type { Exposition } from "./exposition.js";

/** The process itself, with the names that Prometheus' client libraries use. */
export function addProcess(out: Exposition, loop: LoopFigures): void {
  const { rss, heapTotal, heapUsed, external, arrayBuffers } = process.memoryUsage();
  const { user, system } = process.cpuUsage();
  const started = wallTime() / 1000 - process.uptime();
  out.one("process_start_time_seconds", "gauge", "Start of the process, in seconds since 1970.", started);
  out.one("process_cpu_seconds_total", "counter", "CPU time of the process.", (user + system) / 1e6);
  out.one("process_resident_memory_bytes", "gauge", "Memory of the process.", rss);
  const files = openFiles();
  if (files !== null) out.one("process_open_fds", "gauge", "Open files and connections.", files);
  out.one("nodejs_heap_size_total_bytes", "gauge", "Size of Node's heap.", heapTotal);
  out.one("nodejs_heap_size_used_bytes", "gauge", "Used part of Node's heap.", heapUsed);
  out.one("nodejs_external_memory_bytes", "gauge", "Memory outside the heap.", external);
  out.one("nodejs_array_buffers_bytes", "gauge", "The part of it in buffers.", arrayBuffers);
  addLoop(out, loop);
}

function addLoop(out: Exposition, { active, idle, delay }: LoopFigures): void {
  out.one("nodejs_eventloop_active_seconds_total", "counter", "Time in which the event loop worked.", active);
  out.one("nodejs_eventloop_idle_seconds_total", "counter", "Time in which the event loop waited.", idle);
  for (const [name, help] of [
    ["mean", "Mean delay"],
    ["p50", "Median delay"],
    ["p99", "99th percentile of the delay"],
    ["max", "Greatest delay"],
  ] as const)
    out.one(
      `nodejs_eventloop_lag_${name}_seconds`,
      "gauge",
      `${help} of the event loop since the previous scrape; 0 in the first.`,
      delay[name],
    );
}

/** Null where the system does not tell. */
function openFiles(): number | null {
  try {
    return readdirSync("/proc/self/fd").length;
  } catch {
    return null;
  }
}
