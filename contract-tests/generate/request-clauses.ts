import type { Answer } from "../target/answer.js";
import type { Clause } from "../clauses/clause.js";
import type { ContractSpec } from "../run/contract-spec.js";
import { answerInWords, judgeAnswer, judgeUnmatched } from "../judge/judge-answer.js";
import { check, Mismatch } from "../judge/mismatch.js";
import { allOf, groundsOfCall, groundsOfCode, groundsOfOperation } from "../judge/grounds.js";
import { isObject } from "../../src/schema/json-type.js";
import { refusalOf } from "./refusal.js";
import { leavesOf, needsOf } from "./right-request.js";
import { requestRules } from "./rules.js";
import type { RequestRule } from "./rule.js";

/** One clause for each rule: a request that breaks only this rule is refused as in the spec. */
export function requestClauses(spec: ContractSpec): Clause[] {
  return requestRules(spec).map((rule) => {
    const operation = spec.operation(rule.operation);
    return {
      id: rule.id,
      title: `${rule.operation}: ${rule.title}`,
      provenance: rule.provenance,
      operation: rule.operation,
      answer: rule.expected,
      needs: needsOf(operation),
      leaves: leavesOf(operation),
      async run(t) {
        judgeRefusal(t.spec, rule, await refusalOf(t, rule));
      },
    };
  });
}

/** Judges the answer to a request that breaks a rule. @throws Mismatch */
export function judgeRefusal(spec: ContractSpec, rule: RequestRule, answer: Answer): void {
  const expected = `status ${rule.expected}, as ${rule.title}`;
  const got = answerInWords(answer);
  const grounds = allOf(rule.provenance, groundsOfOperation(rule.operation));
  if (answer.status < 400) throw new Mismatch({ expected, got }, grounds);
  // Which of the standard codes refuses is an assumption.
  if (String(answer.status) !== rule.expected)
    throw new Mismatch(
      { expected, got },
      allOf(groundsOfCode(Number(rule.expected), rule.operation), grounds),
      answer.exchange,
      groundsOfCall(answer.exchange, Number(rule.expected)),
    );
  if (rule.kind === "method") return judgeMethod(spec, rule, answer);
  judgeAnswer(spec, rule.operation, rule.expected, answer);
  judgeNaming(rule, answer);
}

/** The message names the wrong field; for a date also the accepted forms. */
function judgeNaming({ names, id }: RequestRule, { json }: Answer): void {
  const said = isObject(json) ? `${String(json["message"])} ${JSON.stringify(json["extra"] ?? {})}` : "";
  if (names.length > 0) {
    const isNamed = names.some((name) => said.includes(name));
    check(isNamed, `a message that names ${names.join(" or ")}`, said, ["A-01"]);
  }
  if (id.endsWith(".date")) {
    check(said.includes("2015-08-26T00:00:00"), "a message that shows the accepted forms", said, ["A-01"]);
  }
}

/** `Allow` lists the methods of the path. */
function judgeMethod(spec: ContractSpec, { operation }: RequestRule, answer: Answer): void {
  judgeUnmatched(spec, "405", answer);
  const { path } = spec.operation(operation);
  const methods = spec.operations
    .filter((other) => other.path === path)
    .map(({ method }) => method.toUpperCase());
  const listed = (answer.headers["allow"] ?? "").split(",").map((method) => method.trim());
  const missing = methods.filter((method) => !listed.includes(method));
  check(missing.length === 0, `Allow with ${methods.join(", ")}`, `Allow: ${listed.join(", ")}`, ["A-25"]);
}
