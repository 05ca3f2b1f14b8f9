import {
  createServer,
  type IncomingMessage,
  request as forward,
  type Server,
  type ServerResponse,
} from "node:http";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type OwnTarget, startOwnTarget } from "../src/cli/own-target.js";
import type { Clause, ClauseContext } from "./clause.js";
import { check, Skip } from "./mismatch.js";
import { readLedger } from "./read-ledger.js";
import type { Report } from "./report.js";
import { runContract, type RunOptions } from "./runner.js";
import { Session } from "./session.js";
import { reportText } from "./terminal.js";

let own: OwnTarget;
beforeAll(async () => {
  own = await startOwnTarget();
});
afterAll(() => own.close());

const folder = mkdtempSync(join(tmpdir(), "spi-runner-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

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
    const { method, url, headers } = request;
    const forwarded = forward(own.target.url + url!, { method, headers }, (got) => {
      response.writeHead(got.statusCode!, got.headers);
      got.pipe(response);
    });
    request.pipe(forwarded);
  });
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const clause = (
  id: string,
  run: (t: ClauseContext) => Promise<void>,
  more: Partial<Clause> = {},
): Clause => ({
  id,
  title: id,
  provenance: ["D 1"],
  operation: "*",
  answer: null,
  needs: [],
  leaves: "nothing",
  run,
  ...more,
});
const run = (clauses: Clause[], more: Partial<RunOptions> = {}): Promise<Report> =>
  runContract({ clauses, target: own.target, ...more });
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
      mixed: "fails",
      none: "skipped",
      ours: "error",
    });
    expect(report.summary).toMatchObject({ conforms: 1, fails: 2, findings: 2, skipped: 1, errors: 1 });
    expect(report.clauses[2]!.reason).toBe("assumption A-01, A-02 refuted: expected a; got b");
  });

  it("is skipped with the reason where the target lacks something, and a run of nothing else is refused", async () => {
    const lacking = clause("agents", async () => undefined, { needs: ["foreign-agents"] });
    const report = await run([lacking, clause("good", async () => undefined)]);
    expect(report.clauses[0]!.verdict).toBe("skipped");
    expect(report.clauses[0]!.reason).toMatch(/no agents are known/);
    await expect(run([lacking])).rejects.toThrow("no clause was judged: all 1 were skipped");
    await expect(run([lacking], { filter: "nothing.*" })).rejects.toThrow("fits none of the 1 clauses");
  });

  it("of a request that got no answer is a failure in words", async () => {
    const url = await between((request, response) => {
      if (request.url !== "/products/cut") return false;
      response.destroy();
      return true;
    });
    const cut = clause("cut", async (t) => void (await t.send({ method: "POST", path: "/products/cut" })));
    const report = await run([cut], {
      target: { ...own.target, url, control: { url: own.target.url, token: null } },
    });
    expect(report.clauses[0]).toMatchObject({ verdict: "fails" });
    expect(report.clauses[0]!.reason).toMatch(/^expected an answer; got none/);
  });
});
