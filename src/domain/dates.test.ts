import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dateProblem, naiveTime, offsetTime, parseDate } from "./dates.js";

const at = (iso: string): number => Date.parse(iso) * 1000;

describe("parseDate", () => {
  it.each([
    ["2015-08-26T00:00:00", "2015-08-26T00:00:00Z"],
    ["20150826T00:00:00", "2015-08-26T00:00:00Z"],
    ["20150914 17:51:31", "2015-09-14T17:51:31Z"],
    ["20150914 175131 Z", "2015-09-14T17:51:31Z"],
    ["20150914 175131Z", "2015-09-14T17:51:31Z"],
    ["2015-08-26", "2015-08-26T00:00:00Z"],
    ["20150826", "2015-08-26T00:00:00Z"],
    ["2015-08-26 Z", "2015-08-26T00:00:00Z"],
    ["2015-08-26T01:30", "2015-08-26T01:30:00Z"],
    ["2015-08-26T00:00:00Z", "2015-08-26T00:00:00Z"],
    ["2015-08-26T00:00:00+02:00", "2015-08-25T22:00:00Z"],
    ["2015-08-26T00:00:00 -0330", "2015-08-26T03:30:00Z"],
    ["20150826T000000+02", "2015-08-25T22:00:00Z"],
    ["2016-02-29T23:59:59.123", "2016-02-29T23:59:59.123Z"],
  ])("reads %s", (text, iso) => expect(parseDate(text)).toBe(at(iso)));

  it("keeps microseconds", () => {
    expect(parseDate("2016-01-04T17:34:39.093142")).toBe(at("2016-01-04T17:34:39Z") + 93_142);
    expect(parseDate("2016-01-04T17:34:39.1")).toBe(at("2016-01-04T17:34:39Z") + 100_000);
  });

  it.each([
    ...[
      "",
      " ",
      "yesterday",
      "2015",
      "2015-08",
      "2015-0826",
      "201508-26",
      "2015-8-6",
      "15-08-26",
      "2015-08-26T",
      "2015-08-26T24:00:00",
    ],
    ...[
      "2015-02-29",
      "2015-13-01",
      "2015-00-10",
      "2015-08-32",
      "2015-08-26T00:60:00",
      "2015-08-26T00:00:60",
      "2015-08-26T00:00:00+24:00",
    ],
    ...[
      "2015-08-26T00:00:00z",
      "2015-08-26t00:00:00",
      "2015-08-26T00:00:00.1234567",
      "1440547200",
      "2015-08-26T00:00:00 02:00",
      "2015-08-26\n",
    ],
    ...["２０１５-08-26", "2015-08-26T00:00:00+2:00", "+2015-08-26"],
  ])("refuses %j", (text) => expect(parseDate(text)).toBeNull());

  it("parses what the service writes", () => {
    // Outside this range, microseconds are not safe integers.
    const instants = fc.integer({ min: at("1700-01-01T00:00:00Z"), max: at("2250-12-31T23:59:59Z") });
    fc.assert(
      fc.property(instants, (instant) => {
        expect(parseDate(naiveTime(instant))).toBe(instant);
        expect(parseDate(offsetTime(instant))).toBe(instant);
      }),
    );
  });

  it("agrees with Date on every form and offset", () => {
    const part = (min: number, max: number) =>
      fc.integer({ min, max }).map((n) => String(n).padStart(2, "0"));
    const offset = fc.tuple(fc.constantFrom("+", "-"), part(0, 23), part(0, 59));
    fc.assert(
      fc.property(
        fc.tuple(part(1970, 2100), part(1, 12), part(1, 28), part(0, 23), part(0, 59), part(0, 59), offset),
        fc.constantFrom("-", ""),
        fc.constantFrom(":", ""),
        fc.constantFrom("T", " "),
        fc.constantFrom("", " "),
        ([year, month, day, hour, minute, second, [sign, oh, om]], dash, colon, t, space) => {
          const text = `${year}${dash}${month}${dash}${day}${t}${hour}${colon}${minute}${colon}${second}${space}${sign}${oh}${colon}${om}`;
          expect(parseDate(text)).toBe(
            at(`${year}-${month}-${day}T${hour}:${minute}:${second}${sign}${oh}:${om}`),
          );
        },
      ),
    );
  });

  it("never throws", () => fc.assert(fc.property(fc.string(), (text) => void parseDate(text))));
});

describe("the written forms", () => {
  it("match the documents", () => {
    const instant = at("2016-01-04T16:58:28.805Z");
    expect(naiveTime(instant + 142)).toBe("2016-01-04T16:58:28.805142");
    expect(offsetTime(instant)).toBe("2016-01-04T16:58:28.805000+00:00");
  });
});

it("the message names the parameter, the value and the accepted forms", () => {
  expect(dateProblem("end_date", "soon")).toMatch(/^end_date: got "soon"; accepted: 2015-08-26T00:00:00, /);
  expect(dateProblem("end_date", "2015-08-26T00:00:00 02:00")).toContain("%2B");
});
