import { describe, expect, it } from "vitest";
import { agentIds } from "./agent-ids.js";
import { parseProfile, ProfileError } from "./load-profiles.js";

/** The problems of a profile text. */
function problems(text: string): readonly string[] {
  try {
    parseProfile(text, "x.yaml");
  } catch (error) {
    if (error instanceof ProfileError) return error.problems;
    throw error;
  }
  return [];
}

const MINIMAL = "name: x\nagent: { id: x }\n";

describe("parseProfile", () => {
  it("fills in the defaults", () => {
    expect(parseProfile(MINIMAL, "lab/x.yaml")).toEqual({
      ...{ name: "x", description: "", platform: null, account: null, count: 1, poll_interval: 15_000 },
      agent: { id: "x", group: null, revision: null, line: 2 },
      phases: {
        provision: { kind: "uniform", min: 60_000, max: 90_000 },
        test: { kind: "uniform", min: 45_000, max: 120_000 },
        teardown: { kind: "fixed", ms: 10_000 },
      },
      result_payload: { summary: "{{status}}: {{reason}}", results: "{{test_cmds}}" },
      ...{ outcomes: [], behaviours: [], kit: null, file: "lab/x.yaml" },
    });
  });

  it("reads every setting", () => {
    const profile = parseProfile(
      `${MINIMAL}
count: 3
poll_interval: 2.5
phases: { provision: 500ms, test: { mean: 2m, deviation: 3 }, teardown: 0 }
outcomes:
  - when: { snap: a.b, revision: ">= 12", channel: edge, platform: pi2, spec: smoke, trigger: snap }
    then: { status: FAILED, rate: 0.5, reason: bad }
  - { when: { revision: 7 }, then: { status: ERROR } }
behaviours:
  - kind: slow
  - kind: reboots-mid-test
  - kind: vanishes-after-pick
  - { kind: offline, windows: [{ after: 1h, for: 10 }] }
kit: { provision: [./a, -x], test: [b], timeout: 1m }
`,
      "lab/x.yaml",
    );
    expect(profile).toMatchObject({
      ...{ count: 3, poll_interval: 2500 },
      phases: {
        provision: { kind: "fixed", ms: 500 },
        test: { kind: "normal", mean: 120_000, deviation: 3000 },
        teardown: { kind: "fixed", ms: 0 },
      },
      outcomes: [
        {
          when: { ...{ snap: "a.b", channel: "edge", platform: "pi2", spec: "smoke", trigger: "snap" } },
          then: { status: "FAILED", rate: 0.5, reason: "bad" },
        },
        { when: { revision: { test: "=", revision: 7 } }, then: { status: "ERROR", rate: 1, reason: null } },
      ],
      behaviours: [
        { kind: "slow", factor: 5 },
        { kind: "reboots-mid-test", reboot_time: 120_000 },
        { kind: "vanishes-after-pick", rate: 1 },
        { kind: "offline", windows: [{ after: 3_600_000, for: 10_000, every: null }] },
      ],
      kit: {
        ...{ provision: ["./a", "-x"], test: ["b"], teardown: null, timeout: 60_000 },
        ...{ output_limit: 65_536, folder: "lab" },
      },
    });
    expect(profile.outcomes[0]!.when.revision).toEqual({ test: ">=", revision: 12 });
    expect(agentIds(profile)).toEqual(["x-01", "x-02", "x-03"]);
  });

  it.each([
    ["", "x.yaml:1: got an empty file; accepted: the fields of a device profile"],
    ["# nothing\n", "x.yaml:1: got an empty file; accepted: the fields of a device profile"],
    ["hello", 'x.yaml:1: got "hello"; accepted: the fields of a device profile'],
    ["- a\n", 'x.yaml:1: got ["a"]; accepted: the fields of a device profile'],
    ["name: x\nagent: {\n", /^x\.yaml:\d: not YAML: /],
    ["name: x\nname: y\n", /^x\.yaml:2: not YAML: Map keys must be unique/],
    [
      "name: x\nagent: { id: x }\nplattform: pi2\n",
      /^x\.yaml:3: plattform: unknown field, perhaps you mean platform; accepted: name, description, platform,/,
    ],
    ["name: x\n", "x.yaml:1: agent: missing; this field is required"],
    ["name: x\nagent:\n  group: lab\n", "x.yaml:2: agent.id: missing; this field is required"],
    [
      "name: x\nagent:\n  id: x\n  revision: 197\n",
      /^x\.yaml:4: agent\.revision: got 197; accepted: a text .*, quoted if it looks like a number; or null$/,
    ],
    [
      `${MINIMAL}poll_interval: soon\n`,
      'x.yaml:3: poll_interval: got "soon"; accepted: "500ms", "90s", "2m", "1h" or a number of seconds',
    ],
    [`${MINIMAL}poll_interval: 0\n`, "x.yaml:3: poll_interval: got 0; accepted: 100ms and longer"],
    [`${MINIMAL}count: 0\n`, /^x\.yaml:3: count: got 0; accepted: at least 1 \(Number of such devices/],
    [
      `${MINIMAL}behaviours:\n  - kind: flakey\n`,
      /^x\.yaml:4: behaviours\[0\]\.kind: got "flakey", perhaps you mean flaky; accepted: slow, flaky,/,
    ],
    [
      `${MINIMAL}behaviours:\n  - kind: flaky\n`,
      "x.yaml:4: behaviours[0].rate: missing; this field is required",
    ],
    [
      `${MINIMAL}behaviours:\n  - kind: flaky\n    rate: 3\n`,
      "x.yaml:5: behaviours[0].rate: got 3; accepted: a probability, 0 to 1",
    ],
    [
      `${MINIMAL}behaviours:\n  - kind: slow\n    rate: 3\n`,
      "x.yaml:5: behaviours[0].rate: unknown field; accepted: kind, factor",
    ],
    [
      `${MINIMAL}outcomes:\n  - when: { channel: egde }\n    then: { status: FAILED }\n`,
      'x.yaml:4: outcomes[0].when.channel: got "egde", perhaps you mean edge; accepted: edge, beta, candidate, stable',
    ],
    [
      `${MINIMAL}phases:\n  test: { min: 90s, max: 60s }\n`,
      'x.yaml:4: phases.test: got {"min":"90s","max":"60s"}; accepted: a min that is not above max',
    ],
    [
      `${MINIMAL}phases:\n  test: { min: 90s }\n`,
      /^x\.yaml:4: phases\.test: got an object; accepted: .*two of them as \{min, max\}/,
    ],
    [
      `${MINIMAL}behaviours:\n  - kind: offline\n    windows:\n      - { after: 1, for: 20, every: 20 }\n`,
      'x.yaml:6: behaviours[0].windows[0].every: got 20; accepted: longer than "for"',
    ],
    [
      `${MINIMAL}result_payload:\n  a:\n    - "x {{revison}}"\n`,
      /^x\.yaml:5: result_payload\.a\[0\]: unknown placeholder \{\{revison\}\}, perhaps you mean revision; accep/,
    ],
    [
      `${MINIMAL}result_payload: "{{constructor}}"\n`,
      /^x\.yaml:3: result_payload: got .*accepted: an object/,
    ],
  ])("refuses %j", (text, problem) => {
    const found = problems(text);
    expect(found[0]).toEqual(typeof problem === "string" ? problem : expect.stringMatching(problem));
  });

  it("lists several problems", () => {
    expect(problems("agent: { id: 7 }\ncount: many\nfoo: 1\n")).toHaveLength(4);
  });
});
