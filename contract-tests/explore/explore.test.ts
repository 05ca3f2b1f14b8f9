import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { expect, it, onTestFinished } from "vitest";
import { startOwnTarget } from "../../src/cli/own-target.js";
import { listening } from "../../src/testing/listening.js";
import { withModel } from "../matrix/judge-model.js";
import { modelFlaws } from "../model/flaws/index.js";
import type { Policy } from "../model/policy.js";
import { modelSwitches } from "../model/switches/index.js";
import type { Report } from "../report/report.js";
import { explore, type ExploreOptions } from "./explore.js";

/** Time enough, so that the numbers of sequences and differences end the run. */
const LONG_MS = 240_000;

const exploreFlaw = (id: string, options: Partial<ExploreOptions> = {}): Promise<Report> =>
  exploreChanged(
    modelFlaws.filter((flaw) => flaw.id === id),
    options,
  );

const exploreChanged = (
  changes: readonly { id: string; apply: (policy: Policy) => void }[],
  options: Partial<ExploreOptions>,
): Promise<Report> =>
  withModel({ changes }, (target, server) =>
    explore({
      ...{ target, durationMs: LONG_MS, seed: "test", clients: 1, maxFound: 1 },
      ...{ fresh: cleared(server), ...options },
    }),
  );

const cleared =
  ({ clear }: { clear: () => void }) =>
  (): Promise<void> => {
    clear();
    return Promise.resolve();
  };

const commandsOf = ({ clauses }: Report): string[] =>
  (clauses.at(-1)?.script ?? "").split("\n").filter((line) => /^(send|curl) /.test(line));

it("the emulator answers like the model, one client at a time and several at once", async () => {
  const own = await startOwnTarget();
  onTestFinished(() => own.close());
  const report = await explore({
    ...{ target: own.target, durationMs: LONG_MS, seed: "agree", clients: 3 },
    ...{ maxSequences: 4, maxWindows: 4, fresh: own.reset },
  });
  expect(report.clauses.map(({ id, verdict, reason }) => [id, verdict, reason])).toEqual([
    ["explore.sequences", "conforms", null],
    ["explore.at-once", "conforms", null],
  ]);
  expect(report.explored).toMatchObject({ seed: "agree", sequences: 4, windows: 4, undecided: 0 });
  expect(report.explored!.requests).toBeGreaterThan(150);
  expect([report.leaked, report.stays]).toEqual([[], []]);
}, 60_000);

it("finds a flaw of a documented statement, as a failure with the shortest sequence", async () => {
  const report = await exploreFlaw("fresh-id-per-spec");
  const [found] = report.clauses;
  expect([found!.verdict, found!.operation]).toEqual(["fails", "advertiseSnap"]);
  expect(found!.by).toContain("D 832");
  expect(commandsOf(report)).toHaveLength(4);
}, 60_000);

it("a difference has the same id in every run, by which it can be accepted for a while", async () => {
  const known = (clause: string) => ({ clause, reason: "ours", owner: "us", expires: "2999-01-01" });
  const first = await exploreFlaw("test-payload-parsed");
  const { id } = first.clauses[0]!;
  expect(id).toMatch(/^explore\.\w+TestSpec\./);
  const again = await exploreFlaw("test-payload-parsed", { drift: [known(id), known("explore.other")] });
  expect([again.clauses[0]!.id, again.clauses[0]!.drift]).toEqual([
    id,
    { reason: "ours", owner: "us", expires: "2999-01-01", stale: false },
  ]);
  expect(again.summary).toMatchObject({ findings: 0, known_drift: 1, stale_drift: 0 });
}, 60_000);

it("finds a flaw of an assumed statement, as a finding about it", async () => {
  const report = await exploreFlaw("test-payload-parsed");
  const [found] = report.clauses;
  expect([found!.verdict, found!.by]).toEqual(["finding", ["A-08"]]);
  expect(commandsOf(report)).toHaveLength(2);
  expect(found!.exchanges[found!.failed_exchange!]!.operation).toBe(found!.operation);
}, 60_000);

