import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { createLab } from "./lab.js";
import { loadProfileFiles, loadProfiles, ProfileError } from "./load-profiles.js";
import { memoryOutbox } from "./outbox.js";
import { plain, testLab } from "./testing/test-lab.js";
import { temporaryFolder } from "../src/testing/temporary-folder.js";

const SHIPPED = join(import.meta.dirname, "profiles");

describe("the shipped profiles", () => {
  it("are three healthy boards by default; one fails some revisions of the demo's gateway", () => {
    const profiles = loadProfiles(SHIPPED);
    expect(profiles.map(({ platform, agent }) => [agent.id, platform])).toEqual([
      ["amd64-nuc", "amd64"],
      ["beaglebone-black", "bbb"],
      ["raspberry-pi-2", "pi2"],
    ]);
    for (const profile of profiles) {
      expect(profile).toMatchObject({ behaviours: [], kit: null, poll_interval: 15_000 });
    }
    expect(profiles.flatMap(({ outcomes }) => outcomes.map(({ when }) => when.snap))).toEqual([
      "gateway.foo",
    ]);
  });

  it("include every behaviour, and name the schema for editors", () => {
    const folder = join(SHIPPED, "behaviours");
    const kinds = loadProfiles(folder).flatMap((profile) => profile.behaviours.map(({ kind }) => kind));
    const all = ["slow", "flaky", "fails-from-revision", "provisioning-fails", "vanishes-after-pick"];
    all.push("reboots-mid-test", "posts-twice", "oversized-payload", "posts-to-foreign", "offline");
    expect(new Set(kinds)).toEqual(new Set(all));
    expect(readdirSync(folder).filter((name) => !name.endsWith(".yaml"))).toEqual([]);
  });

  it("can all run in one lab", () => {
    const profiles = [...loadProfiles(SHIPPED), ...loadProfiles(join(SHIPPED, "behaviours"))];
    expect(testLab(profiles).lab.devices().length).toBeGreaterThan(20);
  });
});

describe("loadProfiles", () => {
  let folder: string;
  beforeEach(() => void (folder = temporaryFolder()));
  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);

  it("refuses two devices with one agent id, naming both files", () => {
    write("a.yaml", "name: a\nagent: { id: nuc-02 }\n");
    write("b.yml", "name: b\ncount: 2\nagent: { id: nuc }\n");
    expect(() => loadProfiles(folder)).toThrow(
      `${folder}/b.yml:3: agent.id: got "nuc-02", which ${folder}/a.yaml:2 has too; accepted: a unique id`,
    );
  });

  it("names the problems of every file", () => {
    write("a.yaml", "name: a\n");
    write("b.yaml", "");
    mkdirSync(join(folder, "c.yaml"));
    let problems: readonly string[] = [];
    try {
      loadProfiles(folder);
    } catch (error) {
      problems = (error as ProfileError).problems;
    }
    expect(problems.map((problem) => problem.slice(folder.length + 1))).toEqual([
      "a.yaml:1: agent: missing; this field is required",
      "b.yaml:1: got an empty file; accepted: the fields of a device profile",
      expect.stringMatching(/^c\.yaml: cannot be read: EISDIR/),
    ]);
  });

  it("reports a folder or file that has no profile", () => {
    write("profile.json", "{}");
    expect(() => loadProfiles(folder)).toThrow(
      `${folder}: got a folder without profiles; accepted: one with *.yaml`,
    );
    expect(() => loadProfiles(join(folder, "none"))).toThrow("none: cannot be read: ENOENT");
    expect(() => loadProfileFiles([join(folder, "none.yaml")])).toThrow("none.yaml: cannot be read: ENOENT");
  });
});

describe("createLab", () => {
  it("refuses a kit without a kit host, and devices that share an agent id", () => {
    const kit = plain("kit: { provision: [a], test: [b] }");
    expect(() => testLab([kit])).toThrow("plain.yaml:1: kit: got a kit; accepted: none");
    expect(() => testLab([plain(), plain()])).toThrow(ProfileError);
  });

  it("requests each device's own signing fetch", () => {
    const asked: unknown[] = [];
    const { clock } = testLab([]);
    const fetchFor = (account: string | null) => {
      asked.push(account);
      return () => Promise.reject(new Error("unused"));
    };
    const profiles = [plain(), { ...plain("account: a@example.com"), agent: { ...plain().agent, id: "b" } }];
    createLab({ profiles, clock, fetchFor, baseUrl: "", draw: () => 0, outbox: memoryOutbox() });
    expect(asked).toEqual([null, "a@example.com"]);
  });
});
