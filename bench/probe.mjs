// Loaded into a server that is measured (node --import): answers the parent's messages with what the process has used.
import { monitorEventLoopDelay } from "node:perf_hooks";
import process from "node:process";

let delay = null;

const answers = {
  /** CPU of the whole process in microseconds, memory in bytes. */
  used: () => ({
    cpu: process.cpuUsage().user + process.cpuUsage().system,
    rss: process.memoryUsage.rss(),
    peak: process.resourceUsage().maxRSS * 1024,
  }),
  /** Begins to watch the event loop. */
  watch: () => {
    delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    return {};
  },
  /** The longest pause since, in milliseconds. */
  pause: () => {
    delay.disable();
    return { longest: delay.max / 1e6, p99: delay.percentile(99) / 1e6 };
  },
};

process.on("message", (what) => process.send(answers[what]()));
process.on("disconnect", () => process.exit());
process.channel.unref();
