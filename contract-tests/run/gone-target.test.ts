import { createServer, type Server } from "node:http";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { type OwnTarget, startOwnTarget } from "../../src/cli/own-target.js";
import { listening } from "../../src/testing/listening.js";
import type { Clause, ClauseContext } from "../clauses/clause.js";
import { reportText } from "../report/terminal.js";
import { forward } from "../testing/servers.js";
import { runContract } from "./runner.js";

let own: OwnTarget;
beforeAll(async () => {
  own = await startOwnTarget();
});
afterAll(() => own.close());

const clause = (id: string, run: (t: ClauseContext) => Promise<void>): Clause => ({
  ...{ id, title: id, provenance: ["D 742"], operation: "listProducts", answer: null, needs: [] },
  ...{ leaves: "nothing", run },
});

it("ends a run whose target goes away: what was judged counts, the rest is not judged, and what is left is named", async () => {
  const server: Server = createServer((request, response) =>
    forward(request, response, own.target.url + request.url!),
  );
  const url = `http://127.0.0.1:${await listening(server)}`;
  const reads = async (t: ClauseContext): Promise<void> => {
    await t.call("listProducts");
  };
  const goes = clause("goes", async (t) => {
    await t.make.product();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await t.call("createProduct", { body: {} });
  });
  const report = await runContract({
    target: { ...own.target, url, control: { url: own.target.url, token: null } },
    clauses: [clause("before", reads), goes, clause("after", reads), clause("last", reads)],
    concurrency: 1,
  });
  const verdicts = report.clauses.map(({ id, verdict, reason }) => [id, verdict, reason]);
  const gone = "the target cannot be reached any more (ECONNREFUSED)";
  expect(verdicts).toEqual([
    ["before", "conforms", null],
    ["goes", "skipped", gone],
    ["after", "skipped", gone],
    ["last", "skipped", gone],
  ]);
  expect(report.gone).toBe(gone);
  expect(report.summary).toMatchObject({ fails: 0, errors: 0, leaked: 1 });
  expect(report.leaked[0]).toMatchObject({ kind: "product", why: gone });
  expect(reportText(report)).toContain(gone);
});

/** A target that answers at first, and in the end none of the requests that `isSilent` names. */
async function silentTarget(
  isSilent: (path: string) => boolean,
): Promise<{ url: string; asked: string[]; falls: () => void; close: () => void }> {
  let fell = false;
  const asked: string[] = [];
  const server: Server = createServer((request, response) => {
    if (fell && isSilent(request.url!)) asked.push(request.url!);
    else forward(request, response, own.target.url + request.url!);
  });
  const url = `http://127.0.0.1:${await listening(server)}`;
  const close = (): void => {
    server.closeAllConnections();
    server.close();
  };
  return { url, asked, falls: () => (fell = true), close };
}

it("ends a run whose target accepts requests and answers none: a few time-outs are enough", async () => {
  const silent = await silentTarget(() => true);
  const clauses = Array.from({ length: 20 }, (_, n) =>
    clause(`reads.${n}`, async (t) => {
      if (n === 2) silent.falls();
      await t.call("listProducts");
    }),
  );
  const report = await runContract({
    target: { ...own.target, url: silent.url, control: { url: own.target.url, token: null } },
    clauses,
    concurrency: 2,
    timeoutMs: 500,
  });
  silent.close();
  expect(report.gone).toBe(
    "the target does not answer any more: the last requests had no answer in time (ETIMEDOUT)",
  );
  expect(report.summary).toMatchObject({ errors: 0 });
  expect(report.summary.conforms).toBeGreaterThan(0);
  expect(report.clauses.at(-1)!.verdict).toBe("skipped");
  expect(silent.asked.length).toBeLessThanOrEqual(5);
});

