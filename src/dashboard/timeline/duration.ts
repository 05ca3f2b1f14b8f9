import { MICROS } from "../../clock/clock.js";
import { span } from "../client/spans.js";

/** A duration in microseconds as people say it, also a short one: `30 ms`, `1.4 s`, `42 s`, `3 min 20 s`. */
export function duration(micros: number): string {
  const ms = micros / MICROS;
  if (ms >= 9950) return span(ms + 500);
  if (ms < 1) return "0 s";
  return ms < 999.5 ? `${Math.round(ms)} ms` : `${Number((ms / 1000).toFixed(1))} s`;
}
