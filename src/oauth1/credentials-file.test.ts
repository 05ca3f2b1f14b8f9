import { describe, expect, it } from "vitest";
import fc from "fast-check";
import { CredentialsFileError, formatCredentialsIni, parseCredentialsIni } from "./credentials-file.js";

const credentials = {
  consumer_key: "ck",
  consumer_secret: "c0ffee",
  token_key: "tk",
  token_secret: "5ec2e7",
};

describe("formatCredentialsIni", () => {
  it("writes section [auth] with the four keys below the comment", () => {
    expect(formatCredentialsIni(credentials, "Made by the emulator\r\nfor tests\n")).toBe(
      "# Made by the emulator\n# for tests\n#\n" +
        "[auth]\nconsumer_key = ck\nconsumer_secret = c0ffee\ntoken_key = tk\ntoken_secret = 5ec2e7\n",
    );
  });

  it.each(["", "a%b", "a b", " a", "é", "a\nb"])("refuses the value %j without showing it", (value) => {
    const write = (): string => formatCredentialsIni({ ...credentials, token_secret: value });
    expect(write).toThrow(CredentialsFileError);
    expect(write).toThrow(/^cannot write a credentials file: token_secret (is empty|holds a)/);
  });

  it("writes what parseCredentialsIni reads", () => {
    const value = fc.string({
      minLength: 1,
      unit: fc.constantFrom(..."abcXYZ019#;=:[]&'\"+/~!$*,-._".split("")),
    });
    const all = fc.record({
      consumer_key: value,
      consumer_secret: value,
      token_key: value,
      token_secret: value,
    });
    fc.assert(
      fc.property(all, fc.string({ unit: "binary" }), (given, comment) => {
        expect(parseCredentialsIni(formatCredentialsIni(given, comment), "conf.ini")).toEqual(given);
      }),
    );
  });
});

describe("parseCredentialsIni", () => {
  it("reads what Python's ConfigParser reads", () => {
    const text = [
      "\uFEFF# comment",
      "; another",
      "[DEFAULT]",
      "Token_Key: other",
      "consumer_key = ck",
      "[other]",
      "x = y",
      "[auth]",
      "  CONSUMER_SECRET=c0ffee  ",
      "",
      "  # in between",
      "token_key\t:\ttk",
      "token_secret = 5ec2e7",
      "href = https://h/?a=b",
    ].join("\r\n");
    expect(parseCredentialsIni(text, "conf.ini")).toEqual(credentials);
  });

  const good = ["[auth]", "consumer_key = ck", "consumer_secret = c0ffee", "token_key = tk"];
  it.each([
    [[""], "conf.ini: no section [auth]"],
    [["[Auth]", "a=b", "[ auth ]"], "conf.ini: no section [auth] (found: [Auth], [ auth ])"],
    [
      ["[auth]", "token_key=x"],
      "conf.ini: section [auth] lacks the keys consumer_key, consumer_secret, token_secret",
    ],
    [good, "conf.ini: section [auth] lacks the key token_secret"],
    [["token_key = tk"], "conf.ini:1: a section must come first: [auth]"],
    [[...good, "Token_Key = x"], "conf.ini:5: token_key is given twice in [auth]"],
    [[...good, "[auth]"], "conf.ini:5: section [auth] is given twice"],
    [[...good, "token_secret"], 'conf.ini:5: expected "key = value" in [auth]'],
    [[...good, "= x"], 'conf.ini:5: expected "key = value" in [auth]'],
    [
      [...good, "  token_secret = s"],
      "conf.ini:5: indented, so it goes on with token_key in [auth]; start the line at the left",
    ],
    [[...good, "token_secret ="], "conf.ini:5: token_secret in [auth] is empty"],
    [
      [...good, "token_secret = a%%b"],
      "conf.ini:5: token_secret in [auth] holds a '%', which Python's ConfigParser takes for interpolation",
    ],
    [
      [...good, "token_secret = ab ; mine"],
      "conf.ini:5: token_secret in [auth] is followed by a comment; comments need a line of their own",
    ],
    [
      [...good, "token_secret = a b"],
      "conf.ini:5: token_secret in [auth] holds a blank or a character that is not printable ASCII",
    ],
  ])("refuses %j", (lines, message) => {
    expect(() => parseCredentialsIni(lines.join("\n"), "conf.ini")).toThrow(
      new CredentialsFileError(message),
    );
  });
});
