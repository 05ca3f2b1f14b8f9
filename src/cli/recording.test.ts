import { readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { Policy } from "../../contract-tests/model/policy.js";
import { readRecording } from "../../traffic/recording/read.js";
import { RecordingWriter } from "../../traffic/recording/write.js";
import { askedModel } from "../../traffic/testing/asked-model.js";
import { recordedOf, untilStored } from "../../traffic/testing/replayed.js";
import { walkThrough } from "../../traffic/testing/walk-through.js";
import { type GoldenFile, goldenProblems, goldenServer, Placeholders } from "../http/testing/golden.js";
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
  it.each(["export", "to-fixture"])("%s does not write over the recording itself", async (verb) => {
    const { at, file } = await recorded();
    const before = readFileSync(file);
    symlinkSync(file, at("link"));
    for (const to of [file, at("link")]) {
      const { code, stdout, stderr } = await runHere(["recording", verb, file, to]);
      expect([code, stdout, stderr]).toEqual([
        2,
        "",
        `spi-emulator: ${to}: it is the recording itself; give another file\n`,
      ]);
    }
    expect(readFileSync(file)).toEqual(before);
  });

  it.each([
    ["export", (file: string) => ["export", file]],
    ["filter", (file: string) => ["filter", file]],
  ])("%s writes what only its owner can read, also into a file that others could read", async (_, args) => {
    const { at, file } = await recorded();
    for (const to of [at("new"), at("old")]) {
      if (to === at("old")) writeFileSync(to, "", { mode: 0o644 });
      expect((await runHere(["recording", ...args(file), to])).code).toBe(0);
      expect(statSync(to).mode & 0o777).toBe(0o600);
    }
  });

  it("shows, filters, explains, and comes back the same from an HTTP archive", async () => {
    const { at, file } = await recorded();
    const { exchanges } = readRecording(file);
    const shown = await runHere(["recording", "show", file, "--status", "4xx"]);
    expect(shown.code).toBe(0);
    expect(shown.stdout).toMatch(
      /^[\d:]{8} .* 400 {2}POST {2}\/products {2}\(createProduct, first, \d+ ms\)\n {8}FINDING {2}A-/m,
    );
    expect(shown.stdout).not.toContain("  200  ");
    const wrong = await runHere(["recording", "show", file, "--status", "("]);
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('--status: got "("; accepted')]);
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

  it("makes golden exchanges that the tests replay, and that fail where a server answers otherwise", async () => {
    const folder = temporaryFolder();
    const made = async (
      ...changes: ((policy: Policy) => void)[]
    ): Promise<{ file: GoldenFile; stdout: string }> => {
      const recording = join(folder, `${changes.length}.jsonl`);
      const writer = new RecordingWriter(recording, { target: "http://model", by: "a test" });
      for (const one of await recordedOf((ask) => walkThrough(untilStored(ask)), ...changes))
        writer.add(one, null);
      writer.close();
      const to = join(folder, `${changes.length}.yaml`);
      const { code, stdout } = await runHere(["recording", "to-fixture", recording, to, "--title", "A walk"]);
      expect(code).toBe(0);
      return { file: parse(readFileSync(to, "utf8")) as GoldenFile, stdout };
    };
    const problemsOf = async (file: GoldenFile): Promise<string[]> => {
      const server = await goldenServer(file);
      const placeholders = new Placeholders();
      const found: string[] = [];
      for (const step of file.steps) found.push(...(await goldenProblems(server, placeholders, step)));
      return found;
    };
    const { file, stdout } = await made();
    expect(stdout).toMatch(/^\S+ written: \d+ exchanges\n$/);
    expect([file.title, file.recorded?.target]).toEqual(["A walk", "http://model"]);
    expect(file.steps.length).toBeGreaterThanOrEqual(35);
    expect(file.steps[0]!.answer.body).toMatchObject({
      id: "{{uuid:product-1}}",
      created_at: "{{naive:t-1}}",
    });
    expect(file.steps[3]!.request.path).toBe("/products/{{uuid:product-1}}/test-specs");
    expect(await problemsOf(file)).toEqual([]);

    const wrong = await made((policy) => {
      const right = policy.views.product;
      policy.views.product = (product) => ({ ...right(product), release: "other" });
    });
    expect(wrong.stdout).toMatch(
      /the emulator answers otherwise, so that the fixture fails, in exchanges 1, 2, 3\n$/,
    );
    const problems = await problemsOf(wrong.file);
    expect(problems).toHaveLength(3);
    expect(problems[0]).toContain('body.release: expected "other", got "15.04-core"');
  });

  it("makes no golden exchanges of what was there before the recording, and says which it leaves out", async () => {
    const { at, file } = await recorded();
    const { code, stderr } = await runHere(["recording", "to-fixture", file, at("x.yaml"), "--from", "3"]);
    expect([code, stderr]).toEqual([2, expect.stringContaining("a recording from their beginning")]);
    const some = await runHere(["recording", "to-fixture", file, "-", "--from", "1", "--to", "2"]);
    expect(some.stdout).toMatch(/^title: Recorded traffic\nrecorded:\n {2}target: http:\/\/model\n/);
    const none = await runHere(["recording", "to-fixture", file, "-", "--operation", "createToken"]);
    expect([none.code, none.stderr]).toEqual([2, expect.stringContaining("no exchange for a fixture")]);
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
