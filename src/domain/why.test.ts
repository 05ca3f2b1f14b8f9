import { describe, expect, it } from "vitest";
import { type AgentFacts, type DeviceFacts, standingOf } from "./standing.js";
import { explain } from "./why.js";
import type { WhyFacts } from "./why-facts.js";

/** 2016-01-04T17:00:00Z */
const NOW = 1_451_926_800_000_000;
const SECOND = 1_000_000;
const after = (seconds: number): number => NOW + seconds * SECOND;

const idle: DeviceFacts = {
  activity: "idle",
  online: true,
  offline_until: null,
  opportunity_id: null,
  phase: null,
  next_poll_at: after(5),
};

function device(
  agent_id: string,
  change: Partial<DeviceFacts> = {},
  more: Partial<AgentFacts> = {},
): AgentFacts {
  return { ...outsider(agent_id), device: { ...idle, ...change }, ...more };
}

function outsider(agent_id: string, change: Partial<AgentFacts> = {}): AgentFacts {
  const polled = { polled_at: after(-30), heard_at: after(-30), holds: null };
  return { agent_id, account_id: "a", platform: "pi2", ...polled, device: null, ...change };
}

const testing = (seconds: number): Partial<DeviceFacts> => ({
  activity: "testing",
  opportunity_id: "other",
  phase: { name: "test", ends_at: after(seconds) },
  next_poll_at: null,
});

const queued: WhyFacts = {
  now: NOW,
  opportunity: { id: "opp", account_id: "a", platform: "pi2" },
  state: "QUEUED_FOR_AGENTS",
  since: after(-60),
  holder: null,
  test_status: null,
  ahead: 0,
  stored_at: null,
  agents: [],
  standing: (agent) => standingOf(agent, NOW),
  emailOf: (id) => `${id}@example.com`,
  lab: "on",
  clock: "runs",
};
const picked: Partial<WhyFacts> = { state: "PICKED_BY_AGENT", holder: { agent_id: "pi-1" } };
const inHand = (change: Partial<DeviceFacts>): AgentFacts =>
  device("pi-1", { opportunity_id: "opp", ...change });
const anywhere = { id: "opp", account_id: "a", platform: null };

