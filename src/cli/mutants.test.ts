import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runProcess } from "../testing/emulator-process.js";
import { temporaryFolder } from "../testing/temporary-folder.js";

const mutants = (args: string[], cwd = temporaryFolder()) => runProcess(["mutants", ...args], { cwd });

describe("spi-emulator mutants", () => {
  it("lists mutants: their ids, what is broken, the clauses about it", async () => {
    const { code, stdout, stderr } = await mutants(["--list", "--group", "meaning: events"]);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("events.order.reversed\n  events are listed newest first\n  events.order\n");
    expect(stdout).toMatch(/^(events\.\S+\n {2}\S.*\n {2}\S+(, \S+)*\n)+$/);
  });

  it("draws the same sample by the same seed, another one by another", async () => {
    const drawn = async (seed: string) =>
      (await mutants(["--list", "--sample", "5", "--sample-seed", seed])).stdout.split("\n");
    const [first, again, other] = await Promise.all([drawn("a"), drawn("a"), drawn("b")]);
    expect(first[0]).toMatch(/^a sample of 5 of \d+ mutants, drawn by --sample-seed a$/);
    expect(first).toHaveLength(1 + 5 * 3 + 1);
    expect(again).toEqual(first);
    expect(other.slice(1)).not.toEqual(first.slice(1));
  });

  it("runs some, tells figures by group, and all in a file", async () => {
    const cwd = temporaryFolder();
    const { code, stdout } = await mutants(["--filter", "events.order.*", "--json", "out.json"], cwd);
    const {
      summary,
      origins,
      groups,
      mutants: results,
    } = JSON.parse(readFileSync(join(cwd, "out.json"), "utf8"));
    const count: number = results.length;
    expect(code).toBe(0);
    expect(count).toBeGreaterThan(1);
    expect(summary).toEqual({ mutants: count, killed: count, survived: 0 });
    expect(groups).toEqual([{ name: "meaning: events", mutants: count, killed: count }]);
    expect(origins).toEqual([{ name: "written by hand", mutants: count, killed: count }]);
    expect(results[0]).toMatchObject({
      id: "events.order.reversed",
      owners: ["events.order"],
      killers: ["events.order"],
      killed: true,
      crashed: [],
      reason: expect.stringMatching(/^events\.order: expected /),
    });
    expect(stdout).toMatch(/^meaning: events +(\d+) of +\1 killed\n\n/);
    expect(stdout).toMatch(/\nwritten by hand +(\d+) of +\1 killed\n/);
    expect(stdout).toContain(`\n${count} mutants, ${count} killed; `);
    expect(stdout).toMatch(/\nout\.json written\n$/);
  });
});

describe("wrong usage is reported in one line:", () => {
  it.each([
    [["--filter", "nothing.*"], "no mutant matches --group and --filter; --list shows all"],
    [["--sample", "x"], '--sample: got "x"; accepted: a number from 1'],
    [["--concurrency", "0"], '--concurrency: got "0"; accepted: a number from 1'],
  ])("%j", async (args, expected) => {
    const { code, stdout, stderr } = await mutants(args);
    expect({ code, stdout, stderr }).toEqual({ code: 2, stdout: "", stderr: `spi-emulator: ${expected}\n` });
  });
});
