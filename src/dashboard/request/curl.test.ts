import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { shellQuote } from "../../text/shell-quote.js";
import { curlCommand, curlToSign } from "./curl.js";
import type { HttpRequest } from "./http-request.js";

/** Any text that a shell can pass on. */
const text = fc
  .string({
    unit: fc.oneof(
      fc.constantFrom(
        "'",
        '"',
        "\\",
        "$",
        "`",
        "\n",
        " ",
        "!",
        "*",
        "é",
        "😀",
        "\x03",
        "\x1b",
        "\r",
        "\t",
        "\x85",
        "\u2028",
        "\u202e",
      ),
      fc.string(),
    ),
  })
  .map((one) => one.replaceAll("\0", ""));

/** The words after a shell has evaluated them, each ended by U+0000. */
const throughShell = (words: readonly string[]): string[] =>
  execFileSync("sh", ["-c", `printf '%s\\0' ${words.join(" ")}`], { encoding: "utf8" })
    .split("\0")
    .slice(0, -1);

const post: HttpRequest = {
  method: "POST",
  url: "http://127.0.0.1:1/products?a=%27b",
  headers: [["Content-Type", "application/json"]],
  body: `{"name": "it's"}`,
};

/** A command's arguments as `curl` would get them. */
const wordsOf = (command: string): string[] =>
  execFileSync("sh", ["-c", `curl() { printf '%s\\0' "$@"; }\n${command}`], { encoding: "utf8" })
    .split("\0")
    .slice(0, -1);

describe("text quoted for a shell", () => {
  it("reaches the command unchanged", () => {
    const texts = fc.array(text, { minLength: 20, maxLength: 60 });
    fc.assert(
      fc.property(texts, (words) => {
        expect(throughShell(words.map(shellQuote))).toEqual(words);
      }),
      { numRuns: 8 },
    );
  });
});

it("a text that is pasted acts on no terminal", () => {
  const quoted = shellQuote("a\x1b[201~\x03\n\u202eb\t");
  // eslint-disable-next-line no-control-regex
  expect(quoted).not.toMatch(/[\0-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e]/);
  expect(throughShell([quoted])).toEqual(["a\x1b[201~\x03\n\u202eb\t"]);
});

describe("a curl command", () => {
  it("passes the method, the address, the headers and exactly the body", () => {
    expect(wordsOf(curlCommand(post))).toEqual([
      ...["-i", post.url, "-H", "Content-Type: application/json", "--data-raw", post.body],
    ]);
    expect(
      wordsOf(curlCommand({ ...post, method: "DELETE", body: null, headers: [["X-Empty", ""]] })),
    ).toEqual([...["-i", "-X", "DELETE", post.url, "-H", "X-Empty;"]]);
  });

  it("prevents curl from changing the address", () => {
    const url = "http://127.0.0.1:1/a[1-3]{b}/../c";
    expect(wordsOf(curlCommand({ ...post, url }))).toContain("--globoff");
    expect(wordsOf(curlCommand({ ...post, url }))).toContain("--path-as-is");
  });

  it("takes the signature from a shell variable", () => {
    const words = wordsOf(`AUTHORIZATION='OAuth a="b"'\n${curlToSign(post, true)}`);
    expect(words.slice(2, 4)).toEqual(["-H", 'Authorization: OAuth a="b"']);
    expect(curlToSign(post, false)).toBe(curlCommand(post));
  });
});
