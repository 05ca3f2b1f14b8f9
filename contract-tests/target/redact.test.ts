import { describe, expect, it } from "vitest";
import { wrong } from "../clauses/auth-right.js";
import { exchangeRecord } from "./exchange.js";
import { Redactor } from "./redact.js";

/** As servers that write ASCII do. */
const inAscii = (value: unknown): string =>
  JSON.stringify(value).replace(/[^ -~]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`);

describe("a secret in a report", () => {
  const SECRETS = ['pä"ss\\w/örd 😀', "cs+cs/cs=cs", "(a|b)[c]{2}$^.*-x"];

  it.each<[string, (text: string) => string]>([
    ["as it is", (text) => text],
    ["in JSON", (text) => JSON.stringify(text)],
    ["in JSON of ASCII", inAscii],
    [
      "in JSON of ASCII with capitals",
      (text) => inAscii(text).replace(/u[\da-f]{4}/g, (one) => `u${one.slice(1).toUpperCase()}`),
    ],
    ["in JSON with escaped slashes", (text) => JSON.stringify(text).replaceAll("/", "\\/")],
    ["in JSON in JSON", (text) => JSON.stringify(JSON.stringify({ wrong: text }))],
    ["in JSON in JSON in ASCII", (text) => inAscii(inAscii({ wrong: text }))],
    ["in a path", encodeURIComponent],
    ["in a form", (text) => new URLSearchParams({ a: text }).toString()],
    ["in a PLAINTEXT signature", (text) => encodeURIComponent(encodeURIComponent(text))],
    [
      "in a signature base string",
      (text) => encodeURIComponent(encodeURIComponent(encodeURIComponent(text))),
    ],
    ["in a form in JSON", (text) => JSON.stringify(encodeURIComponent(text).toLowerCase())],
  ])("is hidden %s", (_, write) => {
    const redactor = new Redactor(SECRETS);
    for (const secret of SECRETS) {
      const shown = redactor.text(`before ${write(secret)} after`);
      expect(shown).toMatch(/^before [^]*\*\*\*[^]* after$/);
      expect(shown.replaceAll(/[\\"{}: ]|wrong|before|after|^a=|\ba=/g, "")).toBe("***");
    }
  });

  it("is hidden but for the first character that the suite makes wrong", () => {
    const redactor = new Redactor(SECRETS);
    for (const secret of SECRETS) {
      for (const sent of [wrong(secret), encodeURIComponent(wrong(secret)), JSON.stringify(wrong(secret))])
        expect(redactor.text(`before ${sent} after`)).toMatch(/^before "?x\*\*\*"? after$/);
      const echoed = Buffer.from(`before ${wrong(secret)} after`).toString("base64");
      const shown = Buffer.from(redactor.text(echoed).split("***")[0]!, "base64").toString();
      expect(shown).not.toContain(secret.slice(1, 5));
    }
  });

  it.each([0, 1, 2])("is hidden in base64 of a header, %i bytes after a border of it", (before) => {
    const secret = "NtWvXg3kq0LbT8sZ";
    const header = `${"-".repeat(before)}${secret}", x="y"`;
    for (const form of ["base64", "base64url"] as const)
      expect(new Redactor([secret]).text(Buffer.from(header).toString(form))).toMatch(/^.{0,3}\*\*\*.{8,}$/);
  });

  it("is hidden also where the body is cut", () => {
    const secret = "0123456789abcdef".repeat(4);
    const redactor = new Redactor([secret]);
    const outgoing = { method: "POST", url: "http://target/x", headers: {} };
    for (let before = 4000 - secret.length; before <= 4001; before++) {
      const text = `${"-".repeat(before)}${secret}${"-".repeat(9000)}`;
      const answer = { status: 200, headers: {}, text };
      for (const body of [text, Buffer.from(text)]) {
        const exchange = exchangeRecord(null, { ...outgoing, body }, answer, 1, redactor, "first");
        for (const shown of [exchange.requestBody, exchange.responseBody]) {
          expect(shown).toMatch(/^-+\**-*\.\.\. \(\d+ in total\)$/);
          expect(shown!.length).toBeLessThan(4050);
        }
      }
    }
  });

  it("is hidden also where the body is cut after many others", () => {
    const secret = "0123456789abcdef".repeat(4);
    const outgoing = { method: "POST", url: "http://target/x", headers: {} };
    const answer = { status: 200, headers: {}, text: secret.repeat(200) };
    const exchange = exchangeRecord(
      null,
      { ...outgoing, body: answer.text },
      answer,
      1,
      new Redactor([secret]),
      "first",
    );
    for (const shown of [exchange.requestBody, exchange.responseBody])
      expect(shown).not.toContain(secret.slice(0, 6));
  });

  it("is hidden by its name, also in JSON that an answer quotes", () => {
    const body = { email: "a@b.example", token_secret: 'never "seen\\', password: "nor this", name: "shown" };
    let text = JSON.stringify(body);
    for (let times = 0; times < 3; times++) {
      const shown = new Redactor([]).text(text);
      expect(shown).not.toMatch(/seen|nor this/);
      expect(shown).toContain("shown");
      text = JSON.stringify({ message: `got ${text}` });
    }
  });

  it.each([
    ["backslashes", "\\"],
    ["percents", "%25"],
    ["quotes", '\\"password'],
    ["a beginning", "%2525p%C3"],
  ])("is looked for in linear time among %s", (_, part) => {
    const redactor = new Redactor([...SECRETS, "\\\\\\\\\\\\\\\\x"]);
    const cost = (length: number): number => {
      const text = part.repeat(length / part.length);
      const began = process.cpuUsage().user;
      redactor.text(text);
      return process.cpuUsage().user - began;
    };
    cost(2000);
    expect(cost(80_000)).toBeLessThan(40 * Math.max(cost(8000), 5000));
  });
});
