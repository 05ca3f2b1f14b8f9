import { env } from "node:process";
import { machineWall } from "../../src/clock/clock.js";
import type { KitHost } from "../kit.js";

/** How many times as fast time limits run in tests as in earnest. */
const HASTE = 4;

/** The machine that the tests run on, for kits whose commands are real. */
export function realKitHost(more: Partial<KitHost> = {}): KitHost {
  const wall = machineWall();
  return { wallTimer: (ms, task) => wall.setTimeout(task, ms / HASTE), environment: env, ...more };
}
