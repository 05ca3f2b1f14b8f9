import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { startOwnTarget } from "../../src/cli/own-target.js";
import { allClauses } from "../clauses/index.js";
import type { Report } from "../report/report.js";
import { reportText } from "../report/terminal.js";
import { contractSpec } from "../run/contract-spec.js";
import { runContract } from "../run/runner.js";
import { type ChangedTarget, changedTarget, type PassingAnswer } from "../testing/changed-target.js";

const clauses = allClauses(contractSpec);

let own: Awaited<ReturnType<typeof startOwnTarget>>;
beforeAll(async () => {
  own = await startOwnTarget();
});
afterAll(() => own.close());

const changed: ChangedTarget[] = [];
afterEach(() => {
  for (const target of changed.splice(0)) target.close();
});

/** The results of the clauses for an emulator with these answers. */
async function judged(filter: string, change: (answer: PassingAnswer) => void): Promise<Report> {
  const target = await changedTarget(own.productFetch, change);
  changed.push(target);
  const control = { url: own.target.url, token: null };
  return runContract({
    clauses,
    target: { ...own.target, url: target.url, control: own.target.control ?? control },
    filter,
  });
}

/** Ids of clauses with a verdict, with their grounds. */
const having = ({ clauses: results }: Report, verdict: string): Record<string, readonly string[]> =>
  Object.fromEntries(results.filter((one) => one.verdict === verdict).map(({ id, by }) => [id, by]));

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const everyObject = (value: unknown, change: (object: Record<string, unknown>) => void): void => {
  if (typeof value !== "object" || value === null) return;
  for (const inside of Object.values(value)) everyObject(inside, change);
  if (isObject(value)) change(value);
};
const fails500 = (answer: PassingAnswer): void => {
  answer.status = 500;
  answer.body = { id: "internal-error", message: "oops", url: null };
};

describe("a server error", () => {
  it("of an assumed operation is a failure, too, and reported once", async () => {
    const report = await judged("*updateProduct*", (answer) => {
      if (answer.request.startsWith("PUT /products/")) fails500(answer);
    });
    expect(having(report, "finding")).toEqual({});
    expect(having(report, "error")).toEqual({});
    expect(report.summary.fails).toBeGreaterThan(5);
    const text = reportText(report);
    expect(text.match(/^FAILS .*/gm)).toEqual(["FAILS  updateProduct answers 500"]);
    expect(text).toMatch(/met by \S+ and \d+ more/);
  });

  it("of the agents' operations is not a missing ability", async () => {
    const report = await judged("agents.nothing,answer.pickTestOpportunity.204", (answer) => {
      if (answer.request.includes("/pick")) fails500(answer);
    });
    expect(Object.keys(having(report, "fails")).toSorted()).toEqual([
      "agents.nothing",
      "answer.pickTestOpportunity.204",
    ]);
  });

  it("501 is one", async () => {
    const report = await judged("agents.nothing,basics.unsigned-is-refused", (answer) => {
      if (answer.request.includes("/pick")) answer.status = 501;
    });
    expect(Object.keys(having(report, "skipped"))).toEqual(["agents.nothing"]);
  });
});

describe("a verdict", () => {
  it("is a finding if an assumption is among the grounds, and names it", async () => {
    const report = await judged("answer.getProduct.200,answer.createTestSpec.201", (answer) => {
      everyObject(answer.body, (object) => {
        if ("created_at" in object) object["created_at"] = "today";
      });
    });
    expect(having(report, "finding")).toEqual({
      "answer.getProduct.200": ["A-07"],
      "answer.createTestSpec.201": ["A-08"],
    });
  });

  it("is a failure if all grounds are documented", async () => {
    const report = await judged("answer.listTestEvents.200,events.order.*", (answer) => {
      everyObject(answer.body, (object) => {
        if (Array.isArray(object["events"])) object["events"].reverse();
        if ("queued_at" in object && "events" in object) object["queued_at"] = 7;
      });
    });
    expect(having(report, "finding")).toEqual({});
    expect(having(report, "fails")["answer.listTestEvents.200"]).toEqual(["D 991"]);
  });

  it("of a request without valid credentials: acceptance is a failure, another refusal is a finding", async () => {
    const filter = "auth.missing,auth.wrong.*,auth.listProducts.missing,basics.unsigned-is-refused";
    const otherwise = await judged(filter, (answer) => {
      if (answer.status === 401) answer.status = 403;
    });
    expect(having(otherwise, "fails")).toEqual({});
    expect(new Set(Object.values(having(otherwise, "finding")).flat())).toEqual(new Set(["A-05"]));
    const taken = await judged(filter, (answer) => {
      if (answer.status === 401) Object.assign(answer, { status: 200, body: { products: [] } });
    });
    expect(having(taken, "finding")).toEqual({});
    expect(Object.keys(having(taken, "fails"))).toHaveLength(7);
  });

  it("of a request that the documents do not refuse is a finding", async () => {
    const filter =
      "request.listTestResults.query.*,request.advertiseSnap.unknown.*,request.advertiseSnap.type.*";
    const report = await judged(filter, (answer) => {
      if (answer.status === 400) answer.status = 200;
    });
    expect(Object.keys(having(report, "fails"))).toEqual([
      "request.advertiseSnap.type.revision",
      "request.advertiseSnap.type.GoldMasterAdvertisement.snaps[0].revision",
    ]);
    expect(Object.keys(having(report, "finding")).length).toBeGreaterThan(5);
  });
});

