import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { demoHost, TestVisitor } from "../../demo-host/testing/visitor.js";
import type { Emulator } from "../../emulator.js";
import { hiddenField } from "../testing/form-post.js";

describe("trying requests on a demo host", () => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await demoHost();
  });
  afterAll(() => emulator.close());

  it("uses the visitor's own sandbox, by the cookie", async () => {
    const [one, other] = [1, 2].map((n) => new TestVisitor(emulator.url, `10.0.0.${n}`)) as [
      TestVisitor,
      TestVisitor,
    ];
    await one.arrive();
    await other.arrive();
    const account = `customer@${one.sandbox}.example.com`;
    const fields = {
      "form-id": "trigger",
      account,
      as: "json",
      text: '{"name": "x.y", "revision": 1, "channel": "edge"}',
    };
    const shown = (await one.act("request", { ...fields, do: "show" }, "/trigger")).text;
    const seen = hiddenField(shown, "seen")!;
    const sent = (await one.act("request", { ...fields, seen, do: "send" }, "/trigger")).text;
    // No product has this snap: the API of this sandbox answers.
    expect(sent).toContain("HTTP 404 Not Found");
    expect(sent).toMatch(/\/exchanges\/\d+"/);
    // A request that one visitor was shown is not sent for another, whose sandbox does not have the account.
    const theirs = await other.act("request", { ...fields, seen, do: "send" }, "/trigger");
    expect(theirs.status).toBe(422);
    expect(theirs.text).toContain("has no account");
  });

  it("shows the API page and creates a product", async () => {
    const visitor = new TestVisitor(emulator.url, "10.0.0.3");
    await visitor.arrive();
    expect((await visitor.browse("/_emulator/dashboard/api")).status).toBe(200);
    const account = `customer@${visitor.sandbox}.example.com`;
    const fields = { account, text: '{"name": "mine", "release": "r", "snaps": []}' };
    const shown = await visitor.act("request", { ...fields, do: "show" }, "/api/createProduct");
    const seen = hiddenField(shown.text, "seen")!;
    const sent = await visitor.act("request", { ...fields, seen, do: "send" }, "/api/createProduct");
    expect(sent.text).toContain("HTTP 201 Created");
  });
});
