import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, it, onTestFinished } from "vitest";
import { runHere } from "../../src/cli/testing/in-process.js";
import { formatCredentialsIni } from "../../src/oauth1/credentials-file.js";
import { listening } from "../../src/testing/listening.js";
import { temporaryFolder } from "../../src/testing/temporary-folder.js";
import { Session } from "../run/session.js";

const RUN = "spi-run-20261126-4f9a2c1b";
const credentials = {
  ...{ consumer_key: "ck-of-a-test", consumer_secret: "cs-of-a-test" },
  ...{ token_key: "tk-of-a-test", token_secret: "ts-of-a-test" },
};

interface Thing {
  id: string;
  name: string | null;
  snaps: string[];
}

const theirs: Thing = { id: "5b0d8e6e-0000-4000-8000-00000000000a", name: "theirs", snaps: ["theirs.me"] };
const theirSpec: Thing = { id: "5b0d8e6e-0000-4000-8000-00000000000c", name: "theirs", snaps: [] };
const ours: Thing = { id: "5b0d8e6e-0000-4000-8000-00000000000b", name: `${RUN}-1-product`, snaps: [] };
const ourSpec: Thing = { id: "5b0d8e6e-0000-4000-8000-00000000000d", name: `${RUN}-2-spec`, snaps: [] };

let url: string;
/** By their paths; the Test Specs are of the product `theirs`. */
let things: Map<string, Thing>;
/** What is not shown in the list of products. */
let hidden: readonly Thing[];
/** The answer to a creation. */
let created: Thing;
let deleted: string[];

const specsOf = ({ id }: Thing): string => `/products/${id}/test-specs`;

beforeEach(async () => {
  things = new Map(
    [theirs, ours]
      .map((thing): [string, Thing] => [`/products/${thing.id}`, thing])
      .concat([theirSpec, ourSpec].map((spec) => [`${specsOf(theirs)}/${spec.id}`, spec])),
  );
  [hidden, created, deleted] = [[], ours, []];
  const server = createServer((request, response) => {
    void (async () => {
      await text(request);
      const path = request.url!;
      const thing = things.get(path);
      const products = [...things].filter(([at, one]) => !at.includes("specs") && !hidden.includes(one));
      const isList = path === "/products";
      const [status, body] =
        request.method === "POST"
          ? [201, created]
          : isList
            ? [200, { products: products.map(([, one]) => one) }]
            : thing === undefined
              ? [404, { id: "x", message: "none", url: null }]
              : [request.method === "DELETE" ? 204 : 200, thing];
      if (request.method === "DELETE" && things.delete(path)) deleted.push(path);
      response.writeHead(status, { "content-type": "application/json" });
      response.end(status === 204 ? undefined : JSON.stringify(body));
    })();
  });
  url = `http://127.0.0.1:${await listening(server)}`;
  onTestFinished(() => void server.close());
});

/** `cleanup` with a ledger of these lines after its head. */
async function cleanUpBy(run: string, ...lines: object[]): Promise<{ code: number; told: string }> {
  const folder = temporaryFolder();
  const head = { head: { format: 1, run, target: url, before: [] } };
  writeFileSync(
    join(folder, `${RUN}.jsonl`),
    [head, ...lines].map((line) => `${JSON.stringify(line)}\n`).join(""),
  );
  const ini = join(folder, "conf.ini");
  writeFileSync(ini, formatCredentialsIni(credentials, "a"));
  const { code, stdout, stderr } = await runHere([
    ...["cleanup", "--run", RUN, "--target", url, "--credentials", ini, "--ledger-dir", folder],
  ]);
  return { code: code ?? -1, told: stdout + stderr };
}

let n = 0;
const made = ({ id }: Thing, product?: string): object[] => {
  n += 1;
  const kind = product === undefined ? "product" : "test-spec";
  const intention = { n, kind, clause: "x", actor: "first", operation: "x", ...(product && { product }) };
  return [{ intention }, { outcome: { n, status: 201, ids: [id] } }];
};

it.each(["", "e", "spi-run-", "spi-run-20261126-4f9a2c1c"])(
  "a ledger of the run %j under another name deletes nothing",
  async (run) => {
    const { code, told } = await cleanUpBy(run, ...made(ours).slice(0, 1));
    expect([code, deleted]).toEqual([2, []]);
    expect(told).toMatch(/not a ledger line|the ledger of another run, spi-run-/);
  },
);

it("a ledger deletes what has the run's name, and nothing else that it names", async () => {
  const lines = [...made(theirs), ...made(ours), ...made(theirSpec, theirs.id), ...made(ourSpec, theirs.id)];
  const { code, told } = await cleanUpBy(RUN, ...lines);
  expect([code, deleted.sort()]).toEqual([
    4,
    [`/products/${ours.id}`, `${specsOf(theirs)}/${ourSpec.id}`].sort(),
  ]);
  expect(told).toContain(`product ${theirs.id}`);
  expect(told).toContain('not deleted: its name is "theirs", not the run\'s');
  expect(told).toContain(`${RUN}: 2 objects deleted, 2 left`);
});

it("so does one of a target whose list does not show everything; what does not exist is not left", async () => {
  hidden = [ours, theirs];
  const gone = { ...ours, id: "5b0d8e6e-0000-4000-8000-00000000000e" };
  const { code, told } = await cleanUpBy(RUN, ...made(theirs), ...made(ours), ...made(gone));
  expect([code, deleted]).toEqual([4, [`/products/${ours.id}`]]);
  expect(told).toContain(`${RUN}: 1 object deleted, 1 left`);
});

it.each(["in the run", "of one clause"])(
  "a run leaves what a target names in an answer and shows with a name of its own: %s",
  async (when) => {
    things.delete(`/products/${theirs.id}`);
    const session = await Session.open({
      target: { url, credentials, profile: "full", patienceMs: 0, exclusive: false },
    });
    // Somebody else makes it after the run has begun.
    things.set(`/products/${theirs.id}`, theirs);
    const t = session.context("a clause");
    const named = { ...theirs, name: t.name("product") };
    created = named;
    await t.call("createProduct", { body: { name: named.name, release: "r", snaps: ["a.b"] } });
    if (when === "of one clause") await session.clear("a clause");
    const { leaked } = await session.cleanUp();
    session.close(true);
    expect(deleted).toEqual([]);
    expect(leaked.map(({ id, why }) => [id, why])).toEqual([
      [theirs.id, 'not deleted: its name is "theirs", not the run\'s'],
    ]);
  },
);

it("a run deletes what it made and a target shows without any name", async () => {
  const session = await Session.open({
    target: { url, credentials, profile: "full", patienceMs: 0, exclusive: false },
  });
  const nameless = { id: "5b0d8e6e-0000-4000-8000-00000000000f", name: null, snaps: [] };
  created = nameless;
  const t = session.context("a clause");
  await t.call("createProduct", { body: { name: t.name("product"), release: "r", snaps: ["a.b"] } });
  things.set(`/products/${nameless.id}`, nameless);
  await session.cleanUp();
  session.close(true);
  expect(deleted).toEqual([`/products/${nameless.id}`]);
});
