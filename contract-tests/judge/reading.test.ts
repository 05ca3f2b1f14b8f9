import { isDeepStrictEqual } from "node:util";
import { describe, expect, it } from "vitest";
import { exchange } from "../report/testing/reports.js";
import type { Answer } from "../target/answer.js";
import { Mismatch } from "./mismatch.js";
import { reading } from "./reading.js";
import { judge } from "./verdict.js";

function answer(operation: string, body: unknown, status = 200): Answer {
  const json = JSON.parse(JSON.stringify(body)) as unknown;
  const text = JSON.stringify(body);
  return {
    status,
    headers: {},
    text,
    json,
    contentType: "application/json",
    exchange: exchange({ operation }),
  };
}

type Tree = { [key: string]: Tree } & Tree[];
const read = (operation: string, body: unknown): Tree => reading(answer(operation, body)) as Tree;

/** The verdict of a documented clause that reads something. */
function verdict(look: () => unknown): [string, readonly string[], string | null] {
  try {
    look();
  } catch (error) {
    const { verdict: is, by, reason } = judge({ provenance: ["D 742"], operation: "listTestEvents" }, error);
    return [is, by, reason];
  }
  return ["conforms", [], null];
}

const queued = { event_type: "QUEUED_FOR_AGENTS", timestamp: "2016-01-04T16:58:28.805000+00:00" };
const log = {
  events: [queued, { ...queued, event_type: "PICKED_BY_AGENT", "agent-id": "a", platform: null }],
  queued_at: queued.timestamp,
  test_opportunity: "an id alone",
};

describe("a body that a clause reads", () => {
  it("is the body that came", () => {
    const body = read("listTestEvents", { event_logs: [log] });
    expect(body["event_logs"]!.map((one: Tree) => one["queued_at"])).toEqual([queued.timestamp]);
    expect(isDeepStrictEqual(body["event_logs"]![0]!["events"]![0], queued)).toBe(true);
    const plain = { event_logs: [{ events: [queued], queued_at: queued.timestamp }] };
    expect(JSON.stringify(read("listTestEvents", plain))).toBe(JSON.stringify(plain));
    expect(body["event_logs"]![0]).toBe(body["event_logs"]![0]);
  });

  it("refutes the assumption of a field that it does not have, and not those of the clause", () => {
    const body = read("listTestEvents", { event_logs: [log] });
    expect(verdict(() => body["event_logs"]![0]!["spec_name"])).toEqual([
      "finding",
      ["A-15"],
      "assumption A-15 refuted: expected event_logs[0].spec_name; got none; the fields are events, queued_at, test_opportunity",
    ]);
  });

  it("refutes it too where something else is in the place of an object or a list", () => {
    const body = read("listTestEvents", { event_logs: [log] });
    expect(verdict(() => body["event_logs"]![0]!["test_opportunity"]!["base_channel"]).slice(0, 2)).toEqual([
      "finding",
      ["A-15"],
    ]);
    expect(verdict(() => read("listTestEvents", { event_logs: {} })["event_logs"]!.length)[0]).toBe("fails");
    expect(verdict(() => read("listTestEvents", "a text"))[0]).toBe("fails");
  });

  it("fails by a documented field that it does not have", () => {
    const body = read("listTestEvents", { event_logs: [log] });
    expect(verdict(() => body["event_logs"]![0]!["updated_at"]).slice(0, 2)).toEqual(["fails", ["D 989"]]);
    expect(verdict(() => body["event_logs"]![0]!["events"]![1]!["agent_group"])[0]).toBe("fails");
  });

  it("settles the contradiction about the agent's name where the other name is there, and only then", () => {
    const body = read("listTestEvents", { event_logs: [log] });
    const [is, by] = verdict(() => body["event_logs"]![0]!["events"]![1]!["agent_id"]);
    expect([is, by]).toEqual(["finding", ["C-3"]]);
    const none = read("listTestResults", { test_results: [{ id: "x" }] });
    expect(verdict(() => none["test_results"]![0]!["agent-id"])[0]).toBe("fails");
  });

  it("does not list fields that the spec does not have, except in values that are any JSON", () => {
    const product = { id: "a", name: "b", release: "c", snaps: [], created_at: "d" };
    const wider = read("getProduct", { ...product, links: [] });
    expect(isDeepStrictEqual({ ...wider }, product)).toBe(true);
    expect(Object.keys(wider)).not.toContain("links");
    const results = read("listTestResults", { test_results: [{ result_payload: { links: [] } }] });
    expect(Object.keys(results["test_results"]![0]!["result_payload"]!)).toEqual(["links"]);
    // A field of another form of the same object is a difference.
    const [event] = read("listTestEvents", {
      event_logs: [{ events: [{ ...queued, result_id: "x", x: 1 }] }],
    })["event_logs"]![0]!["events"]!;
    expect(Object.keys(event!)).toEqual(["event_type", "timestamp", "result_id"]);
  });
});

it("a page of an unknown operation is read as it is", () => {
  const body = { any: "thing" };
  expect(reading({ ...answer("x", body), exchange: exchange({ operation: null }) })).toEqual(body);
  expect(() => reading(answer("getProduct", []))).toThrow(Mismatch);
});
