import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { runHere } from "../../src/cli/testing/in-process.js";
import { formatCredentialsIni } from "../../src/oauth1/credentials-file.js";
import { listening } from "../../src/testing/listening.js";
import { temporaryFolder } from "../../src/testing/temporary-folder.js";
import { contractSpec } from "../run/contract-spec.js";
import { operationAt } from "../run/operation-of.js";
import { guardOf } from "./guard.js";
import type { Target } from "./target.js";

const theirs = {
  ...{ id: "5b0d8e6e-0000-4000-8000-00000000000a", name: "theirs", release: "r", snaps: [] },
  created_at: "2026-01-01T00:00:00.000000",
};

it.each([
  ["the product of --product", ["--product", theirs.id], theirs.id],
  ["one that was there before, where the target answers with its id", [], theirs.id],
  [
    "one that was there before, where the target answers with its id in capitals",
    [],
    theirs.id.toUpperCase(),
  ],
])("the suite sends no request of any method that could change %s", async (_, args, id) => {
  const changing: string[] = [];
  let asked = 0;
  const server = createServer((request, response) => {
    void (async () => {
      const { method, url } = request;
      await text(request);
      asked += 1;
      if (url!.toLowerCase() === `/products/${theirs.id}` && !["GET", "HEAD"].includes(method!))
        changing.push(method!);
      response.writeHead(method === "POST" ? 201 : 200, { "content-type": "application/json" });
      response.end(
        JSON.stringify(
          url === "/products" && method === "GET"
            ? { products: [theirs] }
            : { ...theirs, id, test_specs: [] },
        ),
      );
    })();
  });
  const url = `http://127.0.0.1:${await listening(server)}`;
  onTestFinished(() => void server.close());
  const folder = temporaryFolder();
  const ini = join(folder, "conf.ini");
  const consumer = { consumer_key: "ck-of-a-test", consumer_secret: "cs-of-a-test" };
  const token = { token_key: "tk-of-a-test", token_secret: "ts-of-a-test" };
  writeFileSync(ini, formatCredentialsIni({ ...consumer, ...token }, "a"));
  const { code } = await runHere([
    ...["contract", "--target", url, "--credentials", ini, "--ledger-dir", folder, "--rate", "1000"],
    ...["--filter", "*method*", ...args],
  ]);
  expect([code, changing]).toEqual([1, []]);
  expect(asked).toBeGreaterThan(10);
});

it.each([
  "/products/P/test-specs/..",
  "/products/P/test-specs/%2e%2e",
  "/products/P/test-specs/%252e%252e",
  "/products/.",
  `/products/..%2Fproducts%2F${theirs.id}`,
  `/products/${theirs.id}%3Fa`,
  `/products/x%2f${theirs.id.toUpperCase()}`,
  "/products/\ud800",
  "/products/P#x",
  `/products/${theirs.id}/`,
])("no request goes to an address that a service may read as another one: %j", async (path) => {
  const target = { capabilities: new Set(["writes", "create-products"]), lacks: new Map() };
  const foreign = { ids: new Set([theirs.id]), beforePick: () => Promise.resolve() };
  const guard = guardOf(target as unknown as Target, "spi-run-20261126-4f9a2c1b", foreign);
  const request = { path, headers: {}, body: null, actor: "first" as const, retry: false };
  const send = (method: string) =>
    guard({ ...request, method }, operationAt(contractSpec, method, path)).then(
      () => "sent",
      (error: unknown) => (error as Error).name,
    );
  expect([await send("DELETE"), await send("PUT")]).toEqual(["Skip", "Skip"]);
  expect(await send("GET")).toBe("sent");
});

it("nothing is written where a target does not tell what was there before", async () => {
  const methods = new Set<string>();
  const server = createServer((request, response) => {
    if (!request.url!.includes("/agents/")) methods.add(request.method!);
    request.resume();
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ products: [theirs, { ...theirs, id: 5 }] }));
  });
  const url = `http://127.0.0.1:${await listening(server)}`;
  onTestFinished(() => void server.close());
  const folder = temporaryFolder();
  const ini = join(folder, "conf.ini");
  const consumer = { consumer_key: "ck-of-a-test", consumer_secret: "cs-of-a-test" };
  writeFileSync(
    ini,
    formatCredentialsIni({ ...consumer, token_key: "tk-of-a", token_secret: "ts-of-a" }, "a"),
  );
  const flags = ["--target", url, "--credentials", ini, "--ledger-dir", folder, "--rate", "1000"];
  const { stdout } = await runHere(["contract", ...flags, "--filter", "products.*"]);
  expect([...methods]).toEqual(["GET"]);
  expect(stdout).toContain("the account's products cannot be listed (HTTP 200)");
  const explored = await runHere(["contract", "--explore", "5s", ...flags, "--allow-writes"]);
  expect([explored.code, [...methods]]).toEqual([2, ["GET"]]);
});
