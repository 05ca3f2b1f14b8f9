import { appendFileSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../../src/testing/temporary-folder.js";
import { HIDDEN } from "../../src/http/secrets.js";
import { frontedModel } from "../testing/fronted-model.js";
import { clientOf, startedProxy } from "../testing/started-proxy.js";
import { NO_BODY, type TrafficExchange } from "../exchange.js";
import { readRecording } from "./read.js";
import { RecordingWriter } from "./write.js";

const file = (): string => join(temporaryFolder(), "recording.jsonl");
const exchange = (n: number): TrafficExchange => ({
  ...{ n, began: 1000, ended: 1002.5, account: null, isSigned: false, method: "GET", path: "/products" },
  ...{ headers: [["Accept", "*/*"]], body: NO_BODY, failure: null },
  answer: {
    status: 200,
    headers: [["x", "ü"]],
    body: { bytes: 4, text: "\u2028\ud83d\ude00", isCut: false },
  },
});
const about = { target: "https://spi.example.com", by: "a test" };

describe("a recording", () => {
  it("comes back as it was written, line by line", () => {
    const path = file();
    const writer = new RecordingWriter(path, about);
    for (const n of [1, 2]) writer.add(exchange(n), "listProducts");
    // Not closed: what was added is there.
    expect(readRecording(path)).toMatchObject({ head: { version: 1, ...about }, isTorn: false });
    expect(readRecording(path).exchanges).toEqual([exchange(1), exchange(2)]);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    writer.close();
  });

  it("without its end has all whole lines; with anything else in it, the line is named", () => {
    const path = file();
    const writer = new RecordingWriter(path, about);
    for (const n of [1, 2]) writer.add(exchange(n), null);
    writer.close();
    const whole = readFileSync(path, "utf8");
    writeFileSync(path, whole.slice(0, -20));
    expect(readRecording(path)).toMatchObject({ exchanges: [{ n: 1 }], isTorn: true });
    appendFileSync(path, "\n");
    expect(() => readRecording(path)).toThrow(`${path}:3: not an exchange of a recording`);
    writeFileSync(path, '{"log": {}}');
    expect(() => readRecording(path)).toThrow("not a recording; accepted:");
    writeFileSync(path, '{"format":"spi-recording","version":9,"started":"","target":"","by":""}\n');
    expect(() => readRecording(path)).toThrow("version 9 of the format");
  });

  it("is not written over a file, and ends at its maximum size", () => {
    const path = file();
    const writer = new RecordingWriter(path, { ...about, maxBytes: 600 });
    expect([1, 2, 3].map((n) => writer.add(exchange(n), null))).toEqual([true, false, false]);
    writer.close();
    expect(statSync(path).size).toBeLessThanOrEqual(600);
    expect(() => new RecordingWriter(path, about)).toThrow("there is a file already");
  });

  it("has no secret, whatever place it stands in", async () => {
    const { url, model } = await frontedModel();
    const [{ credentials, email, password }] = model.accounts as [(typeof model.accounts)[0]];
    const path = file();
    const proxy = await startedProxy({ target: url, credentials: [credentials], record: path });
    const post = (body: unknown): Promise<Response> =>
      fetch(`${proxy.url}/api/v2/tokens/oauth`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      });
    const made = (await (await post({ email, password, token_name: "new" })).json()) as Record<
      string,
      string
    >;
    await post({ email, pasword: password, password: "wrong-password-1" });
    // Signed with the new token, in both methods; and the secrets in other places, later.
    const secrets = [made["consumer_secret"], made["token_secret"], made["token_key"]] as string[];
    const token = {
      consumer_key: made["consumer_key"]!,
      consumer_secret: secrets[0]!,
      token_key: secrets[2]!,
      token_secret: secrets[1]!,
    };
    for (const method of ["PLAINTEXT", "HMAC-SHA1"] as const)
      await clientOf(token, proxy.url, { method })("GET", "/products");
    const call = clientOf(credentials, proxy.url);
    await call("GET", `/products?note=${encodeURIComponent(secrets[1]!)}`);
    await call("POST", "/products", {
      name: secrets[1],
      release: credentials.token_secret,
      snaps: [password],
    });
    await fetch(`${proxy.url}/products`, {
      headers: { authorization: `Bearer ${secrets[1]!}`, "x-api-key": "another-secret" },
    });
    await proxy.close();
    const text = readFileSync(path, "utf8");
    const all = [
      ...secrets,
      password,
      credentials.consumer_secret,
      credentials.token_secret,
      credentials.token_key,
    ];
    for (const secret of [...all, "wrong-password-1", "another-secret"])
      expect([secret, text.includes(secret), text.includes(encodeURIComponent(secret))]).toEqual([
        secret,
        false,
        false,
      ]);
    expect(text).not.toMatch(/oauth_signature=\\"(?!\[redacted)/);
    const { exchanges } = readRecording(path);
    expect(exchanges).toHaveLength(7);
    expect(exchanges[0]!.body.text).toBe(JSON.stringify({ email, password: HIDDEN, token_name: "new" }));
  });
});
