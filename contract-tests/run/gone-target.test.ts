import { createServer, type Server } from "node:http";
import { afterAll, beforeAll, expect, it } from "vitest";
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
