import { openSync, closeSync, truncateSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { runProcess } from "../../src/testing/emulator-process.js";
import { temporaryFolder } from "../../src/testing/temporary-folder.js";
import type { TrafficExchange } from "../exchange.js";
import { lineOf, type RecordingHead, VERSION } from "./format.js";
import { openRecording, readRecording } from "./read.js";
import { RecordingWriter } from "./write.js";

const MEBIBYTE = 1024 * 1024;
const head: RecordingHead = {
  ...{ format: "spi-recording", version: VERSION, started: "2026-11-30T06:00:00.000Z" },
  ...{ target: "https://spi.example.com", by: "a test" },
};

const exchange = (n: number, text: string, status = 200): TrafficExchange => ({
  ...{
    n,
    began: 1000 + n,
    ended: 1002 + n,
    account: null,
    isSigned: false,
    method: "GET",
    path: "/products",
  },
  ...{ headers: [], body: { bytes: 0, text: "", isCut: false }, failure: null },
  answer: { status, headers: [], body: { bytes: text.length, text, isCut: false } },
});

let folder: string;
const at = (name: string): string => join(folder, name);
beforeAll(() => {
  folder = temporaryFolder();
});

/** The program with little memory. */
const small = (...args: string[]) =>
  runProcess(["recording", ...args], { env: { NODE_OPTIONS: "--max-old-space-size=72" } });

describe("a recording of any size", () => {
  it("is shown, filtered, exported and explained in the memory of one exchange", async () => {
    const file = openSync(at("long.jsonl"), "w");
    writeSync(file, `${JSON.stringify(head)}\n`);
    const text = JSON.stringify({ products: [], note: "x".repeat(MEBIBYTE) });
    for (let n = 1; n <= 90; n++)
      writeSync(file, `${lineOf(exchange(n, text, n === 80 ? 404 : 200), null)}\n`);
    closeSync(file);
    const shown = await small("show", at("long.jsonl"), "--status", "404");
    expect([shown.code, shown.stdout]).toEqual([0, expect.stringMatching(/^\S+ +80 {2}404 /)]);
    const filtered = await small("filter", at("long.jsonl"), at("few.jsonl"), "--from", "40", "--to", "59");
    expect([filtered.code, filtered.stdout]).toEqual([0, `${at("few.jsonl")} written: 20 exchanges\n`]);
    for (const args of [
      ["export", at("long.jsonl"), at("long.har")],
      ["explain", at("few.jsonl")],
    ])
      expect((await small(...args)).code).toBe(0);
  });

  it("costs one line of message if a line has no end, and if it is no recording", async () => {
    writeFileSync(at("nothing.jsonl"), "");
    truncateSync(at("nothing.jsonl"), 2 ** 31);
    writeFileSync(at("endless.jsonl"), `${JSON.stringify(head)}\n`);
    truncateSync(at("endless.jsonl"), 2 ** 31);
    for (const [file, line] of [
      ["nothing.jsonl", "not a recording; accepted: "],
      ["endless.jsonl", "endless.jsonl:2: a line of more than 96 MiB; not an exchange of a recording"],
    ] as const) {
      const { code, stderr } = await small("show", at(file));
      expect([code, stderr]).toEqual([2, expect.stringContaining(line)]);
      expect(stderr.trim().split("\n")).toHaveLength(1);
    }
    const { code, stderr } = await small(
      "import",
      at("nothing.jsonl"),
      at("new.jsonl"),
      "--target",
      "http://x",
    );
    expect([code, stderr]).toEqual([2, expect.stringContaining("cannot be read: longer than 256 MiB")]);
  });

  it("is held whole up to a limit, and the message says how to take a part", () => {
    const file = openSync(at("huge.jsonl"), "w");
    writeSync(file, `${JSON.stringify(head)}\n`);
    const line = `${lineOf(exchange(1, "x".repeat(MEBIBYTE)), null)}\n`;
    for (let n = 0; n < 7; n++) writeSync(file, line);
    closeSync(file);
    expect(() => readRecording(at("huge.jsonl"), 3 * MEBIBYTE)).toThrow(
      /more than 3 MiB of exchanges, .*recording filter --to/,
    );
  });

  it("has no line that is too long for its reader", () => {
    const writer = new RecordingWriter(at("bodies.jsonl"), { ...head, maxBytes: Infinity });
    // Each of these characters is six in JSON.
    writer.add(exchange(1, "\u0001".repeat(17 * MEBIBYTE)), null);
    writer.close();
    const [read] = [...openRecording(at("bodies.jsonl")).exchanges];
    expect(read!.answer!.body).toEqual({ bytes: 17 * MEBIBYTE, text: null, isCut: true });
  });
});
