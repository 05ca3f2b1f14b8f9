import { behaviour } from "./behaviour.js";
import { duration } from "./setting.js";

export const rebootsMidTest = behaviour<"reboots-mid-test", { reboot_time: number }>({
  kind: "reboots-mid-test",
  description: "Reboots in the middle of each test, so its result comes late.",
  settings: { reboot_time: duration("Duration of a reboot.", "2m") },
  hooks: ({ reboot_time }) => ({ rebootTime: (phase) => (phase === "test" ? reboot_time : 0) }),
});