it("does not ask an operation for each clause that never answers, and tells it once", async () => {
  const silent = await silentTarget((path) => path.includes("/test-specs"));
  const path = { product_id: "3c1de0a4-6d2f-4f0b-9a52-1b7c06f0e6d1" };
  const clauses = Array.from({ length: 10 }, (_, n) =>
    clause(`reads.${n}`, async (t) => {
      silent.falls();
      await t.call("listProducts");
      await t.call("listTestSpecs", { path });
    }),
  );
  const report = await runContract({
    target: { ...own.target, url: silent.url, control: { url: own.target.url, token: null } },
    clauses,
    concurrency: 1,
    timeoutMs: 500,
  });
  silent.close();
  expect(report.gone).toBeUndefined();
  expect(report.summary).toMatchObject({ fails: 10, errors: 0 });
  expect(report.causes.map(({ summary }) => summary)).toEqual(["listTestSpecs gives no answer (ETIMEDOUT)"]);
  expect(silent.asked).toHaveLength(3);
});

describe("a target that answers only to come much later", () => {
  /** Such a target: the first `good` requests are served. */
  async function refusing(status: number, good: number, served: (path: string) => boolean = () => false) {
    const asked: string[] = [];
    const server: Server = createServer((request, response) => {
      if (asked.length < good || served(request.url!))
        forward(request, response, own.target.url + request.url!);
      else response.writeHead(status, { "retry-after": "99999999999" }).end();
      asked.push(request.url!);
    });
    const url = `http://127.0.0.1:${await listening(server)}`;
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    return { asked, target: { ...own.target, url, control: { url: own.target.url, token: null } } };
  }
  const list = async (t: ClauseContext): Promise<void> => {
    await t.call("listProducts");
  };
  const reads = Array.from({ length: 10 }, (_, n) => clause(`reads.${n}`, list));

  it("is no target after the waits", async () => {
    const { asked, target } = await refusing(503, 0);
    const waits: object[] = [];
    const run = runContract({
      ...{ target, clauses: reads, waitsMs: 20 },
      onProgress: (event) => waits.push(event),
    });
    await expect(run).rejects.toThrow(`${target.url}: GET /products gets HTTP 503; try again later`);
    expect(asked).toHaveLength(2);
    expect(waits).toEqual([{ kind: "waits", status: 503, request: "listProducts", waitMs: 20, mostMs: 20 }]);
  });

  it.each([429, 503])("ends the run (%i)", async (status) => {
    const { asked, target } = await refusing(status, 20);
    const report = await runContract({ target, clauses: [...reads, ...reads], concurrency: 1, waitsMs: 20 });
    expect(report.gone).toBe(`the target answers nothing but HTTP ${status}: try again later`);
    expect(report.clauses.at(-1)!.verdict).toBe("skipped");
    expect(asked).toHaveLength(23);
    expect(reportText(report)).toContain(report.gone);
  });

  it("is waited for a few times, not for each clause, where it is one operation", async () => {
    const { asked, target } = await refusing(503, 0, (path) => !path.includes("/test-specs"));
    const path = { product_id: "3c1de0a4-6d2f-4f0b-9a52-1b7c06f0e6d1" };
    const clauses = Array.from({ length: 10 }, (_, n) =>
      clause(`specs.${n}`, async (t) => {
        await t.call("listProducts");
        await t.call("listTestSpecs", { path });
      }),
    );
    const waits: object[] = [];
    const report = await runContract({
      ...{ target, clauses, concurrency: 1, waitsMs: 20 },
      onProgress: (event) => event.kind === "waits" && waits.push(event),
    });
    expect(report.summary).toMatchObject({ fails: 10 });
    // Three times with a second attempt, then once for each clause.
    expect(asked.filter((one) => one.includes("/test-specs"))).toHaveLength(3 * 2 + 7);
    expect(waits).toHaveLength(3);
  });

  it("ends no run where another operation is served", async () => {
    const { target } = await refusing(503, 20, (path) => path === "/products");
    const path = { product_id: "3c1de0a4-6d2f-4f0b-9a52-1b7c06f0e6d1" };
    const specs = clause("specs", async (t) => {
      await t.call("listTestSpecs", { path });
    });
    const report = await runContract({
      ...{ target, clauses: [...reads, ...reads, specs, clause("last", list)] },
      ...{ concurrency: 1, waitsMs: 20 },
    });
    expect(report.gone).toBeUndefined();
    expect(report.clauses.slice(-2).map(({ verdict }) => verdict)).toEqual(["fails", "conforms"]);
  });
});
