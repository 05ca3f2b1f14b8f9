import { execFileSync } from "node:child_process";
import { expect, it } from "vitest";
import { curlOf, signedCommandOf } from "./send-again.js";
import { DEFAULTS } from "../../config.js";
import type { Place } from "../request/request-command.js";
import type { Shown } from "./verdict.js";

const OWN = "http://127.0.0.1:7740";
/** Pages of an emulator without and with an admin token. */
const [OPEN, GUARDED] = [null, "secret"].map((adminToken) => ({
  config: { ...DEFAULTS, adminToken },
  here: { sandbox: "default" },
  productUrl: OWN,
})) as [Place, Place];

/** A request of an untrusted client. */
const request = (body: unknown, url = "http://evil.example/products?a=b"): Pick<Shown, "request"> => ({
  request: {
    ...{ method: "POST", url, path: "/products", query: {}, body, body_truncated: false },
    headers: { authorization: "OAuth [redacted]", "content-type": "text/plain" },
    body_bytes: String(body).length,
  },
});

/** The arguments that the command's program gets from a shell. */
const argumentsOf = (command: string): string[] =>
  execFileSync("sh", ["-c", `curl() { printf '%s\\0' "$@"; }\nnpx() { curl "$@"; }\n${command}`], {
    encoding: "utf8",
  }).split("\0");

it.each(["@/etc/hostname", "-", "'; touch /tmp/x #", "$(id)`id`", "a\x1b[201~\x03\nid\n"])(
  "the body %j is sent as it is",
  (body) => {
    const signed = [OPEN, GUARDED].map((place) => signedCommandOf(request(body), place, null)!.command);
    for (const command of [curlOf(request(body), OWN)!, ...signed]) {
      const words = argumentsOf(command);
      expect(words[words.indexOf("--data-raw") + 1]).toBe(body);
      expect(words).not.toContain("--data");
      // eslint-disable-next-line no-control-regex
      expect(command).not.toMatch(/[\0-\x09\x0b-\x1f\x7f-\x9f]/);
    }
  },
);

it.each([
  ["http://evil.example/products?a=b", `${OWN}/products?a=b`],
  ["http://evil.example", OWN],
  ["HTTPS://user@evil.example:99//evil.example/x", `${OWN}//evil.example/x`],
])("%s goes to this emulator", (url, own) => {
  expect(argumentsOf(curlOf(request("b", url), OWN)!)).toContain(own);
  expect(argumentsOf(signedCommandOf(request("b", url), GUARDED, null)!.command)).toContain(own);
  expect(argumentsOf(signedCommandOf(request("b", url), OPEN, null)!.command)).toContain(
    own.slice(OWN.length),
  );
});

it("a body that was not kept whole is not sent as if it were", () => {
  const cut = request("beginning");
  cut.request.body_truncated = true;
  expect(curlOf(cut, OWN)).toBeNull();
  expect(signedCommandOf(cut, OPEN, null)).toBeNull();
});

it("a body with a character that no shell passes on is not sent without it", () => {
  expect(curlOf(request("a\0b"), OWN)).toBeNull();
  expect(signedCommandOf(request("a\0b"), OPEN, null)).toBeNull();
});

it("neither secrets nor what the client sets itself are in the command", () => {
  const sent = request("b");
  const [own, left] = [
    { "content-type": "text/plain", "x-run": "7" },
    {
      host: "h",
      connection: "close",
      "content-length": "1",
      cookie: "session=[redacted]",
      "sec-fetch-mode": "cors",
    },
  ];
  Object.assign(sent.request.headers, own, left);
  const words = argumentsOf(curlOf(sent, OWN)!);
  const headers = words.filter((_, at) => words[at - 1] === "-H");
  expect(headers).toEqual(["Authorization: ", "content-type: text/plain", "x-run: 7"]);
});
