import { execFileSync } from "node:child_process";
import { lstatSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { startOwnTarget } from "../../src/cli/own-target.js";
import { allClauses } from "../clauses/index.js";
import { contractSpec } from "../run/contract-spec.js";
import { Mismatch } from "../judge/mismatch.js";
import type { Report } from "./report.js";
import { runContract } from "../run/runner.js";
import { htmlReport } from "./html.js";
import { readReport } from "./json.js";
import { annotations, stepSummary } from "./github.js";
import { junitReport } from "./junit.js";
import { clause, exchange, reportOf } from "./testing/reports.js";
import { FORMATS, writeReports } from "./write.js";
import { temporaryFolder } from "../../src/testing/temporary-folder.js";

const EVIL = `<script>alert("1")</script> & ' ]]> \u0000\ud800 end`;
const evil = reportOf([
  clause("products.good"),
  clause("products.bad", {
    verdict: "fails",
    title: EVIL,
    reason: `expected status 200; got ${EVIL}`,
    by: ["D 256"],
    exchanges: [
      exchange({ responseBody: EVIL, responseHeaders: { "x-evil": EVIL }, url: `http://target/${EVIL}` }),
    ],
  }),
  clause("request.createProduct.unknown-field.body", { verdict: "finding", reason: EVIL, by: ["A-24"] }),
  clause("agents.pick", { operation: "postTestResult", verdict: "skipped", reason: EVIL }),
  clause("agents.post", { operation: "postTestResult", verdict: "error", reason: EVIL }),
  clause("agents.known", {
    operation: "postTestResult",
    verdict: "fails",
    reason: "expected 1; got 2",
    drift: { reason: EVIL, owner: "me", expires: "2030-01-01", stale: false },
  }),
]);

describe("the JUnit report", () => {
  const xml = junitReport(evil);

  it("has a suite for each section and operation, and in it a test for each clause, with why it fails or was skipped", () => {
    expect(elements(xml)).toEqual({
      testsuites: 1,
      testsuite: 2,
      testcase: 6,
      failure: 1,
      error: 1,
      skipped: 1,
      properties: 3,
      property: 7,
      "system-out": 2,
    });
    const agents =
      '<testsuite name="7. Agents: postTestResult" tests="3" failures="0" errors="1" skipped="1"';
    expect(xml).toContain(agents);
    expect(xml).toContain('<testsuite name="4. Product API: getProduct" tests="3" failures="1"');
    expect(xml).toContain('name="SPI contract: 1 failures in 1 clauses"');
    expect(xml).toContain("(by D 256)");
  });

  it("escapes all that came from the target, and leaves out what XML does not have", () => {
    expect(["<script", "\u0000", "\ud800"].filter((evil) => xml.includes(evil))).toEqual([]);
    expect(xml).toContain(
      "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39; ]]&gt; \ufffd\ufffd end",
    );
  });
});

describe("the HTML report", () => {
  const html = htmlReport(evil);

  it("lets nothing of the target's turn or break a line: marks of direction are seen", () => {
    const [title, reason] = ["\u202eelcitra", "expected 1; got \u2067x\u2028\u200f"];
    const report = reportOf([clause("products.bad", { verdict: "fails", title, reason })]);
    for (const text of [htmlReport(report), junitReport(report), stepSummary(report)]) {
      expect(text).toMatch(/\\u202eelcitra|u2067x/);
      expect(text).not.toMatch(/[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/);
    }
  });

  it("and the others hold no control character, and no command of a CI runner", () => {
    const reason =
      "expected 1; got \u009b31m\u007f\u0085\u001b[31m\n::error::forged\n \u200b::debug::x ##[error]x\n##vso[task.x]y";
    const headers = { "x-a\u009b": "##[error]x\u202e" };
    const exchanges = [{ ...exchange({}), responseBody: reason, responseHeaders: headers }];
    const report = reportOf([clause("products.bad", { verdict: "fails", reason, exchanges })]);
    const folder = temporaryFolder();
    for (const file of writeReports(report, FORMATS, folder)) {
      const text = readFileSync(file, "utf8");
      expect(text).toContain("forged");
      // eslint-disable-next-line no-control-regex -- it looks for control characters
      expect(text).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202e]/);
      expect(text).not.toMatch(/##\w*\[/);
      expect(text).not.toMatch(/^(?:(?!\n)[\s\p{Cf}])*::/mu);
    }
    expect(readReport(join(folder, "contract.json"))).toEqual(JSON.parse(JSON.stringify(report)));
  });

  it("says the verdict in a sentence", () => {
    expect(/<h1>(.*)<\/h1>/.exec(html)![1]).toMatch(
      /^The target violates the contract: 1 failure in 1 clause, \d+ judged/,
    );
    expect(htmlReport(reportOf([clause("a.b")]))).toContain(
      "<h1>The target conforms to the contract (1 clause judged).</h1>",
    );
    expect(htmlReport(reportOf([], { interrupted: true }))).toContain("<h1>The run was interrupted");
  });

  it("needs nothing but itself, and lets nothing of the target's be markup", () => {
    expect(html).not.toMatch(/<script|<link|<img|<iframe|@import|url\(|src=|href=(?!"#)/i);
    expect(html).toContain("&lt;script&gt;");
    expect(html).toContain("default-src &#39;none&#39;".replaceAll("&#39;", "'"));
  });

  it("shows what was expected, by which statement, what came, and the request as a curl line", () => {
    expect(html).toContain("<dt>Expected</dt><dd>status 200</dd>");
    expect(html).toContain("<dt>Source</dt><dd>D 256</dd>");
    expect(html).toContain("<pre>curl -i ");
    expect(html).toContain("<pre>spi-emulator request conf.ini ");
  });
});

it("a report takes the place of a link and of a pipe, and leaves no other file", () => {
  const [folder, elsewhere] = [temporaryFolder(), join(temporaryFolder(), "elsewhere")];
  writeFileSync(elsewhere, "as it was");
  symlinkSync(elsewhere, join(folder, "contract.json"));
  execFileSync("mkfifo", [join(folder, "contract.xml")]);
  writeReports(reportOf([]), ["json", "junit"], folder);
  expect(readFileSync(elsewhere, "utf8")).toBe("as it was");
  expect(readdirSync(folder).sort()).toEqual(["contract.json", "contract.xml"]);
  for (const name of readdirSync(folder)) expect(lstatSync(join(folder, name)).isFile()).toBe(true);
});

/** A number in the text of an assumption, which has the one-time password in it. */
const EXAMPLE_IN_DOCS = "12345678901234567890";

describe("the reports of a run", () => {
  let report: Report;
  let secrets: string[];

  beforeAll(async () => {
    const own = await startOwnTarget();
    const { credentials, second, login, barred } = own.target;
    secrets = [
      ...[credentials, second!].flatMap(({ consumer_secret, token_secret }) => [
        consumer_secret,
        token_secret,
      ]),
      ...[login!, ...Object.values(barred!)].map(({ password }) => password),
      barred!.twoFactor.otp!,
    ];
    // Each clause of the token endpoint and of signing, and all of it twice: once as if nothing conformed.
    const chosen = allClauses(contractSpec).filter(({ id }) =>
      /createToken|^tokens|^auth\.getProduct/.test(id),
    );
    const failing = chosen.map((one) => ({
      ...one,
      id: `${one.id}.failing`,
      async run(t: Parameters<typeof one.run>[0]) {
        await one.run(t);
        throw new Mismatch({ expected: "nothing", got: secrets.join(" ") });
      },
    }));
    report = await runContract({ target: own.target, clauses: [...chosen, ...failing] });
    await own.close();
  });

  it("hold no secret", () => {
    expect(report.summary.fails).toBeGreaterThan(20);
    for (const file of writeReports(report, FORMATS, temporaryFolder())) {
      const text = readFileSync(file, "utf8");
      expect(secrets.filter((secret) => text.replaceAll(EXAMPLE_IN_DOCS, "").includes(secret))).toEqual([]);
      // Commands to paste take the secrets from variables.
      const signatures = [...text.matchAll(/oauth_signature=(.{0,24})/g)].map(([, value]) => value);
      expect(signatures.filter((value) => !value!.includes("$CONSUMER"))).toEqual([]);
    }
  });

  it("can be read again as JSON; other files are refused in one line", () => {
    const [file] = writeReports(report, ["json"], temporaryFolder());
    expect(readReport(file!)).toEqual(JSON.parse(JSON.stringify(report)));
    const other = join(temporaryFolder(), "x.json");
    expect(() => readReport(other)).toThrow(/x\.json: cannot be read: ENOENT/);
    for (const [text, why] of [
      ["{", /not JSON/],
      ["null", /not a report/],
      ['{"format":1,"target":{"url":"x"},"clauses":[1]}', /not a report/],
      ['{"format":2,"target":{"url":"x"},"clauses":[]}', /not a report/],
    ] as const) {
      writeFileSync(other, text);
      expect(() => readReport(other)).toThrow(why);
    }
  });
});

/** How often each element is there, in well-formed XML. @throws where it is not well-formed */
function elements(xml: string): Record<string, number> {
  const counts: Record<string, number> = {};
  const open: string[] = [];
  const rest = xml
    .replace(/^<\?xml [^?]*\?>/, "")
    .replace(
      /<(\/?)([a-z-]+)((?: [a-z]+="[^"<>]*")*)(\/?)>/g,
      (_, closes: string, name: string, _attributes, empty: string) => {
        if (closes) expect(open.pop()).toBe(name);
        else {
          counts[name] = (counts[name] ?? 0) + 1;
          if (!empty) open.push(name);
        }
        return "";
      },
    );
  expect(open).toEqual([]);
  expect(rest).not.toMatch(/[<>]|&(?!(?:amp|lt|gt|quot|#39);)/);
  return counts;
}

it("the annotations of GitHub hold no command in another form", () => {
  const reason = "expected 1; got ##[error]x\n##vso[task.x]y";
  const told = annotations(reportOf([clause("products.bad", { verdict: "fails", reason })]));
  expect(told).toMatch(/^::error title=products\.bad::.*error\]x.*\n$/);
  expect(told).not.toMatch(/##\w*\[/);
});
