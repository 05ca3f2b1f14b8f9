import { readFileSync, writeFileSync } from "node:fs";
import { createServer, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Report } from "../../contract-tests/report/report.js";
import { NO_BODY, type TrafficExchange } from "../../traffic/exchange.js";
import { RecordingWriter } from "../../traffic/recording/write.js";
import { formatCredentialsIni } from "../oauth1/credentials-file.js";
import { parseAuthorization } from "../oauth1/header.js";
import { signatureBaseString, signHmacSha1 } from "../oauth1/signature.js";
import { listening } from "../testing/listening.js";
import { temporaryFolder } from "../testing/temporary-folder.js";
import { runHere } from "./testing/in-process.js";

const theirs = { id: "5b0d8e6e-0000-4000-8000-00000000000a", name: "theirs", release: "r", snaps: [] };
const EARLIER = { ...theirs, id: "5b0d8e6e-0000-4000-8000-00000000000b" };
const body = (value: unknown): TrafficExchange["body"] => {
  const said = JSON.stringify(value);
  return { bytes: Buffer.byteLength(said), text: said, isCut: false };
};

/** An exchange of a recording. */
function exchange(n: number, method: string, path: string, given: unknown, answer: unknown): TrafficExchange {
  const began = Date.UTC(2026, 10, 1) + n * 1000;
  const status = method === "DELETE" ? 204 : method === "POST" ? 201 : 200;
  const headers = [["content-type", "application/json"]] as const;
  return {
    ...{ n, began, ended: began + 5, account: "conf", isSigned: true, method, path, headers },
    body: given === null ? NO_BODY : body(given),
    answer: { status, headers, body: answer === null ? NO_BODY : body(answer) },
    failure: null,
  };
}

const { name, release, snaps } = theirs;
const MAKES = exchange(1, "POST", "/products", { name, release, snaps }, EARLIER);

const KEYS = {
  ...{ consumer_key: "ck-of-a-test", consumer_secret: "cs-of-a-test" },
  ...{ token_key: "tk-of-a-test", token_secret: "ts-of-a-test" },
};

/** Whether a request is signed for the address at which it came. */
function isSigned({ method, url, headers }: IncomingMessage): boolean {
  const given = parseAuthorization(headers.authorization!);
  if (!("params" in given)) return false;
  const address = `http://${headers.host!}${url!}`;
  const base = signatureBaseString({ method: method!, url: address, oauthParams: given.params });
  const signature = given.params.get("oauth_signature");
  return signature === signHmacSha1(base, KEYS.consumer_secret, KEYS.token_secret);
}

/** A recording, a deployment that has one product and answers every POST with it, and the arguments of a replay there. */
async function staged(
  exchanges: TrafficExchange[],
  listed: () => { status: number; body: unknown } = () => ({ status: 200, body: { products: [theirs] } }),
) {
  const folder = temporaryFolder();
  const file = join(folder, "a.jsonl");
  const writer = new RecordingWriter(file, { target: "https://recorded.example", by: "a test" });
  for (const one of exchanges) writer.add(one, null);
  writer.close();
  const changed: string[] = [];
  const got: IncomingHttpHeaders[] = [];
  const signed: [url: string, isRight: boolean][] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const { method, url } = request;
      await text(request);
      got.push(request.headers);
      if (method !== "GET") changed.push(`${method!} ${url!}`);
      signed.push([url!, isSigned(request)]);
      const { status, body: value } =
        method === "GET" && url === "/products"
          ? listed()
          : { status: method === "POST" ? 201 : 200, body: theirs };
      response.writeHead(method === "DELETE" ? 204 : status, { "content-type": "application/json" });
      response.end(method === "DELETE" ? "" : JSON.stringify(value));
    })();
  });
  const port = await listening(server);
  onTestFinished(() => void server.close());
  const ini = join(folder, "conf.ini");
  writeFileSync(ini, formatCredentialsIni(KEYS, "a"));
  const url = `http://127.0.0.1:${port}`;
  return {
    file,
    folder,
    changed,
    got,
    signed,
    url,
    args: ["--target", url, "--credentials", ini, "--quiet", "--patience", "0"],
  };
}

