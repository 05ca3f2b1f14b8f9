import { expect, it } from "vitest";
import { exchange } from "../report/testing/reports.js";
import { shownBy } from "./shown-by.js";

const logs = exchange({
  operation: "listTestEvents",
  responseBody: '{"event_logs":[{"agent_revno":"001.10"}]}',
});
const results = exchange({
  operation: "listTestResults",
  responseBody: '{"test_results":[{"revno":"1.10"}]}',
});
const last = exchange({ operation: "listProducts", responseBody: '{"products":[],"revision":7}' });
const all = [results, logs, last];

it("a wrong value is shown by the last answer that has it whole", () => {
  expect(shownBy("1.10", all, "listTestEvents")).toBe(results);
  expect(shownBy("001.10", all, "listTestEvents")).toBe(logs);
  expect(shownBy(["1.10"], [...all, results], "listTestEvents")).toBe(results);
  expect(shownBy({ revno: "1.10", other: "none" }, all, "listTestEvents")).toBeUndefined();
});

it("of several answers, one of the clause's operation is taken", () => {
  const pick = exchange({ operation: "pickTestOpportunity", responseBody: '{"agent_revno":"001.10"}' });
  const found = (operation: string) => shownBy("001.10", [logs, pick, results], operation);
  expect([found("listTestEvents"), found("pickTestOpportunity"), found("createProduct")]).toEqual([
    logs,
    pick,
    pick,
  ]);
});

it("a value that many answers have shows nothing", () => {
  for (const value of [undefined, null, true, 7, "", "a", [], {}])
    expect(shownBy(value, all, "listTestEvents")).toBeUndefined();
});
