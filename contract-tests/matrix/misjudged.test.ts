/** What the suite once judged wrongly, on the model: right servers that it accused, and one that it took for a web page. */
import { describe, expect, it } from "vitest";
import { globMatcher } from "../../src/text/glob.js";
import { allClauses } from "../clauses/index.js";
import type { ClauseResult } from "../judge/clause-result.js";
import type { ModelSwitch } from "../model/changes.js";
import type { Policy } from "../model/policy.js";
import { modelSwitches } from "../model/switches/index.js";
import { contractSpec } from "../run/contract-spec.js";
import { wrongVerdicts } from "./expected.js";
import { judgeModel, LONG_PATIENCE_MS } from "./judge-model.js";
import { clausesForModel } from "./matrix.js";

const all = clausesForModel(allClauses(contractSpec));
const TIMEOUT_MS = 300_000;

/** What clauses say of a model with a change. */
async function said(filter: string, change: { id: string; apply: (policy: Policy) => void }) {
  const fits = globMatcher(filter);
  const clauses = all.filter(({ id }) => fits(id));
  return (await judgeModel({ clauses, changes: [change], patienceMs: LONG_PATIENCE_MS })).clauses;
}

const having = (results: readonly ClauseResult[], verdict: string): ClauseResult[] =>
  results.filter((result) => result.verdict === verdict);
const switchOf = (id: string): ModelSwitch => modelSwitches.find((one) => one.id === id)!;
const words = ({ verdict, id, reason }: ClauseResult): string => `${verdict} ${id}: ${reason ?? ""}`;

describe("a right server", { timeout: TIMEOUT_MS }, () => {
  it.each([
    ["milliseconds", "times.order*,events.*,results.*,filters.results.*"],
    ["a15-absent", "events.*,triggers.*,contexts.log.*,answer.listTestEvents.200"],
    ["a23-required", "triggers.*,privacy.*,events.*,products.delete.*,times.same.*"],
    ["a19-absent", "results.*,opaque.*.empty*,answer.listTestResults.200"],
    ["other-agents", "events.*,results.*,agents.*"],
    ["a05-403", "auth.*,basics.*"],
    ["more-fields", "answer.*,example.*,events.*,results.*,times.same.*"],
    ["c4-required", "opaque.image-reference.*,triggers.image*"],
  ])("with %s is not accused", async (id, filter) => {
    const change = switchOf(id);
    expect(wrongVerdicts(change, await said(filter, change)).map(words)).toEqual([]);
  });
});

describe("older logs of what the product API triggered", { timeout: TIMEOUT_MS }, () => {
  it("without image_name and organization_id are a finding about A-32", async () => {
    const results = await said(
      "answer.legacyListTest*.200,legacy.events.*,legacy.results.*,legacy.image-name.*",
      {
        id: "no-image-name",
        apply(p) {
          const right = p.views.legacyLog.bind(p.views);
          p.views.legacyLog = (o, organization) => {
            const { image_name, organization_id, ...log } = right(o, organization);
            return image_name === null ? log : { ...log, image_name, organization_id };
          };
        },
      },
    );
    expect([...having(results, "fails"), ...having(results, "error")].map(words)).toEqual([]);
    const findings = having(results, "finding");
    expect(findings.length).toBeGreaterThan(0);
    expect(findings.filter(({ by }) => !by.includes("A-32")).map(words)).toEqual([]);
  });
});

describe("a set-up that an assumption decides", { timeout: TIMEOUT_MS }, () => {
  it("is told once with that assumption; the clauses that need it are skipped and name it", async () => {
    const results = await said("events.*,results.*,triggers.*", {
      id: "no-test-specs",
      apply: (p) =>
        p.before.push(({ operation }) =>
          operation === "createTestSpec"
            ? { status: 403, headers: {}, body: p.errors.body(403, "Not for you.") }
            : undefined,
        ),
    });
    expect([...having(results, "fails"), ...having(results, "error")].map(words)).toEqual([]);
    expect(having(results, "finding").map(({ by }) => by)).toEqual([["A-08"]]);
    const skipped = having(results, "skipped").filter(({ reason }) => /createTestSpec/.test(reason ?? ""));
    expect(skipped.length).toBeGreaterThan(50);
  });
});

describe("a correct signature that is refused", { timeout: TIMEOUT_MS }, () => {
  it("is a failure, also for a request of an operation that is assumed", async () => {
    const results = await said("oauth.right.*", {
      id: "version-required",
      apply: (p) =>
        p.before.push(({ incoming }) =>
          /oauth_version/.test(incoming.headers["authorization"] ?? "oauth_version")
            ? undefined
            : { status: 401, headers: {}, body: p.errors.body(401, "oauth_version is missing.") },
        ),
    });
    expect(having(results, "finding").map(words)).toEqual([]);
    expect(having(results, "fails").map(({ id }) => id)).toContain("oauth.right.no-version");
  });
});

describe("JSON that calls itself text", { timeout: TIMEOUT_MS }, () => {
  it("is judged, and only its type is wrong", async () => {
    const results = await said("basics.*,products.*,answer.getProduct.200,conventions.json*", {
      id: "text",
      apply(p) {
        p.transport.contentType = "text/plain";
      },
    });
    expect(having(results, "error").map(words)).toEqual([]);
    expect(having(results, "conforms").length).toBeGreaterThan(10);
    const wrong = [...having(results, "fails"), ...having(results, "finding")];
    expect(wrong.length).toBeGreaterThan(0);
    expect(wrong.filter(({ reason }) => !/text\/plain/.test(reason ?? "")).map(words)).toEqual([]);
  });
});

describe("credentials without letters", { timeout: TIMEOUT_MS }, () => {
  it("have no other case, so that clauses about it send another key", async () => {
    let made = 2_015_000;
    const results = await said("oauth.wrong.*-in-another-case", {
      id: "keys-of-digits",
      apply(p) {
        p.make.secret = () => String((made += 1));
      },
    });
    expect(results.map(words)).toEqual(results.map(({ id }) => `conforms ${id}: `));
    expect(results.length).toBeGreaterThan(1);
  });
});
