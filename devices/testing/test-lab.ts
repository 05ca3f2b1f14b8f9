import { draw } from "../../src/ids.js";
import { ManualClock } from "../../src/clock/manual-clock.js";
import type { ActivityEvent } from "../activity.js";
import { createLab, type LabOptions } from "../lab.js";
import { parseProfile } from "../load-profiles.js";
import { memoryOutbox } from "../outbox.js";
import type { Profile } from "../profile.js";
import { FakeSpi } from "./fake-spi.js";

/** A healthy device with round numbers: it polls every 10 s, and a walk takes 1 + 2 + 1 minutes. */
export const PLAIN = `
name: plain
platform: amd64
agent: { id: dev, group: lab, revision: "197" }
poll_interval: 10s
phases: { provision: 60s, test: 120s, teardown: 60s }
`;

/** The profile {@link PLAIN} with more lines. */
export function plain(more = ""): Profile {
  return parseProfile(PLAIN + more, "plain.yaml");
}

/** 2016-01-04T17:00:00.000001Z */
const START = 1_451_926_800_000_001;

/** A lab on a manual clock with a fake SPI server. Devices first poll at 0 ms unless `draws` changes that. */
export function testLab(profiles: Profile[], options: Partial<LabOptions> = {}) {
  const errors: unknown[] = [];
  const clock = new ManualClock({ start: START, onError: (error) => errors.push(error) });
  const spi = new FakeSpi(clock);
  const events: ActivityEvent[] = [];
  const outbox = memoryOutbox();
  const lab = createLab({
    profiles,
    clock,
    fetchFor: () => spi.fetch,
    baseUrl: "https://spi.test/",
    draw: (...what) => (what[1] === "first-poll" ? 0 : draw("seed", ...what)),
    outbox,
    onActivity: (event) => events.push(event),
    ...options,
  });
  const kinds = (): string[] => events.map((event) => event.kind);
  const find = <K extends ActivityEvent["kind"]>(kind: K) =>
    events.filter((event): event is Extract<ActivityEvent, { kind: K }> => event.kind === kind);
  return { clock, spi, lab, events, kinds, find, outbox, errors };
}
