import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type EmulatorHandle, startEmulator } from "../../index.js";
import { authorizationHeader } from "../../oauth1/sign.js";
import { hiddenField, sendForm, textOf } from "../testing/form-post.js";

const HOSTILE = `</textarea></pre><img src=x onerror="alert(1)">'`;

describe("the trigger page, without scripts", () => {
  let emulator: EmulatorHandle;
  beforeAll(async () => {
    emulator = await startEmulator({ seed: "demo", clock: "manual", lab: false });
  });
  afterAll(() => emulator.close());

  const base = (): string => `${emulator.url}/_emulator/dashboard/trigger`;
  const get = async (query = "", init: RequestInit = {}): Promise<string> =>
    (await fetch(`${base()}${query}`, init)).text();
  const latest = async () =>
    (await emulator.control.send("GET /_emulator/exchanges", { query: { limit: "1" } })).exchanges[0]!;
  const lastId = async (): Promise<number | undefined> =>
    (await emulator.control.send("GET /_emulator/exchanges", { query: { limit: "1" } })).exchanges[0]?.id;
  const json = (text: string, more: Record<string, string> = {}): Record<string, string> => ({
    ...{ as: "json", text, account: "customer@example.com", do: "show" },
    ...more,
  });
  const post = (query: string, fields: Record<string, string>): Promise<string> =>
    sendForm(`${base()}${query}${query === "" ? "?" : "&"}action=request`, {
      "form-id": "trigger",
      ...fields,
    });

  it("makes its fields from the spec, with bounds, help and marks, and fills them from the sandbox", async () => {
    const html = await get("?kind=snap", { headers: { cookie: "spi-sources=shown" } });
    expect(html).toMatch(
      /<input id="body.name"[^>]*aria-describedby="body.name-help"[^>]*value="test-snap.foo"[^>]*required=""[^>]*minlength="1" maxlength="200"/,
    );
    expect(html).toMatch(/<input id="body.revision"[^>]*type="number" value="\d+"[^>]*min="0"/);
    expect(html).toMatch(/<option value="candidate"/);
    expect(html).toMatch(/data-source="documented"[^>]*>.*D 792, 810/);
    const gold = await get("?kind=gold-master");
    expect(gold).toContain('name="body.snaps.2.revision"');
    expect(await get("?kind=image")).toContain('name="body.image_reference"');
  });

  it("sends nothing until asked, and then exactly the shown request", async () => {
    const before = await lastId();
    const body = '{\n  "name": "test-snap.foo",\n "revision": 77, "channel": "edge"}';
    const shown = await post("", json(body));
    expect(await lastId()).toBe(before);
    const seen = hiddenField(shown, "seen")!;
    const request = JSON.parse(seen) as { body: string; headers: [string, string][] };
    expect(request.body).toBe(body);
    const text = textOf(shown, "as-http");
    expect(text).toContain(request.headers.find(([name]) => name === "Authorization")![1]);
    expect(text.endsWith(`\n\n${body}`)).toBe(true);

    const sent = await post("", json(body, { seen, do: "send" }));
    expect(sent).toContain("HTTP 201 Created");
    expect(textOf(sent, "as-http")).toBe(text);
    const { request: recorded, response, id } = await latest();
    expect(recorded.body).toEqual(JSON.parse(body));
    expect(recorded.body_bytes).toBe(Buffer.byteLength(body));
    expect(sent).toContain(`/exchanges/${id}"`);
    const { ids } = response!.body as { ids: { test_opportunity_id: string }[] };
    for (const { test_opportunity_id } of ids)
      expect(sent).toContain(`/opportunities/${test_opportunity_id}"`);
  });

  it("shows a changed request again instead of sending it", async () => {
    const seen = hiddenField(await post("", json('{"a":1}')), "seen")!;
    const before = await lastId();
    const changed = await post("", json('{"a":2}', { seen, do: "send" }));
    expect(changed).toContain("changed since the request was shown");
    expect(await lastId()).toBe(before);
    expect((JSON.parse(hiddenField(changed, "seen")!) as { body: string }).body).toBe('{"a":2}');
    expect(await post("", json('{"a":1}', { seen: "{", do: "send" }))).toContain("changed since");
  });

  it("signs a request again that was shown too long ago", async () => {
    const seen = hiddenField(await post("", json("{}")), "seen")!;
    const request = JSON.parse(seen) as { method: string; url: string; headers: [string, string][] };
    const timestamp = Number(/oauth_timestamp=\\"(\d+)/.exec(seen)![1]) - 1000;
    const then = authorizationHeader({
      ...{ method: request.method, url: request.url, credentials: emulator.credentials },
      ...{ signatureMethod: "HMAC-SHA1", timestamp, nonce: "a-nonce" },
    });
    const headers = request.headers.map(([name, value]) => [name, name === "Authorization" ? then : value]);
    const old = await post("", json("{}", { seen: JSON.stringify({ ...request, headers }), do: "send" }));
    expect(old).toContain("too old");
    expect(old).not.toContain('id="answer"');
  });

  it("shows a refusal, keeps the form filled, and does not send the same request twice", async () => {
    const wrong = '{"name": "test-snap.foo", "revision": "x"}';
    const seen = hiddenField(await post("", json(wrong)), "seen")!;
    const refused = await post("", json(wrong, { seen, do: "send" }));
    expect(refused).toContain("HTTP 400 Bad Request");
    expect(refused).toMatch(/role="alert">[^<]*revision/);
    expect(textOf(refused, "text")).toBe(wrong);
    expect(await post("", json(wrong, { seen, do: "send" }))).toContain("HTTP 401 Unauthorized");
  });

  it("can be edited as JSON and as fields, and sends unsigned requests too", async () => {
    const fields = { as: "fields", "body.name": "a.b", "body.revision": "3", "body.channel": "beta" };
    const asJson = await post("", { ...fields, do: "as-json" });
    expect(JSON.parse(textOf(asJson, "text"))).toEqual({ name: "a.b", revision: 3, channel: "beta" });
    const back = await post("", json(textOf(asJson, "text"), { do: "as-fields" }));
    expect(back).toMatch(/<input id="body.name"[^>]*value="a.b"/);
    expect(await post("", json("[1]", { do: "as-fields" }))).toContain("Only a JSON object");
    const unsigned = await post("", json("{}", { account: "-" }));
    expect(textOf(unsigned, "as-http")).not.toContain("Authorization");
  });

  it("leaves out empty rows and adds one", async () => {
    const rows = {
      as: "fields",
      "body.snaps.rows": "2",
      "body.snaps.0.name": "a.b",
      "body.snaps.0.revision": "1",
      "body.channel": "edge",
    };
    const grown = await post("?kind=gold-master", { ...rows, do: "row:body.snaps" });
    expect(grown).toContain('name="body.snaps.1.name"');
    const shown = await post("?kind=gold-master", { ...rows, account: "customer@example.com", do: "show" });
    const { body } = JSON.parse(hiddenField(shown, "seen")!) as { body: string };
    expect(JSON.parse(body)).toEqual({ snaps: [{ name: "a.b", revision: 1 }], channel: "edge" });
  });

  it("never treats typed text as markup", async () => {
    const body = JSON.stringify({ name: HOSTILE });
    const seen = hiddenField(await post("", json(body)), "seen")!;
    const sent = await post("", json(body, { seen, do: "send" }));
    expect(textOf(sent, "text")).toBe(body);
    expect(sent).not.toContain("<img src=x");
    const asFields = { as: "fields", "body.name": HOSTILE, account: HOSTILE, do: "show" };
    expect(await post("", asFields)).not.toContain("<img src=x");
  });

  it("shows JSON that is too deep or too wide for the API as it was typed", async () => {
    const deep = "[".repeat(20_000) + "]".repeat(20_000);
    const wide = `${"[".repeat(90)}${"0,".repeat(20_000)}0${"]".repeat(90)}`;
    for (const value of [deep, wide]) {
      const fields = { as: "fields", account: "customer@example.com", "body.image_reference": value };
      for (const asked of ["show", "as-json", "as-fields"]) {
        const page = await post("?kind=image", { ...fields, do: asked });
        expect(page).toContain("image_reference");
        expect(page.length).toBeLessThan(20 * value.length);
      }
      const text = `{"image_reference": ${value}}`;
      expect(await post("?kind=image", json(text, { do: "show" }))).toContain("It is not sent yet.");
      expect(textOf(await post("?kind=image", json(text, { do: "as-json" })), "body")).toBe("");
    }
  });

  it("links to creating a product if there is none", async () => {
    const sandbox = await emulator.createSandbox({ seed: "empty", clock: "manual" });
    const html = await get(`?sandbox=${sandbox.name}`);
    expect(html).toContain("No product to advertise for");
    expect(html).toContain(`/api/createProduct?sandbox=${sandbox.name}"`);
    expect((await fetch(`${base()}?product=00000000-0000-4000-8000-000000000000`)).status).toBe(404);
    await sandbox.close();
  });
});
