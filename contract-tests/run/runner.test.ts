import {
  createServer,
  type IncomingMessage,
  request as ask,
  type Server,
  type ServerResponse,
} from "node:http";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type OwnTarget, startOwnTarget } from "../../src/cli/own-target.js";
import type { Clause, ClauseContext } from "../clauses/clause.js";
import { same } from "../clauses/support/expect.js";
import { check, Skip } from "../judge/mismatch.js";
import { readLedger } from "../cleanup/read-ledger.js";
import type { Report } from "../report/report.js";
import { oncePerRun } from "./once-per-run.js";
import { runContract, type RunOptions } from "./runner.js";
import { Session } from "./session.js";
import { reportText } from "../report/terminal.js";
import { listening } from "../../src/testing/listening.js";
import { forward } from "../testing/servers.js";
import { temporaryFolder } from "../../src/testing/temporary-folder.js";

let own: OwnTarget;
beforeAll(async () => {
  own = await startOwnTarget();
});
afterAll(() => own.close());

const folder = temporaryFolder();

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A server between suite and emulator; `answer` says true where it has answered itself. */
async function between(
  answer: (request: IncomingMessage, response: ServerResponse) => boolean,
): Promise<string> {
  const server = createServer((request, response) => {
    if (answer(request, response)) return;
    forward(request, response, own.target.url + request.url!);
  });
  servers.push(server);
  return `http://127.0.0.1:${await listening(server)}`;
}

const clause = (
  id: string,
  run: (t: ClauseContext) => Promise<void>,
  more: Partial<Clause> = {},
): Clause => ({
  id,
  title: id,
  provenance: ["D 742"],
  operation: "*",
  answer: null,
  needs: [],
  leaves: "nothing",
  run,
  ...more,
});
const run = (clauses: Clause[], more: Partial<RunOptions> = {}): Promise<Report> =>
  runContract({ clauses, target: own.target, ...more });
/** Names of the products that are there. */
const products = async (): Promise<string[]> => {
  const session = await Session.open({ target: own.target });
  let names: string[] = [];
  await session.judge(
    clause("look", async (t) => {
      const { json } = await t.call("listProducts");
      names = (json as { products: { name: string }[] }).products.map(({ name }) => name);
    }),
  );
  session.close(true);
  return names;
};

describe("a verdict", () => {
  it("follows from what a clause throws and from the statements that are broken", async () => {
    const bad = (by?: string[]) => async (): Promise<void> => check(false, "a", "b", by);
    const report = await run([
      clause("good", async () => undefined),
      clause("bad", bad()),
      clause("assumed", bad(), { provenance: ["A-01", "A-02"] }),
      clause("assumed.by", bad(["A-03"])),
      clause("mixed", bad(), { provenance: ["A-01", "P"] }),
      clause("none", async () => Promise.reject(new Skip("not here"))),
      clause("ours", async () => Promise.reject(new TypeError("oops"))),
    ]);
    expect(Object.fromEntries(report.clauses.map(({ id, verdict }) => [id, verdict]))).toEqual({
      good: "conforms",
      bad: "fails",
      assumed: "finding",
      "assumed.by": "finding",
      mixed: "finding",
      none: "skipped",
      ours: "error",
    });
    expect(report.summary).toMatchObject({ conforms: 1, fails: 1, findings: 3, skipped: 1, errors: 1 });
    expect(report.clauses[2]!.reason).toBe("assumption A-01 or A-02 refuted: expected a; got b");
  });

  it("is skipped with the reason where the target lacks something, and a run of nothing else is refused", async () => {
    const lacking = clause("agents", async () => undefined, { needs: ["foreign-agents"] });
    const report = await run([lacking, clause("good", async () => undefined)]);
    expect(report.clauses[0]!.verdict).toBe("skipped");
    expect(report.clauses[0]!.reason).toMatch(/no agents are known/);
    await expect(run([lacking])).rejects.toThrow("no clause was judged: all 1 were skipped");
    await expect(run([lacking], { filter: "nothing.*" })).rejects.toThrow("matches none of the 1 clauses");
  });

  it("of a request that got no answer is a failure in words", async () => {
    const url = await between((request, response) => {
      if (request.url !== "/products/cut") return false;
      response.destroy();
      return true;
    });
    const cut = clause("cut", async (t) => {
      await t.send({ method: "POST", path: "/products/cut" });
    });
    const report = await run([cut], {
      target: { ...own.target, url, control: { url: own.target.url, token: null } },
    });
    expect(report.clauses[0]).toMatchObject({ verdict: "fails" });
    expect(report.clauses[0]!.reason).toMatch(/^expected an answer; got none/);
  });
});

