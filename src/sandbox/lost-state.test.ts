import { existsSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { type Logger, silentLog } from "../log.js";
import { HEADER } from "../persistence/log-lines.js";
import { temporaryFolder } from "../testing/temporary-folder.js";
import { labServer } from "./testing/lab-server.js";

const FIELDS = { name: "p", release: "r", snaps: ["s"] };
const CLOCK = { mode: "manual" as const, start: 0 };

let folder: string;
let file: string;
/** An earlier run that left a default sandbox and another one. */
beforeEach(async () => {
  folder = temporaryFolder();
  file = join(folder, "default.jsonl");
  const server = await labServer({ folder, lab: false });
  await server.sandboxes.create({ name: "other", seed: "empty", clock: CLOCK, lab: false });
  await server.send("POST", "/products", FIELDS);
  await server.send("POST", "/products", FIELDS);
  await server.close();
  writeFileSync(join(folder, "conf.ini"), "");
});

const listening = () => ({ ...silentLog, error: vi.fn(), warn: vi.fn() }) satisfies Logger;
const open = (log: Logger = silentLog) => labServer({ folder, lab: false, more: { log } });
const withoutLastLine = (path: string): void => {
  const text = readFileSync(path, "utf8");
  truncateSync(path, Buffer.byteLength(text.slice(0, text.lastIndexOf("\n", text.length - 2) + 1)));
};

describe("the default sandbox's state", () => {
  it("is restored, also after a kill", async () => {
    const server = await open();
    await server.send("POST", "/products", FIELDS);
    const killed = readFileSync(file);
    const mark = readFileSync(`${file}.mark`);
    await server.close();
    writeFileSync(file, killed);
    writeFileSync(`${file}.mark`, mark);
    const again = await open();
    expect((await again.send("GET", "/products")).body.products).toHaveLength(4);
    await again.close();
  });

  it.each<[string, () => void, RegExp]>([
    ["missing", () => rmSync(file), /State file .* is missing, and \d+ commits were saved in it/],
    ["empty", () => truncateSync(file), /State file .*: it holds nothing, but \d+ commits were saved in it/],
    ["only a header", () => writeFileSync(file, `${HEADER}\n`), /: it holds nothing, but/],
    ["only NUL bytes", () => writeFileSync(file, Buffer.alloc(100)), /: it holds nothing, but/],
    [
      "cut at the end of a line",
      () => withoutLastLine(file),
      /: it ends after commit \d+, but \d+ commits were saved/,
    ],
    [
      "another sandbox's",
      () => {
        renameSync(join(folder, "other.jsonl"), file);
        truncateSync(`${file}.mark`);
        writeFileSync(`${file}.mark`, '{"format":"spi-emulator-mark","version":1,"commits":1,"bytes":7}\n');
      },
      /: it is not the file that the last run wrote/,
    ],
  ])("is refused if its file is %s, and nothing is changed", async (_, harm, message) => {
    harm();
    const left = () => [existsSync(file) && readFileSync(file), readFileSync(`${file}.mark`)];
    const before = left();
    await expect(open()).rejects.toThrow(message);
    expect(left()).toEqual(before);
  });

  it("starts new if file and mark were moved away, with a warning that credentials are left", async () => {
    rmSync(file);
    rmSync(`${file}.mark`);
    const log = listening();
    const server = await open(log);
    expect((await server.send("GET", "/products")).body.products).toHaveLength(1);
    expect(log.warn).toHaveBeenCalledWith(
      expect.stringMatching(/default\.jsonl is missing, but .*conf\.ini is of/),
    );
    await server.close();
  });

  it("is refused if it is empty and credentials exist, even without a mark", async () => {
    writeFileSync(file, `${HEADER}\n`);
    rmSync(`${file}.mark`);
    await expect(open()).rejects.toThrow(/holds nothing, but .*conf\.ini is of an earlier run/);
  });
});

describe("another sandbox's state", () => {
  it.each<[string, (path: string) => void]>([
    ["missing", (path) => rmSync(path)],
    ["empty", (path) => truncateSync(path)],
    ["cut", withoutLastLine],
    ["damaged", (path) => writeFileSync(path, readFileSync(path, "utf8").replace("customer", "customes"))],
  ])("that is %s stops no other sandbox, and is reported", async (_, harm) => {
    harm(join(folder, "other.jsonl"));
    const log = listening();
    const server = await open(log);
    expect((await server.send("GET", "/products")).status).toBe(200);
    expect(log.error).toHaveBeenCalledWith(
      { sandbox: "other" },
      expect.stringMatching(/^sandbox other cannot be opened; the others can\. State file .*other\.jsonl/),
    );
    const asked = await server.control("GET", "/_emulator/clock?sandbox=other");
    expect([asked.status, asked.body.message]).toEqual([
      404,
      expect.stringMatching(/^sandbox: other is damaged: /),
    ]);
    const made = await server.control("POST", "/_emulator/sandboxes", { name: "other" });
    expect([made.status, made.body.message]).toEqual([
      409,
      expect.stringMatching(/exists, but it is damaged/),
    ]);
    await server.close();
  });

  it("that was deleted is not reported as missing", async () => {
    const server = await open();
    await server.sandboxes.delete("other");
    await server.close();
    const log = listening();
    await (await open(log)).close();
    expect(log.error).not.toHaveBeenCalled();
  });
});
