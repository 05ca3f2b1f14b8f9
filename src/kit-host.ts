import type { KitHost } from "../devices/kit.js";
import { machineWall } from "./clock/clock.js";
import { commandEnvironment } from "./config.js";

/** This machine, for Provisioning Kits with real commands, which run in real time. */
export function machineKitHost(more: Pick<KitHost, "keep"> = {}): KitHost {
  const wall = machineWall();
  return {
    wallTimer: (ms, task) => wall.setTimeout(task, ms),
    environment: commandEnvironment(),
    ...more,
  };
}
