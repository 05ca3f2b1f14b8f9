import { execFileSync } from "node:child_process";
import { expect, it } from "vitest";
import { exchange } from "../report/testing/reports.js";
import { curlLine, requestLine } from "./command-line.js";

/** The words that a shell makes of a command. */
const words = (line: string): string[] => {
  const env = { ...{ CONSUMER_KEY: "ck", CONSUMER_SECRET: "cs", TOKEN_KEY: "tk", TOKEN_SECRET: "ts" } };
  const printed = execFileSync("bash", ["-c", `show() { printf '%s\\0' "$@"; }; show ${line}`], {
    env: { ...env, PATH: "/usr/bin:/bin" },
    encoding: "utf8",
  });
  return printed.split("\0").slice(0, -1);
};

it("quotes what a shell would change, and keeps a command on one line", () => {
  const requestBody = `{"a": "it's $HOME \\ \n\u001b[2J ü"}`;
  const requestHeaders = { "content-type": "application/json", authorization: "OAuth ..." };
  const sent = exchange({ method: "POST", requestBody, requestHeaders, signed: "second" });
  for (const line of [requestLine(sent), curlLine(sent)]) {
    expect(line).not.toMatch(/\p{Cc}/u);
    expect(words(line)).toContain(requestBody);
  }
  expect(words(requestLine(sent)).slice(0, 5)).toEqual([
    "spi-emulator",
    "request",
    "-X",
    "POST",
    "second.ini",
  ]);
});

it("signs by the credentials of the shell", () => {
  const [signature] = words(curlLine(exchange())).filter((word) => word.startsWith("Authorization"));
  expect(signature).toMatch(
    /^Authorization: OAuth oauth_consumer_key="ck", oauth_token="tk", .*oauth_signature="cs%26ts", oauth_timestamp="\d+"/,
  );
  expect(curlLine(exchange({ signed: "no" }))).not.toContain("Authorization");
});

it("says what no command repeats", () => {
  const plain = exchange({ requestHeaders: { "content-type": "text/plain" }, requestBody: "x" });
  expect(requestLine(plain)).toBe("");
  expect(curlLine(exchange({ signed: "otherwise" }))).toMatch(
    /# the clause signs this request in its own way/,
  );
});

it("names a file instead of a body that the report has only in part", () => {
  const requestBody = `{"a": "${"x".repeat(4000)}... (16777216 in total)`;
  const sent = exchange({ method: "POST", requestBody });
  for (const [line, flag] of [
    [requestLine(sent), "--data"],
    [curlLine(sent), "--data-binary"],
  ] as const) {
    expect(line).toMatch(/# the file body has the 16777216 bytes that begin with '\{"a": "x{53}'$/);
    expect(words(line)).toEqual(expect.arrayContaining([flag, "@body"]));
  }
});

it("has the method, the address and the body of a recording as words of their own", () => {
  const methods = ["X|id", "`id`", "X$IFS", "X&id&", "#", "~", "a'b", "*"];
  const url = "http://127.0.0.1:1/a/../[1-9999999]/{a,b}";
  for (const method of methods) {
    const sent = exchange({ method, url });
    expect(words(requestLine(sent)).slice(0, 4)).toEqual(["spi-emulator", "request", "-X", method]);
    const curl = words(curlLine(sent));
    expect(curl.slice(0, 6)).toEqual(["curl", "-i", "--globoff", "--path-as-is", "-X", method]);
    expect(curl.at(-1)).toBe(url);
  }
});

it("has no text that another shell than bash would execute", () => {
  const requestBody = "a\u0085\n'; echo EXECUTED; echo '\\";
  const line = requestLine(exchange({ method: "POST", requestBody }));
  expect(words(line)).toContain(requestBody);
  const printed = execFileSync("sh", ["-c", `show() { :; }; show ${line}`], {
    encoding: "utf8",
  });
  expect(printed).toBe("");
});
