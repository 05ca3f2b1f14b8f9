import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { emptyTables, type Change } from "../domain/records.js";
import { FakeFiles } from "./testing/fake-files.js";
import { FILE, logOn } from "./testing/log-kit.js";
import { encodeCommit, HEADER } from "./log-lines.js";
import { replay } from "./log-replay.js";
import { MIGRATIONS } from "./migrations.js";
import { StoreError } from "./store.js";
import { anyCommits, dump, putProduct, putResult, tablesAfter } from "./testing/test-records.js";

async function written(commits: readonly (readonly Change[])[]): Promise<Buffer> {
  const files = new FakeFiles();
  const { log } = logOn(files);
  await log.read();
  for (const changes of commits) log.append(changes);
  await log.close();
  return files.image.get(FILE)!;
}

async function readBack(bytes: Buffer) {
  const files = new FakeFiles(new Map([[FILE, bytes]]));
  const { log, warnings } = logOn(files);
  const tables = await log.read();
  return { tables, warnings, files, log };
}

/** The bits before `end` whose flip is not detected. */
async function survivors(bytes: Buffer, end: number): Promise<number[]> {
  const unnoticed: number[] = [];
  for (let bit = 0; bit < end * 8; bit++) {
    const damaged = Buffer.from(bytes);
    damaged[bit >> 3]! ^= 1 << (bit & 7);
    const file = await new FakeFiles(new Map([[FILE, damaged]])).open(FILE);
    const refused = await replay(file!, FILE, { migrations: [], chunkBytes: 4096 }).then(
      () => false,
      (error: unknown) => error instanceof StoreError,
    );
    if (!refused) unnoticed.push(bit);
  }
  return unnoticed;
}

/** Expects a refusal with this message and an unchanged file. */
async function expectRefused(bytes: Buffer, reason: string | RegExp): Promise<void> {
  const image = new Map([
    [FILE, bytes],
    [`${FILE}.tmp`, Buffer.from("left")],
  ]);
  const files = new FakeFiles(image);
  const error: unknown = await logOn(files)
    .log.read()
    .catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(StoreError);
  expect((error as StoreError).message).toMatch(reason);
  expect(files.image).toEqual(image);
}

const three = [[putProduct("1")], [putProduct("2", "é\u0000\ud800")], [putResult("3", { a: [1, null] })]];

