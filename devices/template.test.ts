import { describe, expect, it } from "vitest";
import type { JsonObject, TestOpportunity } from "./api-types.js";
import { fillTemplate, PLACEHOLDERS, unknownPlaceholders } from "./template.js";

const OPPORTUNITY: TestOpportunity = {
  test_opportunity_id: "op-1",
  snaps: [{ name: "a.foo", revision: 7 }],
  primary_snap_name: "a.foo",
  channel: "edge",
  test_spec: { name: "smoke" },
  test_payload: '{"test_cmds": ["true"]}',
};

function fill(template: JsonObject, opportunity: TestOpportunity = OPPORTUNITY): JsonObject {
  return fillTemplate(template, {
    opportunity,
    agentId: "dev",
    platform: "pi2",
    status: "FAILED",
    reason: "bad",
  });
}

describe("fillTemplate", () => {
  it("keeps the value's type if the text is a single placeholder", () => {
    const template = { r: "{{revision}}", c: "{{ test_cmds }}", p: "{{test_payload}}", s: "{{snaps}}" };
    expect(fill(template)).toEqual({
      r: 7,
      c: ["true"],
      p: { test_cmds: ["true"] },
      s: [{ name: "a.foo", revision: 7 }],
    });
  });

  it("inserts values into longer texts", () => {
    const text =
      "{{snap}} r{{revision}} {{channel}} {{spec}} {{platform}} {{opportunity}} {{status}}: {{reason}}";
    expect(fill({ list: [{ text }] })).toEqual({
      list: [{ text: "a.foo r7 edge smoke pi2 op-1 FAILED: bad" }],
    });
    expect(fill({ text: "{{revision}}{{revision}} {{snaps}}" }).text).toBe(
      '77 [{"name":"a.foo","revision":7}]',
    );
  });

  it("inserts null or `none` for missing values", () => {
    const bare = { test_opportunity_id: "op-1" };
    const all = Object.fromEntries(PLACEHOLDERS.map((name) => [name, `{{${name}}}`]));
    expect(fill(all, bare)).toMatchObject({ snap: null, revision: null, test_cmds: [], platform: "pi2" });
    expect(fill({ text: "of {{snap}}" }, bare).text).toBe("of none");
  });

  it("does not expand values that look like placeholders or patterns", () => {
    const tricky = { ...OPPORTUNITY, primary_snap_name: "$& {{status}}" };
    expect(fill({ text: "x {{snap}}", n: 1, t: true, z: null }, tricky)).toEqual({
      text: "x $& {{status}}",
      n: 1,
      t: true,
      z: null,
    });
    expect(JSON.stringify(fill(JSON.parse('{"__proto__": {"a": "{{status}}"}}') as JsonObject))).toBe(
      '{"__proto__":{"a":"FAILED"}}',
    );
  });
});

describe("unknownPlaceholders", () => {
  it("finds unknown placeholders", () => {
    expect(unknownPlaceholders("{{snap}} {{ snip }} {{toString}} {{}}")).toEqual(["snip", "toString", ""]);
  });
});
