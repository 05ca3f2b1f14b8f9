import { describe, expect, it } from "vitest";
import fc from "fast-check";
import { formatAuthorization, parseAuthorization } from "./header.js";

describe("parseAuthorization", () => {
  it("reads RFC 5849's example (section 3.5.1), folded lines as blanks", () => {
    const header =
      'OAuth realm="Example",    oauth_consumer_key="0685bd9184jfhq22",  oauth_token="ad180jjd733klru7",' +
      'oauth_signature="wOJIO9A2W5mFwDgiDvZbTSMK%2FPY%3D"\t,\toauth_version="1.0"';
    expect(parseAuthorization(header)).toEqual({
      realm: "Example",
      params: new Map([
        ["oauth_consumer_key", "0685bd9184jfhq22"],
        ["oauth_token", "ad180jjd733klru7"],
        ["oauth_signature", "wOJIO9A2W5mFwDgiDvZbTSMK/PY="],
        ["oauth_version", "1.0"],
      ]),
    });
  });

  it("takes the scheme in any case, an unescaped signature, an empty value and an encoded name", () => {
    const read = parseAuthorization(
      ' oauth oauth_signature="a+/b=", oauth_token="", oauth%5Fnonce="x%20y, z"  ',
    );
    const params = [
      ["oauth_signature", "a+/b="],
      ["oauth_token", ""],
      ["oauth_nonce", "x y, z"],
    ] as const;
    expect(read).toEqual({ params: new Map(params) });
  });

  it.each([
    ["Bearer abc", 'it does not start with "OAuth "'],
    ['OAutha="1"', 'it does not start with "OAuth "'],
    ["OAuth ", 'nothing follows "OAuth"'],
    ['OAuth a="1", a="2"', "a is given more than once"],
    ['OAuth a="1", %61="2"', "a is given more than once"],
    ['OAuth realm="1", Realm="2"', "realm is given more than once"],
    ['OAuth a="1" b="2"', "a comma is missing after a"],
    ['OAuth a="1"b="2"', "a comma is missing after a"],
    ['OAuth a="1",', "a parameter name is expected at character 13"],
    ['OAuth a="1",,b="2"', "a parameter name is expected at character 13"],
    ['OAuth ="1"', "a parameter name is expected at character 7"],
    ['OAuth é="1"', "a parameter name is expected at character 7"],
    ['OAuth %zz="1"', "the parameter name at character 7 has a bad escape"],
    ['OAuth a = "1"', '"=" must follow a at once'],
    ["OAuth a=1", "the value of a must be in double quotes"],
    ["OAuth a='1'", "the value of a must be in double quotes"],
    ['OAuth a="1', "the closing quote of a is missing"],
    ['OAuth a="s%zz"', 'the value of a has a bad escape: two hexadecimal digits must follow every "%"'],
    ['OAuth a="s%4"', 'the value of a has a bad escape: two hexadecimal digits must follow every "%"'],
    ['OAuth a="s%FF"', "the value of a has a bad escape: it is not UTF-8"],
    ['OAuth a="é"', "the value of a holds a character that must be percent-encoded"],
    ['OAuth a="\\""', "the value of a holds a character that must be percent-encoded"],
  ])("refuses %s", (header, problem) => {
    expect(parseAuthorization(header)).toEqual({ problem });
  });

  it("reads what formatAuthorization writes, and nothing else makes it throw", () => {
    const name = fc
      .string({ unit: "grapheme", minLength: 1 })
      .filter((text) => text.toLowerCase() !== "realm");
    const params = fc.dictionary(name, fc.string({ unit: "grapheme" }), {
      minKeys: 1,
      noNullPrototype: true,
    });
    const realm = fc.option(fc.string(), { nil: undefined });
    fc.assert(
      fc.property(params, realm, (given, realmGiven) => {
        const header = {
          ...(realmGiven === undefined ? {} : { realm: realmGiven }),
          params: Object.entries(given),
        };
        const read = parseAuthorization(formatAuthorization(header));
        expect(read).toEqual({ ...header, params: new Map(header.params) });
      }),
    );
    fc.assert(fc.property(fc.string(), (text) => typeof parseAuthorization(`OAuth ${text}`) === "object"));
  });

  it("keeps a name like __proto__ a name", () => {
    expect(parseAuthorization('OAuth __proto__="1"')).toEqual({ params: new Map([["__proto__", "1"]]) });
  });

  it("takes time in proportion to the header's length", () => {
    const long = `OAuth ${'a="'.repeat(5)}${"\\".repeat(100_000)}`;
    expect(parseAuthorization(long)).toHaveProperty("problem");
  });
});