describe("explain", () => {
  it.each<[string, Partial<WhyFacts>, string]>([
    ["nobody has polled", {}, "No agent has polled at all."],
    [
      "nobody has polled and the lab is off",
      { lab: "off" },
      "No agent has polled at all; the lab is off (--no-lab).",
    ],
    [
      "no agent of the platform",
      {
        agents: [
          outsider("x", { platform: "bbb" }),
          outsider("y", { platform: null }),
          device("z", {}, { platform: "amd64" }),
        ],
      },
      "No agent of platform pi2 has polled (known platforms: amd64, bbb, none).",
    ],
    [
      "no agent of the platform, and the lab is off",
      { agents: [outsider("x", { platform: "bbb" })], lab: "off" },
      "No agent of platform pi2 has polled (known platforms: bbb); the lab is off (--no-lab).",
    ],
    [
      "agents of that platform work for another account",
      { agents: [outsider("x", { account_id: "b" }), outsider("y", { platform: "bbb" })] },
      "It waits for an agent of its account, a@example.com: agents of platform pi2 exist, but they work for another account: x (b@example.com).",
    ],
    [
      "all agents work for another account",
      { agents: [outsider("x", { account_id: "b" })], opportunity: anywhere },
      "It waits for an agent of its account, a@example.com: the known agents work for another account: x (b@example.com).",
    ],
    [
      "the only device is taken offline",
      { agents: [device("pi-1", { activity: "offline", online: false, next_poll_at: null })] },
      "It waits for an agent of platform pi2; the lab's only one, pi-1, is offline.",
    ],
    [
      "the only device is offline until a window ends",
      { agents: [device("pi-1", { activity: "offline", online: false, offline_until: after(125) })] },
      "It waits for an agent of platform pi2; the lab's only one, pi-1, is offline until 17:02:05 (in 2 min 5 s).",
    ],
    [
      "the only device is busy",
      { agents: [device("pi-1", testing(65))], ahead: 1 },
      "It waits for an agent of platform pi2; the lab's only one, pi-1, is testing until 17:01:05 (in 1 min 5 s); 1 older one goes first.",
    ],
    [
      "all devices are busy",
      { agents: [device("pi-1", testing(65)), device("pi-2", testing(30))], ahead: 2 },
      "All 2 agents of platform pi2 are busy until 17:00:30 (in 30 s) at least; 2 older ones go first.",
    ],
    [
      "all agents are busy for an unknown time",
      { agents: [outsider("x", { holds: "other" }), outsider("y", { holds: "another" })] },
      "All 2 agents of platform pi2 are busy.",
    ],
    [
      "none is free, for several reasons",
      {
        agents: [
          device("pi-1", testing(65)),
          device("pi-2", { activity: "vanished", online: false, opportunity_id: "gone" }),
        ],
      },
      "It waits for an agent of platform pi2; none of the 2 is free: pi-1 is testing until 17:01:05 (in 1 min 5 s), pi-2 vanished with an opportunity.",
    ],
    [
      "a device is free",
      { agents: [device("pi-1", testing(65)), device("pi-2")] },
      "It waits for the next poll of pi-2, which polls at 17:00:05 (in 5 s).",
    ],
    [
      "names the free agent that polls first",
      { agents: [device("pi-1", { next_poll_at: after(9) }), device("pi-2"), outsider("x")] },
      "It waits for the next poll of pi-2, which polls at 17:00:05 (in 5 s).",
    ],
    [
      "an external agent is free",
      { agents: [outsider("x")] },
      "It waits for the next poll of x, which polled last at 16:59:30 (30 s ago).",
    ],
    [
      "older ones go first",
      { agents: [device("pi-1")], ahead: 3 },
      "It waits its turn: 3 older ones are ahead for pi-1.",
    ],
    [
      "the lab sleeps",
      { agents: [device("pi-1")], lab: "asleep" },
      "It waits for pi-1, which is about to wake.",
    ],
    [
      "a device backs off",
      { agents: [device("pi-1", { activity: "backing-off", next_poll_at: after(300) })] },
      "It waits for an agent of platform pi2; the lab's only one, pi-1, was refused, and backs off until 17:05:00 (in 5 min).",
    ],
    [
      "the clock is manual",
      { agents: [device("pi-1")], clock: "manual" },
      "It waits for the next poll of pi-1, which polls at 17:00:05 (in 5 s); the clock is manual and stands still until it is advanced.",
    ],
    [
      "the clock is paused",
      { agents: [device("pi-1")], clock: "paused" },
      "It waits for the next poll of pi-1, which polls at 17:00:05 (in 5 s); the clock is paused (speed 0).",
    ],
    [
      "the clock is manual, but an external agent may poll at any time",
      { agents: [outsider("x")], clock: "manual" },
      "It waits for the next poll of x, which polled last at 16:59:30 (30 s ago).",
    ],
    [
      "picked, and at work",
      { ...picked, agents: [inHand({ ...testing(65), opportunity_id: "opp" }), device("pi-2")] },
      "pi-1 is at work on it: it is testing until 17:01:05 (in 1 min 5 s).",
    ],
    [
      "picked, finished and offline",
      { ...picked, agents: [inHand({ activity: "offline", online: false, offline_until: after(60) })] },
      "pi-1 is at work on it: it has a result to post, and is offline until 17:01:00 (in 1 min).",
    ],
    [
      "picked, and vanished",
      { ...picked, agents: [inHand({ activity: "vanished", online: false })], clock: "manual" },
      "pi-1 picked it at 16:59:00 (1 min ago) and vanished with it: it stays picked (A-16).",
    ],
    [
      "picked by a device that gave it up",
      { ...picked, agents: [device("pi-1")] },
      "pi-1 picked it at 16:59:00 (1 min ago) and no longer works on it: it stays picked (A-16).",
    ],
    [
      "picked a moment ago: the device has not begun yet",
      { ...picked, agents: [device("pi-1", { activity: "polling" }, { polled_at: after(-60) })] },
      "pi-1 picked it at 16:59:00 (1 min ago) and is about to begin.",
    ],
    [
      "picked by a device that was stopped",
      { ...picked, agents: [device("pi-1", { activity: "stopped" }, { polled_at: after(-60) })] },
      "pi-1 picked it at 16:59:00 (1 min ago) and no longer works on it: it stays picked (A-16).",
    ],
    [
      "picked by an agent without requests since",
      {
        ...picked,
        agents: [outsider("pi-1", { heard_at: after(-60), polled_at: after(-60), holds: "opp" })],
      },
      "pi-1 picked it at 16:59:00 (1 min ago) and has sent no request since.",
    ],
    [
      "picked by an unknown agent, after a restart",
      { ...picked, agents: [] },
      "pi-1 picked it at 16:59:00 (1 min ago) and has sent no request since.",
    ],
    [
      "picked by an agent that polls again",
      { ...picked, agents: [outsider("pi-1")] },
      "pi-1 picked it at 16:59:00 (1 min ago) and polled again at 16:59:30 (30 s ago) without a result: it stays picked (A-16).",
    ],
    [
      "picked yesterday: with the date",
      { ...picked, since: after(-86_400 - 3600), agents: [] },
      "pi-1 picked it on 2016-01-03 16:00:00 (1 d 1 h ago) and has sent no request since.",
    ],
    [
      "posted",
      {
        ...picked,
        state: "RESULT_POSTED",
        test_status: "FAILED",
        since: NOW - 10_000,
        stored_at: NOW + 20_000,
      },
      "pi-1 posted FAILED at 16:59:59 (10 ms ago); the result will be stored at 17:00:00 (in 20 ms).",
    ],
    [
      "stored",
      { ...picked, state: "RESULT_STORED", test_status: "PASSED" },
      "It is finished: PASSED by pi-1, stored at 16:59:00 (1 min ago).",
    ],
  ])("%s", (_, facts, sentence) => {
    const why = explain({ ...queued, ...facts });
    expect(why.sentence).toBe(sentence);
    expect(why.state).toBe(facts.state ?? "QUEUED_FOR_AGENTS");
  });

  it("names the facts for programs", () => {
    const { parts } = explain({
      ...queued,
      agents: [device("pi-1", testing(65))],
      ahead: 2,
      clock: "manual",
    });
    expect(parts).toEqual([
      { kind: "platform", text: "Its Test Spec is for platform pi2.", detail: { platform: "pi2" } },
      {
        kind: "device",
        text: "pi-1 is testing until 17:01:05 (in 1 min 5 s).",
        detail: {
          agent_id: "pi-1",
          standing: "busy",
          activity: "testing",
          until: "2016-01-04T17:01:05.000000+00:00",
        },
      },
      { kind: "queue", text: "2 older ones go first.", detail: { ahead: 2 } },
      {
        kind: "clock",
        text: "The clock is manual and stands still until it is advanced.",
        detail: { now: "2016-01-04T17:00:00.000000+00:00", clock: "manual" },
      },
    ]);
  });

  it("names a few agents and counts the rest", () => {
    const agents = Array.from({ length: 9 }, (_, n) => device(`pi-${n}`, testing(60 + n)));
    const { parts } = explain({ ...queued, agents });
    expect(parts.map(({ kind }) => kind)).toEqual(["platform", ...Array(5).fill("device"), "agent"]);
    expect(parts.at(-1)).toEqual({ kind: "agent", text: "There are 4 more.", detail: { more: 4 } });
  });

  it("names a few platforms and counts the rest", () => {
    const agents = Array.from({ length: 1000 }, (_, n) =>
      device(`pi-${n}`, testing(60), { platform: `p${n}` }),
    );
    const why = explain({ ...queued, agents });
    expect(why.sentence).toMatch(/known platforms: p0, p1, p10, .* and 990 more/);
    expect(JSON.stringify(why).length).toBeLessThan(1000);
  });
});
