import type { Activity } from "../../../devices/activity.js";
import type { EventType, TestStatus } from "../../domain/records.js";
import type { Html } from "../page.js";
import { Icon, type IconName } from "./icon.js";

/** How good a state is. It sets the colour, and an icon and a word always say it too. */
export type Tone = "good" | "bad" | "warn" | "info" | "rest";

interface Face {
  word: string;
  icon: IconName;
  tone: Tone;
}

const RESULTS: Record<TestStatus, Face> = {
  PASSED: { word: "passed", icon: "check", tone: "good" },
  FAILED: { word: "failed", icon: "cross", tone: "bad" },
  ERROR: { word: "error", icon: "alert", tone: "warn" },
};
const EVENTS: Record<EventType, Face> = {
  QUEUED_FOR_AGENTS: { word: "queued", icon: "ring", tone: "rest" },
  PICKED_BY_AGENT: { word: "picked", icon: "half", tone: "info" },
  RESULT_POSTED: { word: "posted", icon: "up", tone: "info" },
  RESULT_STORED: { word: "stored", icon: "check", tone: "rest" },
};
const ACTIVITIES: Record<Activity, Face> = {
  idle: { word: "idle", icon: "ring", tone: "rest" },
  polling: { word: "polling", icon: "ring", tone: "rest" },
  provisioning: { word: "provisioning", icon: "down", tone: "info" },
  testing: { word: "testing", icon: "flask", tone: "info" },
  teardown: { word: "cleaning up", icon: "half", tone: "info" },
  posting: { word: "posting", icon: "up", tone: "info" },
  offline: { word: "offline", icon: "off", tone: "warn" },
  "backing-off": { word: "backing off", icon: "clock", tone: "warn" },
  vanished: { word: "vanished", icon: "off", tone: "bad" },
  stopped: { word: "stopped", icon: "off", tone: "rest" },
};

/** An icon and a word. `of`: a test status, the last event of a walk, or what a device does. */
export function Status({ of }: { of: TestStatus | EventType | Activity }): Html {
  const { word, icon, tone } = faceOf(of);
  return <Mark icon={icon} tone={tone} word={word} />;
}

/** Any icon with any word, in a tone. */
export function Mark({ icon, tone, word }: { icon: IconName; tone: Tone; word: string }): Html {
  return (
    <span class="status" data-tone={tone}>
      <Icon name={icon} />
      {word}
    </span>
  );
}

/** The icon, word and tone of a state, for uses where {@link Status} does not fit. */
export const faceOf = (of: TestStatus | EventType | Activity): Readonly<Face> =>
  ({ ...RESULTS, ...EVENTS, ...ACTIVITIES })[of];