describe("spi-emulator replay on a deployment with things of others", () => {
  it("neither changes nor deletes a product that was there before, whatever the deployment answers", async () => {
    const path = `/products/${EARLIER.id}`;
    const { file, args, changed } = await staged([
      MAKES,
      exchange(2, "PUT", path, { name, release, snaps: ["a"] }, { ...EARLIER, snaps: ["a"] }),
      exchange(3, "DELETE", path, null, null),
    ]);
    const { stdout, stderr } = await runHere(["replay", file, ...args]);
    expect(changed).toEqual(["POST /products"]);
    expect(stderr + stdout).toContain(`the product ${theirs.id} was there before the replay`);
  });

  it("nor one that the recording names by its own id", async () => {
    const { file, args, changed } = await staged(
      [
        exchange(1, "DELETE", `/products/${theirs.id}`, null, {
          id: "not-found",
          message: "none",
          url: null,
        }),
      ].map((one) => ({ ...one, answer: { ...one.answer!, status: 404 } })),
    );
    await runHere(["replay", file, ...args]);
    expect(changed).toEqual([]);
  });

  it.each([
    ["a fragment", `/products/${theirs.id}#x`],
    ["a tab in the id", `/products/${theirs.id.slice(0, 9)}\t${theirs.id.slice(9)}`],
    ["a space at its end", `/products/${theirs.id} `],
    ["another slash", `/products\\${theirs.id}`],
    ["a way back", `/x/%2e%2e/products/${theirs.id}`],
    ["an encoded slash", `/products%2F${theirs.id}`],
    ["an encoded letter beside a broken escape", `/products?a=%ff&id=%35${theirs.id.slice(1)}`],
    ["an encoded letter beside half an escape", `/products/%35${theirs.id.slice(1)};x=%`],
    ["a letter that is encoded twice", `/products/%2535${theirs.id.slice(1)}`],
    ["a verb behind it", `/products/${theirs.id}:delete`, "POST"],
    ["an encoded verb behind it", `/products/${theirs.id}%3Adelete`, "POST"],
    ["a plus before it", `/products/+${theirs.id}`],
    ["a comma", `/products/x,${theirs.id}`],
    ["a name of a file", `/products/${theirs.id}.json`],
    ["braces", `/products/{${theirs.id}}`],
    ["no dashes", `/products/${theirs.id.replaceAll("-", "")}`],
  ])("nor one that the recording names with %s", async (_, path, method = "DELETE") => {
    const one = exchange(1, method, path, null, { id: "not-found", message: "none", url: null });
    const { file, args, changed } = await staged([{ ...one, answer: { ...one.answer!, status: 404 } }]);
    await runHere(["replay", file, ...args]);
    expect(changed).toEqual([]);
  });

  it.each([
    ["a fragment", "POST", "/test-opportunities/its-opportunity/results#x"],
    ["encoded letters", "POST", "/test%2Dopportunities/its-opportunity/results"],
    ["encoded letters beside a broken escape", "POST", "/test%2Dopportunities/its-opportunity?%ff"],
    ["encoded letters before a broken escape", "POST", "/test%2Dopportunities/its-opportunity/%ff"],
    ["a method that the contract does not have", "PATCH", "/test-opportunities/its-opportunity"],
  ])("nor an opportunity of others, named with %s", async (_, method, path) => {
    const { file, args, changed } = await staged([exchange(1, method, path, { agent_id: "a" }, { id: "x" })]);
    await runHere(["replay", file, ...args]);
    expect(changed).toEqual([]);
  });

  it("sends no header that changes what a request does", async () => {
    const headers = [
      ["X-HTTP-Method-Override", "DELETE"],
      ["X-Method-Override", "DELETE"],
      ["X-Original-URL", `/products/${theirs.id}`],
      ["X-Rewrite-URL", `/products/${theirs.id}`],
      ["Destination", `/products/${theirs.id}`],
      ["Accept-Language", "de"],
      ["X-Request-ID", "a-test"],
      ["If-None-Match", '"a"'],
    ] as const;
    const one = { ...exchange(1, "GET", `/products/${theirs.id}/x`, null, theirs), headers };
    const { file, args, got } = await staged([one]);
    await runHere(["replay", file, ...args]);
    expect(got.at(-1)).toMatchObject({
      "accept-language": "de",
      "x-request-id": "a-test",
      "if-none-match": '"a"',
    });
    expect(Object.keys(got.at(-1)!).filter((header) => /method|url|destination/.test(header))).toEqual([]);
  });

  it("signs an address as it sends it", async () => {
    const { file, args, signed } = await staged([exchange(1, "GET", '/"é"?a="é"', null, {})]);
    await runHere(["replay", file, ...args]);
    expect(signed).toEqual([
      ["/products", true],
      ["/%22%C3%A9%22?a=%22%C3%A9%22", true],
    ]);
  });

  it("nor one that it would make because the recording only shows it", async () => {
    const { file, args, changed } = await staged([
      exchange(1, "GET", `/products/${EARLIER.id}`, null, EARLIER),
    ]);
    await runHere(["replay", file, ...args]);
    expect(changed).toEqual(["POST /products"]);
  });

  it("changes nothing where the products cannot be listed", async () => {
    const { file, args, changed } = await staged([MAKES], () => ({
      status: 200,
      body: { products: "none" },
    }));
    const { code, stderr } = await runHere(["replay", file, ...args]);
    expect([code, stderr.trim().split("\n"), changed]).toEqual([
      3,
      [expect.stringMatching(/: the products of the account conf cannot be listed, /)],
      [],
    ]);
  });
});

describe("the commands of spi-emulator replay", () => {
  it.each<[string, boolean]>([
    ["go to the target that the user named", true],
    ["are not there for an emulator that has ended", false],
  ])("%s", async (_, isOnTarget) => {
    const { file, folder, args, url } = await staged([
      exchange(1, "GET", "/products?a=1", null, { products: [], more: 1 }),
    ]);
    const reports = ["--report", "json,html,junit", "--report-dir", folder];
    const { code, stdout } = await runHere([
      "replay",
      file,
      ...(isOnTarget ? args : ["--quiet"]),
      ...reports,
    ]);
    expect(code).toBe(1);
    const { causes } = JSON.parse(readFileSync(join(folder, "contract.json"), "utf8")) as Report;
    expect(causes.length).toBeGreaterThan(0);
    for (const { example } of causes)
      expect([example.request, example.curl]).toEqual(
        isOnTarget
          ? [
              `spi-emulator request conf.ini '${url}/products?a=1'`,
              expect.stringContaining(`'${url}/products?a=1'`),
            ]
          : ["", ""],
      );
    const written = ["html", "xml"].map((ext) => readFileSync(join(folder, `contract.${ext}`), "utf8"));
    for (const shown of [stdout, ...written])
      for (const command of shown.split("\n").filter((line) => /curl -i|spi-emulator request/.test(line)))
        expect(command).not.toContain("recorded.example");
  });
});
