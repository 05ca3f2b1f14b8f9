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
/** The answer to a creation; a function makes it of the request's body. */
let created: Thing | ((body: Thing) => Thing);
/** What the list shows of a thing. */
let show: (thing: Thing) => Thing;
/** The answer to a delete, if it is refused: a text with the request's signature. */
let refusal: ((authorization: string) => string) | null;
let deleted: string[];

const specsOf = ({ id }: Thing): string => `/products/${id}/test-specs`;

beforeEach(async () => {
  things = new Map(
    [theirs, ours]
      .map((thing): [string, Thing] => [`/products/${thing.id}`, thing])
      .concat([theirSpec, ourSpec].map((spec) => [`${specsOf(theirs)}/${spec.id}`, spec])),
  );
  [hidden, created, deleted] = [[], ours, []];
  [show, refusal] = [(thing) => thing, null];
  const server = createServer((request, response) => {
    void (async () => {
      const sent = await text(request);
      const path = request.url!;
      const thing = things.get(path);
      const products = [...things].filter(([at, one]) => !at.includes("specs") && !hidden.includes(one));
      const isList = path === "/products";
      const [status, body] =
        request.method === "POST"
          ? [201, typeof created === "function" ? created(JSON.parse(sent) as Thing) : created]
          : isList
            ? [200, { products: products.map(([, one]) => show(one)) }]
            : thing === undefined
              ? [404, { id: "x", message: "none", url: null }]
              : request.method === "DELETE" && refusal !== null
                ? [500, { message: refusal(request.headers.authorization!) }]
                : [request.method === "DELETE" ? 204 : 200, show(thing)];
      if (request.method === "PUT" && thing) Object.assign(thing, JSON.parse(sent));
      if (request.method === "DELETE" && status === 204 && things.delete(path)) deleted.push(path);
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

const opened = (): Promise<Session> =>
  Session.open({
    target: { url, credentials, profile: "full", patienceMs: 0, exclusive: false },
    timeoutMs: 2000,
  });

/** A session that has made a product; the target makes what it is asked for. */
async function withProduct(): Promise<{ session: Session; id: string }> {
  things.clear();
  const id = "5b0d8e6e-0000-4000-8000-000000000010";
  const session = await opened();
  created = (body) => {
    const made = { ...body, id };
    things.set(`/products/${id}`, made);
    return made;
  };
  const t = session.context("a clause");
  await t.call("createProduct", { body: { name: t.name("product"), release: "r", snaps: [] } });
  return { session, id };
}

it.each([
  ["`_` for `-`", (thing: Thing): Thing => ({ ...thing, name: thing.name!.replaceAll("-", "_") })],
  [
    "in capitals without `-`",
    (thing: Thing) => ({
      ...thing,
      name: thing.name!.replaceAll("-", "").toUpperCase(),
    }),
  ],
])("a run and `cleanup` delete what a target shows with %s in its name", async (_, shown) => {
  show = shown;
  const { session, id } = await withProduct();
  const { leaked } = await session.cleanUp();
  session.close(true);
  expect([leaked, deleted]).toEqual([[], [`/products/${id}`]]);
  [things, deleted, created] = [new Map([[`/products/${ours.id}`, ours]]), [], ours];
  const { code } = await cleanUpBy(RUN, ...made(ours));
  expect([code, deleted]).toEqual([0, [`/products/${ours.id}`]]);
});

it("a run deletes what it has given another name itself, and nothing that has yet another one", async () => {
  const { session, id } = await withProduct();
  const path = { product_id: id };
  await session
    .context("a clause")
    .call("updateProduct", { path, body: { name: "007", release: "r", snaps: [] } });
  show = (thing) => ({ ...thing, name: "008" });
  expect((await session.cleanUp()).leaked).toHaveLength(1);
  expect(deleted).toEqual([]);
  show = (thing) => thing;
  const { leaked } = await session.cleanUp();
  session.close(true);
  expect([leaked, deleted]).toEqual([[], [`/products/${id}`]]);
});

const unsigned = (header: string): string => decodeURIComponent(header);

it("the report of a thing left has no secret and is short: a name", async () => {
  things.set(`/products/${theirs.id}`, theirs);
  let signature = "";
  show = (thing) => ({ ...thing, name: signature + "x".repeat(5000) });
  hidden = [ours];
  signature = Object.values(credentials).join(" ").padStart(300);
  const { code, told } = await cleanUpBy(RUN, ...made(theirs));
  expect(code).toBe(4);
  for (const secret of Object.values(credentials)) expect(told).not.toContain(secret);
  expect(told.length).toBeLessThan(1000);
});

it.each([0, 50, 100, 150, 185, 230, 250, 260])(
  "and an answer to a delete, %i characters on",
  async (before) => {
    refusal = (header) => " ".repeat(before) + unsigned(header) + "x".repeat(5000);
    const { session } = await withProduct();
    const { leaked } = await session.cleanUp();
    session.close(true);
    expect(leaked).toHaveLength(1);
    // Whole secrets and beginnings of them, and the signature's secrets in it.
    expect(JSON.stringify(leaked)).not.toMatch(/[ct][ks]-o?/);
    expect(leaked[0]!.why.length).toBeLessThan(300);
  },
);
