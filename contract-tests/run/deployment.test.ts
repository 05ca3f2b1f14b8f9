import { readdirSync, readFileSync } from "node:fs";
import process from "node:process";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { signedFetch } from "../../src/oauth1/sign.js";
import { type Ended, MAIN, runProcess, Running } from "../../src/testing/emulator-process.js";
import { temporaryFolder } from "../../src/testing/temporary-folder.js";
import type { Report } from "../report/report.js";
import { type Deployment, startDeployment, TRUSTED } from "../testing/deployment.js";

let deployment: Deployment;
beforeAll(async () => {
  deployment = await startDeployment();
});
afterAll(() => deployment.close());

const env = { NODE_EXTRA_CA_CERTS: TRUSTED };
const cwd = temporaryFolder();
const target = (): string[] => [
  ...["--target", deployment.url, "--credentials", deployment.credentials.first],
  ...["--second-credentials", deployment.credentials.second],
];

async function judged(...args: string[]): Promise<{ ended: Ended; report: Report }> {
  const reports = ["--report", "json", "--report-dir", "report"];
  const ended = await runProcess(["contract", ...target(), ...reports, ...args], { cwd, env });
  const report = JSON.parse(readFileSync(join(cwd, "report/contract.json"), "utf8")) as Report;
  return { ended, report };
}

interface Product {
  id: string;
  name: string;
}

/** The products and Test Specs of the first account, without what changes by itself. */
async function things(): Promise<unknown> {
  const { url, credentials } = deployment.emulator;
  const client = signedFetch(credentials, {
    fetch,
    now: Date.now,
    nonce: () => Math.random().toString(36).slice(2),
  });
  const get = async (path: string) =>
    (await (await client(url + path)).json()) as { products: Product[]; test_specs: unknown };
  const { products } = await get("/products");
  const specs = products.map(async (each) => ({
    ...each,
    specs: (await get(`/products/${each.id}/test-specs`)).test_specs,
  }));
  return Promise.all(specs);
}

/** What a report says of the clauses of some name: how many came to what. */
function verdicts({ clauses }: Report, name: RegExp): Record<string, number> {
  const found: Record<string, number> = {};
  for (const { id, verdict } of clauses) if (name.test(id)) found[verdict] = (found[verdict] ?? 0) + 1;
  return found;
}

describe("a deployment: another process behind TLS and a path, with limits, other people's data and agents", () => {
  it("is judged rightly in full, and nothing is left in it", async () => {
    const before = await things();
    const { ended, report } = await judged(
      ...["--organization", "docs-org", "--foreign-agents", "pi2", "--patience", "60"],
    );
    expect(report.clauses.filter(({ verdict }) => !["conforms", "skipped"].includes(verdict))).toEqual([]);
    expect(ended, ended.stdout).toMatchObject({ code: 0 });
    expect(ended.stderr).not.toContain("    at ");

    expect(report.summary).toMatchObject({ fails: 0, findings: 0, errors: 0, leaked: 0 });
    expect(verdicts(report, /^watch\./)).toEqual({ conforms: expect.any(Number) as number });
    const alone = report.clauses.filter(
      ({ id, verdict }) => id.startsWith("agents.") && verdict === "conforms",
    );
    expect(alone.map(({ id }) => id)).toEqual(["agents.never-by-itself"]);
    expect(report.summary.conforms).toBeGreaterThan(700);
    const skipped = report.clauses.filter(({ verdict }) => verdict === "skipped");
    for (const { reason } of skipped) expect(reason).toMatch(/\w/);
    expect(report.target.lacks).toMatchObject({
      "agent-api": expect.stringContaining("gets HTTP 404"),
      "control-plane": expect.stringContaining("not an emulator"),
    });

    expect(deployment.refused[429]).toBeGreaterThan(0);
    expect(deployment.refused[503]).toBeGreaterThan(0);
    expect(await things()).toEqual(before);
    expect(readdirSync(join(cwd, ".spi-contract"))).toEqual([]);
    expect(report.leaked).toEqual([]);
    expect(new Set(report.stays.map(({ kind }) => kind))).toEqual(new Set());
  });

  it("is judged in the product whose id begins as --product says", async () => {
    const [product] = (await things()) as Product[];
    const args = ["--filter", "history.*", "--profile", "read-only"];
    const { ended } = await judged("--product", product!.id.slice(0, 8), ...args);
    expect(ended, ended.stdout).toMatchObject({ code: 0 });
    const unknown = await runProcess(["contract", ...target(), ...args, "--product", "00000000-0"], {
      cwd,
      env,
    });
    expect([unknown.code, unknown.stderr]).toEqual([
      3,
      expect.stringContaining("--product 00000000-0 is not a product"),
    ]);
  });

  it("is judged rightly by a run that only reads", async () => {
    const { ended, report } = await judged("--profile", "read-only", "--organization", "docs-org");
    expect(report.clauses.filter(({ verdict }) => !["conforms", "skipped"].includes(verdict))).toEqual([]);
    expect(ended, ended.stdout).toMatchObject({ code: 0 });
    expect(report.summary.conforms).toBeGreaterThan(250);
    expect(verdicts(report, /^history\./)).not.toHaveProperty("skipped");
    const methods = report.clauses.flatMap(({ exchanges }) => exchanges.map(({ method }) => method));
    expect(new Set(methods)).toEqual(new Set(["GET", "HEAD"]));
  });

  it("is rid of all that a killed run made, and of nothing else", async () => {
    const before = await things();
    const killed = new Running(process.execPath, [MAIN, "contract", ...target()], { cwd, env });
    const ledgers = join(cwd, ".spi-contract");
    const made = (): string[] =>
      readdirSync(ledgers).flatMap((file) =>
        readFileSync(join(ledgers, file), "utf8")
          .split("\n")
          .filter((line) => line.includes('"status":201')),
      );
    await vi.waitFor(() => expect(made().length).toBeGreaterThan(30), { timeout: 90_000, interval: 20 });
    await killed.kill("SIGKILL");
    expect(await things()).not.toEqual(before);

    const [ledger] = readdirSync(ledgers);
    const run = ledger!.replace(".jsonl", "");
    const ended = await runProcess(["cleanup", "--run", run.slice(0, -3), ...target()], { cwd, env });
    expect(ended.stdout).toMatch(new RegExp(`^${run}: \\d+ objects deleted, 0 left\n$`));
    expect(ended.code).toBe(0);
    expect(await things()).toEqual(before);
    expect(readdirSync(ledgers)).toEqual([]);

    const again = await runProcess(["cleanup", "--run", run, ...target()], { cwd, env });
    expect([again.code, again.stderr]).toEqual([
      2,
      expect.stringMatching(/^spi-emulator: .*cannot be read.*\n$/),
    ]);
  });
});
