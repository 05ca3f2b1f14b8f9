import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeCommit, encodeCommit, HEADER, isTorn, readHeader } from "./log-lines.js";
import { anyCommit, putProduct } from "./testing/test-records.js";

const text = JSON.stringify([putProduct("1")]);
const line = (n: number, changes = text): Buffer => Buffer.from(encodeCommit(n, changes).slice(0, -1));
const crcOf = (encoded: Buffer): string => encoded.toString("latin1", 8, 16);

describe("a line", () => {
  it("has the checksum of the commit's text before it", () => {
    expect(encodeCommit(1, "[]")).toBe('{"crc":"14fe036b","commit":{"n":1,"changes":[]}}\n');
  });

  it("is read as it was written", () => {
    fc.assert(
      fc.property(anyCommit, fc.nat(), (changes, n) => {
        const json = JSON.stringify(changes);
        expect(decodeCommit(line(n, json), n)).toEqual(JSON.parse(json));
      }),
    );
  });

  it.each([
    ["blank", Buffer.alloc(0), "the line is blank"],
    ["of NUL bytes", Buffer.alloc(40), "the line holds NUL bytes"],
    [
      "of something else",
      Buffer.from('{"some":"thing","of":"another","program":1}'),
      "the line is not a commit",
    ],
    ["with a carriage return", Buffer.concat([line(7), Buffer.from("\r")]), "the line is not a commit"],
    [
      "whose text was changed",
      Buffer.from(line(7).toString().replace("foo", "fop")),
      "the checksum does not match",
    ],
    ["with the number of another line", line(8), "commit 7 is expected here, the line says 8"],
    ["of an unknown table", line(7, '[{"table":"devices","put":{"id":"1"}}]'), 'there is no table "devices"'],
    ["of an inherited name", line(7, '[{"table":"toString","remove":"1"}]'), 'there is no table "toString"'],
    ["without changes", line(7, "{}"), "the commit holds no changes"],
    [
      "of a record without id",
      line(7, '[{"table":"products","put":{}}]'),
      "a change neither puts nor removes a record",
    ],
    [
      "of a removal of something without id",
      line(7, '[{"table":"products","remove":["1",2]}]'),
      "a change neither puts nor removes a record",
    ],
    ["that is not JSON", line(7, "[,]"), "it is not JSON"],
  ])("%s is refused", (_what, bytes, reason) => {
    expect(() => decodeCommit(bytes, 7)).toThrow(reason);
  });
});

describe("the header", () => {
  it("is constant", () => {
    expect(HEADER).toBe('{"format":"spi-emulator-state","version":2}');
    expect(readHeader(Buffer.from(HEADER))).toBe(2);
  });

  it("of a newer version is refused with the version that is understood", () => {
    expect(() => readHeader(Buffer.from(HEADER.replace("2", "3")))).toThrow(
      "a newer spi-emulator wrote the file (format version 3, this one reads up to 2)",
    );
  });

  it.each(["", "null", "{}", "x", '{"format":"other","version":1}', HEADER.replace("2", "0"), ` ${HEADER}`])(
    "%j is refused",
    (header) => {
      expect(() => readHeader(Buffer.from(header))).toThrow("this is not a state file");
    },
  );
});

describe("a torn line", () => {
  it("is any beginning of the next line, and of no other", () => {
    for (let length = 1; length <= line(12).length; length++) {
      expect(isTorn(line(12).subarray(0, length), 12), `${length} bytes`).toBe(true);
    }
    expect(isTorn(line(12).subarray(0, 45), 13)).toBe(false);
    expect(isTorn(Buffer.from(HEADER.slice(0, 9)), 0)).toBe(true);
    expect(isTorn(Buffer.from("{}"), 0)).toBe(false);
  });

  it("is not a whole line whose newline was damaged", () => {
    const whole = line(3, '[{"table":"products","remove":"}}"}]');
    expect(isTorn(Buffer.concat([whole, Buffer.from("x")]), 3)).toBe(false);
    expect(isTorn(Buffer.concat([whole, Buffer.alloc(1)]), 3)).toBe(false);
    expect(isTorn(Buffer.concat([whole, Buffer.from("x"), line(4).subarray(0, 40)]), 3)).toBe(false);
  });

  it("holds only text that is written", () => {
    const begun = line(3).subarray(0, 50);
    expect(isTorn(Buffer.concat([begun, Buffer.alloc(3)]), 3)).toBe(true);
    expect(isTorn(Buffer.concat([begun, Buffer.alloc(3), begun]), 3)).toBe(false);
    expect(
      isTorn(
        Buffer.from(
          line(3)
            .toString()
            .replace(crcOf(line(3)), "XXXXXXXX"),
        ).subarray(0, 20),
        3,
      ),
    ).toBe(false);
  });
});