it("blames A-16 for an opportunity that goes back to the queue by itself", async () => {
  const lease = { id: "lease", apply: (policy: Policy) => (policy.leaseMs = 0) };
  const { clauses, summary } = await exploreChanged([lease], { maxFound: 2, maxSequences: 6 });
  const findings = clauses.filter(({ verdict }) => verdict === "finding");
  expect([summary.fails, summary.errors, findings.length > 0]).toEqual([0, 0, true]);
  expect(findings.map(({ id, reason, by }) => (by.includes("A-16") ? "A-16" : `${id}: ${reason}`))).toEqual(
    findings.map(() => "A-16"),
  );
}, 120_000);

it("blames C-2 for an operation that the target does not have, and does not ask it again", async () => {
  const changes = modelSwitches.filter(({ id }) => id === "c2-example");
  const { clauses, summary } = await exploreChanged(changes, { seed: "a", maxFound: 3, maxSequences: 12 });
  const findings = clauses.filter(({ verdict }) => verdict === "finding");
  expect([summary.fails, summary.errors]).toEqual([0, 0]);
  expect(findings.filter(({ by }) => !by.includes("C-2"))).toEqual([]);
  expect(findings.at(-1)!.by).toEqual(["C-2"]);
  expect(findings).toHaveLength(1);
}, 120_000);

it("finds that two agents get the same opportunity at the same time", async () => {
  const report = await exploreFlaw("pick-at-once", { clients: 3, maxSequences: 1 });
  const found = report.clauses.at(-1)!;
  expect([found.verdict, found.operation]).toEqual(["finding", "pickTestOpportunity"]);
  expect(found.by).toContain("A-21");
  expect(found.script).toContain(") &");
}, 120_000);

it("deletes what it made on a target that others use, and nothing else", async () => {
  const report = await withModel({}, async (target, server) => {
    const shared = { ...target, exclusive: false };
    const done = await explore({
      target: shared,
      durationMs: LONG_MS,
      seed: "s",
      clients: 1,
      maxSequences: 3,
    });
    const left = await explore({
      target: shared,
      durationMs: LONG_MS,
      seed: "s",
      clients: 1,
      maxSequences: 1,
    });
    expect(server.accounts).toHaveLength(6);
    return { done, left };
  });
  for (const { summary, leaked } of [report.done, report.left])
    expect([summary.fails, summary.findings, summary.errors, leaked]).toEqual([0, 0, 0, []]);
}, 60_000);

it("ends in time against a target that never answers", async () => {
  const server = createServer(() => undefined);
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const url = `http://127.0.0.1:${await listening(server)}`;
  await withModel({}, async (target) => {
    const run = explore({ target: { ...target, url }, durationMs: 1000, seed: "s", clients: 3 });
    await expect(run).rejects.toThrow(`${url}: no answer within the time of --explore`);
  });
});

it("tells what it left on a target that answers none of its requests in time", async () => {
  const made: object[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const { method, url } = request;
      if (method === "POST" && url === "/products") {
        made.push({ ...(JSON.parse(body) as object), id: "5b0d8e6e-0000-4000-8000-00000000000a" });
      } else {
        const status = method === "DELETE" ? 409 : url === "/products" ? 200 : 405;
        response.writeHead(status, { "content-type": "application/json" });
        response.end(JSON.stringify({ products: made }));
      }
    });
  });
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const url = `http://127.0.0.1:${await listening(server)}`;
  const report = await withModel({}, (target) =>
    explore({
      target: { ...target, url, exclusive: false },
      ...{ durationMs: 4000, seed: "s", clients: 1 },
    }),
  );
  expect(made).toHaveLength(1);
  expect(report.leaked.map(({ kind, why }) => [kind, why.slice(0, 8)])).toEqual([["product", "HTTP 409"]]);
  expect(report.summary).toMatchObject({ conforms: 0, skipped: 1, leaked: 1 });
  expect(report.clauses[0]!.reason).toMatch(/^no answer was compared/);
}, 60_000);

it("refuses a target that does not allow what sequences need", async () => {
  await withModel({}, async (target) => {
    const run = explore({
      ...{ target: { ...target, profile: "read-only" as const }, durationMs: LONG_MS, seed: "s", clients: 1 },
    });
    await expect(run).rejects.toThrow("--explore creates products: the profile is read-only");
  });
});
