import fs, { writeFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { spec } from "../../generated/product.js";
import { type EmulatorHandle, startEmulator } from "../../index.js";
import { contractDigest } from "../../parity/contract-digest.js";
import { parityText, type SeenAnswer } from "../../parity/parity-file.js";
import { readerOf } from "../../spec/spec-reader.js";
import { startProcess, type StartedEmulator } from "../../testing/emulator-process.js";
import { temporaryFolder } from "../../testing/temporary-folder.js";
import { fromHtml } from "../testing/form-post.js";

/** What a reader sees of a part of a page. */
const textOf = (html: string): string =>
  fromHtml(html.replace(/<[^>]*>/g, " "))
    .replace(/\s+/g, " ")
    .trim();

const reader = readerOf(spec.document);
const page = async (url: string, path = ""): Promise<{ status: number; html: string }> => {
  const answer = await fetch(`${url}/_emulator/dashboard/parity${path}`);
  return { status: answer.status, html: await answer.text() };
};

describe("the pages about parity, where nothing was compared", () => {
  let emulator: EmulatorHandle;
  beforeAll(async () => {
    emulator = await startEmulator({ seed: "empty", clock: "manual", lab: false });
  });
  afterAll(() => emulator.close());

  it("say so, and are empty", async () => {
    const { html } = await page(emulator.url);
    expect(html).toContain("Nothing was compared yet");
    for (const { operationId } of reader.operations)
      expect(html).toContain(`href="/_emulator/dashboard/parity/${operationId}#status-401"`);
    const one = await page(emulator.url, "/getProduct");
    expect([one.status, textOf(one.html)]).toEqual([200, expect.stringContaining("Never compared.")]);
    expect(one.html).toContain("documented D 257");
    expect(one.html).not.toMatch(/agrees \d|differs \d/);
    expect((await page(emulator.url, "/noOperation")).status).toBe(404);
  });

  it("read the package's record once", async () => {
    const read = vi.spyOn(fs, "openSync");
    syncBuiltinESMExports();
    onTestFinished(() => {
      read.mockRestore();
      syncBuiltinESMExports();
    });
    for (const path of ["", "", "/getProduct"]) expect((await page(emulator.url, path)).status).toBe(200);
    const files = read.mock.calls.map(([file]) => String(file));
    expect(files.filter((file) => file.endsWith("parity.yaml")).length).toBeLessThan(2);
  });
});

/** An answer of getProduct that was compared. */
function seen(status: string, parts: Partial<SeenAnswer>): SeenAnswer {
  const contract = contractDigest(reader.answer("getProduct", status)!);
  return { operation: "getProduct", status, contract, exchanges: 3, agreed: [], differed: [], ...parts };
}
const daysAgo = (days: number): string =>
  `${new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 19)}Z`;
const against = "spi.example.com";

describe("the pages about parity, with a record in the working directory", () => {
  let emulator: StartedEmulator;
  const folder = temporaryFolder();
  beforeAll(async () => {
    const places = ["(whole)", "id", "name"];
    const by = ["L 756"];
    const text = parityText({
      ...{ format: 1, written: daysAgo(1) },
      sources: [{ against, kind: "recording", sha256: "abc", on: daysAgo(1), exchanges: 9 }],
      answers: [
        seen("200", { agreed: [{ on: daysAgo(1), against, places }] }),
        seen("401", { agreed: [{ on: daysAgo(100), against, places }] }),
        seen("404", { differed: [{ place: "id", on: daysAgo(1), against, expected: "<b>this</b>", by }] }),
        seen("429", { contract: "another", agreed: [{ on: daysAgo(1), against, places }] }),
      ],
    });
    writeFileSync(join(folder, "parity.yaml"), text);
    emulator = await startProcess(["--no-lab", "--seed", "empty"], { cwd: folder });
  });

  it("show when and against what each place was last seen to agree, what differs, and what is stale", async () => {
    const { html } = await page(emulator.url);
    expect(textOf(html)).toMatch(/4 of \d+ answers were compared: 3 agree, 1 differ; 2 of them stale/);
    const [, row] = /<tr><th scope="row"><a [^>]*>getProduct<\/a><\/th>(.*?)<\/tr>/.exec(html)!;
    const cells = [...row!.matchAll(/<td>(.*?)<\/td>/g)].map(([, cell]) => textOf(cell!));
    expect(cells.slice(0, 2)).toEqual(["200 , 401 (stale) , 429 (stale)", "404"]);
    const one = textOf((await page(emulator.url, "/getProduct")).html);
    expect(one).toContain(`agrees ${daysAgo(1).slice(0, 10)}, spi.example.com`);
    expect(one).toContain("(stale: older than 90 days)");
    expect(one).toContain("(stale: the contract changed since)");
    expect(one).toContain("spi.example.com: expected <b>this</b> (L 756)");
    expect(one).toContain("documented D 257; recorded");
  });

  it("say what is wrong with it", async () => {
    writeFileSync(join(folder, "parity.yaml"), "format: 2\n");
    const { status, html } = await page(emulator.url);
    expect([status, textOf(html)]).toEqual([200, expect.stringContaining("parity.yaml:1: format: ")]);
  });
});
