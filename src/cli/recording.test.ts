import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readRecording } from "../../traffic/recording/read.js";
import { RecordingWriter } from "../../traffic/recording/write.js";
import { askedModel } from "../../traffic/testing/asked-model.js";
import { walkThrough } from "../../traffic/testing/walk-through.js";
import { temporaryFolder } from "../testing/temporary-folder.js";
import { runHere } from "./testing/in-process.js";

/** A recording of traffic with the independent server, whose errors have no message. */
async function recorded(): Promise<{ at: (name: string) => string; file: string }> {
  const folder = temporaryFolder();
  const at = (name: string): string => join(folder, name);
  const writer = new RecordingWriter(at("a.jsonl"), { target: "http://model", by: "a test" });
  const { ask, close } = await askedModel(
    (exchange) => writer.add(exchange, null),
    (policy) => void (policy.errors.body = () => ({ id: "other", url: null })),
  );
  await walkThrough(ask);
  await close();
  writer.close();
  return { at, file: at("a.jsonl") };
}

describe("spi-emulator recording", () => {
  it("shows, filters, explains, and comes back the same from an HTTP archive", async () => {
    const { at, file } = await recorded();
    const { exchanges } = readRecording(file);
    const shown = await runHere(["recording", "show", file, "--status", "4xx"]);
    expect(shown.code).toBe(0);
    expect(shown.stdout).toMatch(
      /^[\d:]{8} .* 400 {2}POST {2}\/products {2}\(createProduct, first, \d+ ms\)\n {8}FINDING {2}A-/m,
    );
    expect(shown.stdout).not.toContain("  200  ");
    const one = await runHere(["recording", "show", file, "1"]);
    expect(one.stdout).toMatch(
      /^POST \/products\ncontent-type: application\/json\n\n\{"name":"walk\.foo"[^]*\nHTTP 201\n/,
    );
    await runHere(["recording", "filter", file, at("b.jsonl"), "--operation", "listProducts"]);
    expect(readRecording(at("b.jsonl")).exchanges).toEqual(
      exchanges.filter(({ method, path }) => method === "GET" && path === "/products"),
    );

    const explained = (await runHere(["recording", "explain", file])).stdout;
    expect(explained).toMatch(/^A-01 {2}(refuted|open) .*\n +exchange \d+: expected /m);
    expect(explained).toMatch(/^A-08 {2}confirmed .*\n +exchange 4: /m);
    expect(explained).toMatch(/^A-02 {2}not touched/m);

    await runHere(["recording", "export", file, at("a.har")]);
    await runHere(["recording", "import", at("a.har"), at("c.jsonl"), "--target", "http://model/"]);
    const back = readRecording(at("c.jsonl")).exchanges;
    const facts = ({ method, path, body, answer }: (typeof back)[0]) => [
      method,
      path,
      body.text,
      answer?.status,
      answer?.body.text,
    ];
    expect(back.map(facts).sort()).toEqual(exchanges.map(facts).sort());
  });

  it("imports what a browser wrote: only the deployment's, without secrets", async () => {
    const folder = temporaryFolder();
    const request = (url: string) => ({
      startedDateTime: "2026-11-30T06:00:00.000Z",
      time: 3,
      request: {
        method: "GET",
        url,
        headers: [
          { name: ":path", value: "/" },
          { name: "authorization", value: "Bearer a-secret-token" },
        ],
      },
      response: {
        status: 200,
        headers: [],
        content: {
          text: Buffer.from('{"token_secret": "another-secret"}').toString("base64"),
          encoding: "base64",
        },
      },
    });
    const har = join(folder, "x.har");
    writeFileSync(
      har,
      JSON.stringify({
        log: {
          entries: [request("https://spi.example.com/products"), request("https://other.example.com/")],
        },
      }),
    );
    const to = join(folder, "x.jsonl");
    const { stdout } = await runHere(["recording", "import", har, to, "--target", "https://spi.example.com"]);
    expect(stdout).toBe(`${to} written: 1 exchanges\n1 entries for other addresses left out\n`);
    expect(readFileSync(to, "utf8")).not.toMatch(/a-secret-token|another-secret|:path/);
  });
});