describe("a request that was refused before anything that it asks was looked at", () => {
  it("with 401 in spite of a correct signature is a failure of its operation, told once", async () => {
    const report = await judged("request.createProduct.*,products.created-at", (answer) => {
      if (answer.status === 400) answer.status = 401;
    });
    expect(having(report, "finding")).toEqual({});
    expect(Object.keys(having(report, "fails")).length).toBeGreaterThan(20);
    expect(report.causes.map(({ summary, kind }) => [kind, summary])).toEqual([
      ["failure", "createProduct refuses a correctly signed request (401)"],
    ]);
  });

  it.each([
    [405, "updateProduct is not supported (405)"],
    [415, "updateProduct refuses JSON for its type (415)"],
  ])("with %i is about its operation, not about what it asks", async (status, summary) => {
    const report = await judged("request.updateProduct.type.*,request.updateProduct.unknown.*", (answer) => {
      if (answer.request.startsWith("PUT ")) answer.status = status;
    });
    expect(having(report, "fails")).toEqual({});
    const blamed = Object.values(having(report, "finding"));
    expect(blamed.length).toBeGreaterThan(2);
    // What the clauses are about is not among them.
    expect(new Set(blamed.flat())).toEqual(new Set(["A-06", "A-07"]));
    expect(report.causes.map((cause) => cause.summary)).toEqual([summary]);
  });
});

describe("a target that differs in undocumented points", () => {
  it("by additional fields, other headers, another charset and other messages conforms or is a finding", async () => {
    const filter =
      "basics.*,answer.*,events.*,results.*,triggers.*,agents.*,legacy.*,products.*,test-specs.*";
    const report = await judged(filter, (answer) => {
      everyObject(answer.body, (object) => {
        if ("test_cmds" in object || "summary" in object) return;
        if ("created_at" in object || "event_logs" in object || "test_results" in object)
          object["unheard_of"] = 1;
        if ("url" in object && "message" in object) object["message"] = "Other words.";
      });
      if (answer.headers["content-type"] !== undefined)
        answer.headers["content-type"] = "application/json; charset=iso-8859-1";
      Reflect.deleteProperty(answer.headers, "allow");
    });
    expect(having(report, "fails")).toEqual({});
    expect(having(report, "error")).toEqual({});
  }, 120_000);

  it("by missing fields of older logs and records is a finding, and no clause crashes", async () => {
    const filter =
      "events.*,results.*,triggers.*,answer.listTest*,privacy.*,watch.*,history.*,contradictions.*,times.*";
    const report = await judged(filter, (answer) => {
      if (!/^GET \/products\/[^/]+\/(tests\/)?(events|results)/.test(answer.request)) return;
      const body = answer.body as Record<string, Record<string, unknown>[]> | undefined;
      for (const log of body?.["event_logs"] ?? [])
        for (const name of ["image_unique_id", "events_seen", "spec_name", "test_opportunity"])
          Reflect.deleteProperty(log, name);
      for (const result of body?.["test_results"] ?? [])
        for (const name of ["platform", "extra_snaps", "test_spec", "agent"])
          Reflect.deleteProperty(result, name);
    });
    expect(having(report, "error")).toEqual({});
    expect(having(report, "fails")).toEqual({});
    const by = new Set(Object.values(having(report, "finding")).flat());
    expect([by.has("A-15"), by.has("A-19")]).toEqual([true, true]);
  }, 120_000);
});
