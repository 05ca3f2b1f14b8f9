import { env } from "node:process";
import { machineWall } from "../../src/clock/clock.js";
import type { KitHost } from "../kit.js";

/** The speed factor of time limits in tests. */
const HASTE = 4;

/** A kit host for kits with real commands. */
export function realKitHost(more: Partial<KitHost> = {}): KitHost {
  const wall = machineWall();
  return { wallTimer: (ms, task) => wall.setTimeout(task, ms / HASTE), environment: env, ...more };
}
