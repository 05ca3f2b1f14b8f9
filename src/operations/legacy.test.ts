import { beforeEach, describe, expect, it } from "vitest";
import { testServer, type TestServer } from "../http/testing/test-server.js";

let server: TestServer;

beforeEach(async () => {
  server = await testServer();
  const made = await server.send("POST", "/products", { name: "p", release: "r", snaps: ["hello.world"] });
  for (const spec of [
    { name: "one", image_name: "my_image" },
    { name: "two", image_name: "my_image" },
    { name: "three" },
  ]) {
    await server.send("POST", `/products/${made.body.id}/test-specs`, spec);
  }
});

const image = {
  image_reference: { url: "http://foo.bar" },
  image_unique_id: "fooo",
  image_name: "my_image",
  upgrade_snaps: [],
};

describe("the organization API", () => {
  it("makes an opportunity for each Test Spec of the image name (L 708-713)", async () => {
    const made = await server.send("POST", "/orgs/docs-org/images", image);
    expect(made.status).toBe(201);
    expect(made.body.ids).toHaveLength(2);
    expect(made.body.ids[0]).toMatch(/^[0-9a-f-]{36}$/);
  });

  it("refuses an image name without a Test Spec in the documents' words (L 754-759)", async () => {
    const refused = await server.send("POST", "/orgs/docs-org/images", { ...image, image_name: "nope" });
    const body = {
      id: "resource-not-found",
      message: "Couldn't find a Spec for image name 'nope'",
      url: null,
    };
    expect([refused.status, refused.body]).toEqual([404, body]);
  });

  it("matches a snap revision with the products that reference it (L 830-868)", async () => {
    const made = await server.send("POST", "/orgs/docs-org/snap-revisions", {
      name: "hello.world",
      revision: 123,
    });
    expect(made.body.ids).toHaveLength(3);
    const refused = await server.send("POST", "/orgs/docs-org/snap-revisions", {
      name: "no.such",
      revision: 1,
    });
    expect(refused.body).toEqual({ id: "resource-not-found", message: "", url: null });
  });

  it("shows events and results in the older form (L 928-978, 1051-1077)", async () => {
    const [id] = (await server.send("POST", "/orgs/docs-org/images", image)).body.ids;
    await server.send("POST", "/agents/a/pick", {});
    const posted = {
      agent_id: "a",
      test_status: "PASSED",
      result_payload: {},
      agent: { timing: { setup_start: "2015-08-26T00:00:22.651078" } },
    };
    await server.send("POST", `/test-opportunities/${id}/results`, posted);
    await server.clock.advance(30);
    const [log] = (await server.send("GET", `/orgs/docs-org/tests/events?test_opportunity_id=${id}`)).body
      .event_logs;
    expect(log).toMatchObject({
      organization_id: "docs-org",
      image_name: "my_image",
      image_unique_id: "fooo",
      spec_name: "one",
    });
    const found = await server.send("GET", "/orgs/docs-org/results?image_unique_id=fooo");
    expect(found.body.test_results).toHaveLength(1);
    expect(found.body.test_results[0]).toMatchObject({
      organization_id: "docs-org",
      test_status: "PASSED",
      image_reference: { url: "http://foo.bar" },
      agent: { timing: { setup_start: "2015-08-26T00:00:22.651078" } },
    });
    expect((await server.send("GET", "/orgs/docs-org/results?image_unique_id=none")).body).toEqual({
      test_results: [],
    });
  });

  it("knows only the account's own organizations (A-22)", async () => {
    const refused = await server.send("GET", "/orgs/other-org/results");
    expect(refused.status).toBe(404);
    expect(refused.body.message).toBe("org_id: got 'other-org'; this account's organizations: 'docs-org'");
  });
});