describe("a state file", () => {
  it("begins with the header and has one line per commit", async () => {
    const lines = (await written([[putProduct("1")], []])).toString().split("\n");
    expect(lines).toEqual([
      HEADER,
      encodeCommit(1, JSON.stringify([putProduct("1")])).trimEnd(),
      encodeCommit(2, "[]").trimEnd(),
      "",
    ]);
  });

  it("is new if it is missing, empty or has a torn header", async () => {
    for (const bytes of [undefined, Buffer.alloc(0), Buffer.from(HEADER.slice(0, 20)), Buffer.from(HEADER)]) {
      const files = new FakeFiles(bytes && new Map([[FILE, bytes]]));
      const { log } = logOn(files);
      expect(dump(await log.read())).toBe(dump(emptyTables()));
      expect(files.image.get(FILE)!.toString()).toBe(`${HEADER}\n`);
    }
  });

  it("returns all commits, whatever the size of the pieces it is read in", async () => {
    await fc.assert(
      fc.asyncProperty(anyCommits(), fc.integer({ min: 1, max: 200 }), async (commits, chunkBytes) => {
        const bytes = await written(commits);
        const files = new FakeFiles(new Map([[FILE, bytes]]));
        const { tables, torn } = await replay((await files.open(FILE))!, FILE, {
          migrations: MIGRATIONS,
          chunkBytes,
        });
        expect(dump(tables)).toBe(dump(tablesAfter(commits)));
        expect(torn).toBe(0);
      }),
    );
  });

  it("is continued at its end", async () => {
    await fc.assert(
      fc.asyncProperty(anyCommits(5), anyCommits(5), async (before, after) => {
        const { log, files } = await readBack(await written(before));
        for (const changes of after) log.append(changes);
        await log.close();
        expect(files.image.get(FILE)).toEqual(await written([...before, ...after]));
      }),
      { numRuns: 30 },
    );
  });

  it("loses a torn last line and nothing else, wherever it is cut", async () => {
    const bytes = await written(three);
    const ends = await Promise.all([0, 1, 2, 3].map(async (n) => (await written(three.slice(0, n))).length));
    for (let length = 1; length < bytes.length; length++) {
      const whole = ends.filter((end) => end <= length);
      const { tables, warnings, files, log } = await readBack(bytes.subarray(0, length));
      expect(dump(tables), `cut at ${length}`).toBe(
        dump(tablesAfter(three.slice(0, Math.max(0, whole.length - 1)))),
      );
      expect(warnings.length, `cut at ${length}`).toBe(ends.includes(length) ? 0 : 1);
      log.append([putProduct("9")]);
      await log.close();
      const kept = three.slice(0, Math.max(0, whole.length - 1));
      expect(files.image.get(FILE)).toEqual(await written([...kept, [putProduct("9")]]));
    }
  });

  it("reports what it dropped", async () => {
    const bytes = Buffer.concat([await written(three), Buffer.from('{"crc"')]);
    const { warnings } = await readBack(bytes);
    expect(warnings).toEqual([expect.stringMatching(/^\/data\/state\.jsonl: dropped the last 6 bytes, /)]);
  });

  it("loses the NUL bytes that a power failure left at its end, with a warning", async () => {
    const bytes = await written(three);
    for (const begun of [0, 1, 30, 100]) {
      for (const nuls of [1, 5000]) {
        const next = encodeCommit(4, JSON.stringify([putProduct("4")])).slice(0, begun);
        const tail = Buffer.concat([Buffer.from(next), Buffer.alloc(nuls)]);
        const { tables, warnings, files } = await readBack(Buffer.concat([bytes, tail]));
        expect(dump(tables)).toBe(dump(tablesAfter(three)));
        expect(warnings).toEqual([expect.stringContaining(`dropped the last ${begun + nuls} bytes, `)]);
        expect(files.image.get(FILE)).toEqual(bytes);
      }
    }
  });

  it("is refused when any bit of it is flipped", async () => {
    const bytes = await written(three);
    expect(await survivors(bytes, bytes.length)).toEqual([]);
  });

  it("is refused when any bit before a torn last line is flipped", async () => {
    const bytes = await written(three);
    const end = (await written(three.slice(0, 2))).length;
    expect(await survivors(bytes.subarray(0, -5), end)).toEqual([]);
    expect(await survivors(bytes.subarray(0, end + 12), end)).toEqual([]);
  });

  it("is refused with the line and the reason", async () => {
    const [one, two, last] = [1, 2, 3].map((n) => encodeCommit(n, "[]")) as [string, string, string];
    const cases: [string, RegExp][] = [
      [`${one}${two}`, /line 1: this is not a state file/],
      [
        `${HEADER.replace("2", "7")}\n${one}`,
        /line 1: a newer spi-emulator wrote the file \(format version 7, this one reads up to 2\)/,
      ],
      [`\n${one}`, /line 1: /],
      [`${HEADER}\n${one}${last}`, /line 3: commit 2 is expected here, the line says 3/],
      [`${HEADER}\n${one}\n${two}`, /line 3: the line is blank/],
      [`${HEADER}\n${one}${two}\n`, /line 4: the line is blank/],
      [`${HEADER}\n${one}${one}`, /line 3: /],
      [`${HEADER}\n${one}\0\0\0x`, /line 3: the line is neither whole/],
      [`${HEADER}\n${one}{"crc"\0\0"`, /line 3: the line is neither whole/],
      [`${HEADER}\n${one}\0\0\n${two}`, /line 3: the line holds NUL bytes/],
      [`${HEADER}\n${one}nonsense`, /line 3: the line is neither whole/],
      [`\ufeff${HEADER}\n`, /line 1: /],
    ];
    for (const [text, reason] of cases) await expectRefused(Buffer.from(text), reason);
    await expectRefused(
      Buffer.from(cases[3]![0]),
      /Nothing was changed\. Put a good copy there, or move the file away/,
    );
  });
});
