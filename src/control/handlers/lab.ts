import type { ControlHandlers } from "../control.js";

export const lab = {} as Pick<
  ControlHandlers,
  "listDevices" | "getDevice" | "takeDeviceOffline" | "bringDeviceOnline" | "overrideNextOutcome"
>;