describe("what a run makes", () => {
  const makes = clause("makes", async (t) => {
    const { id } = await t.make.product();
    await t.make.testSpec(id);
  });

  it("is written down before it is sent, and deleted when the run ends, with the ledger", async () => {
    const written: string[] = [];
    const url = await between(({ method, url }) => {
      if (method === "POST" && url === "/products")
        written.push(...readdirSync(folder).map((file) => readFileSync(join(folder, file), "utf8")));
      return false;
    });
    const report = await run([makes], { target: { ...own.target, url }, ledgerDir: folder });
    expect(written).toHaveLength(1);
    expect(written[0]).toContain(`"name":"${report.target.run}-`);
    expect(report.summary).toMatchObject({ conforms: 3, leaked: 0 });
    expect(report.clauses.slice(1).map(({ id }) => id)).toEqual([
      "cleanup.deleteTestSpec",
      "cleanup.deleteProduct",
    ]);
    expect(await products()).toEqual([]);
    expect(readdirSync(folder)).toEqual([]);
  });

  it("is found by the run's name where the answer to its making was lost", async () => {
    const url = await between((request, response) => {
      if (request.method !== "POST" || request.url !== "/products") return false;
      const { method, url, headers } = request;
      const lost = ask(own.target.url + url, { method, headers }, () => response.destroy());
      request.pipe(lost);
      return true;
    });
    const loses = clause("loses", async (t) => {
      const body = { name: t.name("product"), release: "rolling-core", snaps: [] };
      await t.call("createProduct", { body });
    });
    const report = await run([loses], { target: { ...own.target, url } });
    expect(report.clauses.map(({ id, verdict }) => [id, verdict])).toEqual([
      ["loses", "fails"],
      ["cleanup.deleteProduct", "conforms"],
    ]);
    expect(report.leaked).toEqual([]);
    expect(await products()).toEqual([]);
  });

  it("is deleted piece by piece where a product with Test Specs cannot be deleted", async () => {
    const specs = 5;
    let left = specs;
    const url = await between(({ method, url }, response) => {
      if (method !== "DELETE") return false;
      if (url!.includes("/test-specs/")) left -= 1;
      const isRefused = !url!.includes("/test-specs/") && left > 0;
      if (isRefused)
        response.writeHead(409, { "content-type": "application/json" }).end('{"id":"conflict","message":""}');
      return isRefused;
    });
    const makesMore = clause("makes", async (t) => {
      const { id } = await t.make.product();
      for (let n = 0; n < specs; n++) await t.make.testSpec(id);
    });
    const report = await run([makesMore], { target: { ...own.target, url } });
    expect(report.leaked).toEqual([]);
    expect(await products()).toEqual([]);
    expect(report.clauses.slice(1).map(({ id, verdict }) => [id, verdict])).toEqual([
      ["cleanup.deleteTestSpec", "conforms"],
      ["cleanup.deleteProduct", "finding"],
    ]);
  });

  it("is listed where it cannot be deleted, and stays in the ledger", async () => {
    const url = await between(({ method, url }, response) => {
      const isRefused = method === "DELETE" && /^\/products\/[^/]+$/.test(url!);
      if (isRefused) response.writeHead(500, { "content-type": "application/json" }).end('{"id":"oops"}');
      return isRefused;
    });
    const report = await run([makes], { target: { ...own.target, url }, ledgerDir: folder });
    expect(report.leaked).toMatchObject([
      { kind: "product", why: 'deleteProduct answers 500: {"id":"oops"}' },
    ]);
    expect(report.clauses.at(-1)).toMatchObject({ id: "cleanup.deleteProduct", verdict: "fails" });
    expect(reportText(report)).toMatch(/LEAKED: could not be deleted\n {2}product \S+ "spi-run-/);
    const [file] = readdirSync(folder);
    const { head, entries } = readLedger(join(folder, file!));
    expect(head.run).toBe(report.target.run);
    expect(entries.map(({ kind }) => kind)).toEqual(["product", "test-spec"]);

    const session = await Session.open({ target: own.target, run: head.run, before: head.before });
    const { deleted, leaked } = await session.cleanUp(undefined, { head, entries });
    session.close(true);
    expect({ deleted, leaked }).toEqual({ deleted: 1, leaked: [] });
    expect(await products()).toEqual([]);
    rmSync(join(folder, file!));
  });

  it("is taken away when the run is interrupted; no clause begins after that", async () => {
    const interrupt = new AbortController();
    const interrupts = clause("interrupts", async (t) => {
      await t.make.product();
      interrupt.abort();
      await t.call("listProducts");
    });
    const report = await run([interrupts, makes], { signal: interrupt.signal, concurrency: 1 });
    expect(report.interrupted).toBe(true);
    expect(report.clauses.slice(0, 2).map(({ reason }) => reason)).toEqual([
      "the run was interrupted",
      "the run was interrupted",
    ]);
    expect(await products()).toEqual([]);
  });

  it("is no more than the budget", async () => {
    const report = await run([makes, clause("good", async () => undefined)], { maxCreations: 1 });
    expect(report.clauses[0]).toMatchObject({
      verdict: "skipped",
      reason: "the limit of 1 creating requests is reached (--max-creations)",
    });
    expect(await products()).toEqual([]);
  });

  it("never belongs to others", async () => {
    const others = await Session.open({ target: own.target });
    let id = "";
    const theirs = clause("theirs", async (t) => void (id = (await t.make.product({ name: "theirs" })).id));
    await others.judge(theirs);
    const deletes = clause("deletes", async (t) => {
      await t.call("deleteProduct", { path: { product_id: id } });
    });
    const report = await run([deletes, makes]);
    expect(report.clauses[0]).toMatchObject({ verdict: "error" });
    expect(report.clauses[0]!.reason).toContain("which this run did not create");
    expect(await products()).toEqual(["theirs"]);
    await others.cleanUp();
    others.close(true);
  });
});

describe("a target that asks for patience", () => {
  it.each([
    [429, "1"],
    [503, undefined],
  ])("by %i is asked again after a while", async (status, after) => {
    let refused = 0;
    const url = await between((request, response) => {
      if (request.url !== "/products/a/b" || refused > 0) return false;
      refused += 1;
      response.writeHead(status, after === undefined ? {} : { "retry-after": after }).end();
      return true;
    });
    const asks = clause("asks", async (t) => {
      const answer = await t.send({ method: "GET", path: "/products/a/b" });
      check(answer.status === 404, "404", answer.status);
    });
    const report = await run([asks], { target: { ...own.target, url } });
    expect(report.clauses[0]!.verdict).toBe("conforms");
    expect(refused).toBe(1);
  });
});

describe("a report", () => {
  it("has no secrets in it", async () => {
    const reads = clause("reads", async (t) => {
      await t.call("listProducts");
      const login = { ...own.target.login!, token_name: t.name("token") };
      await t.call("createToken", { body: login }, "anonymous");
    });
    const report = await run([reads], { ledgerDir: folder });
    const text = JSON.stringify(report) + reportText(report);
    const { credentials, second, login } = own.target;
    const secrets = [credentials, second!].flatMap((each) => [each.consumer_secret, each.token_secret]);
    for (const secret of [...secrets, login!.password]) expect(text).not.toContain(secret);
    expect(text).toContain('"password\\":\\"***');
  });
});

describe("the exchange that a report shows", () => {
  const shown = (report: Report, id: string): string | undefined => {
    const { exchanges, failed_exchange: index } = report.clauses.find((each) => each.id === id)!;
    return index === undefined ? undefined : exchanges[index]!.operation!;
  };

  it("is the one whose answer has the wrong value, also if another clause made it", async () => {
    const made = (t: ClauseContext) =>
      oncePerRun(t, "a product to show", async () => {
        const { id, name } = await t.make.product();
        const read = await t.call("getProduct", { path: { product_id: id } });
        await t.call("listProducts", {});
        await t.call("listTestSpecs", { path: { product_id: id } });
        return { name, read: (read.json as { name: string }).name };
      });
    const names = async (t: ClauseContext): Promise<void> => {
      const { read } = await made(t);
      same("the product's name", read, "another");
    };
    const operation = "getProduct";
    const report = await run(
      [clause("first", names, { operation }), clause("second", names, { operation })],
      {
        concurrency: 1,
      },
    );
    expect([shown(report, "first"), shown(report, "second")]).toEqual(["getProduct", "getProduct"]);
  });

  it("is not guessed from a value that any answer may have", async () => {
    const some = clause("some", async (t) => {
      await t.call("listProducts", {});
      same("something", null, "a text");
    });
    expect(shown(await run([some]), "some")).toBeUndefined();
  });
});
