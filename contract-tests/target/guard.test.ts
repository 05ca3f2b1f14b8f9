import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { runHere } from "../../src/cli/testing/in-process.js";
import { formatCredentialsIni } from "../../src/oauth1/credentials-file.js";
import { listening } from "../../src/testing/listening.js";
import { temporaryFolder } from "../../src/testing/temporary-folder.js";

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
        JSON.stringify(url === "/products" && method === "GET" ? { products: [theirs] } : { ...theirs, id }),
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
