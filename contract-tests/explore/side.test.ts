import { expect, it } from "vitest";
import { answerInWords } from "../judge/judge-answer.js";
import type { Answer } from "../target/answer.js";
import type { Context } from "../run/context.js";
import { contractSpec } from "../run/contract-spec.js";
import { Side } from "./side.js";
import type { Step } from "./step.js";

const MIB = 1024 * 1024;

/** What comes of four steps on a target that answers each with this text. */
async function outcomesOf(text: string): Promise<{ kinds: string[]; kept: number; answers: Answer[] }> {
  const { signal } = new AbortController();
  const send = () => Promise.resolve({ status: 200, headers: {}, text, json: {}, exchange: {} });
  const side = new Side({ send, signal, target: {}, spec: contractSpec } as unknown as Context, "x");
  const step = {
    ...{ operation: "listProducts", what: "right", by: [], actor: "first" },
    request: { method: "GET", path: {}, query: [], headers: {}, body: null },
  };
  const kinds: string[] = [];
  const answers: Answer[] = [];
  for (let n = 1; n <= 4; n += 1) {
    const outcome = await side.send({ ...step, n } as unknown as Step);
    kinds.push(outcome.kind);
    if (outcome.kind === "answer") answers.push(outcome.answer);
  }
  const kept = answers.reduce((sum, answer) => sum + answer.text.length, 0);
  return { kinds, kept, answers };
}

it("keeps only the beginning of a text, which blanks may fill up", async () => {
  const { kinds, kept } = await outcomesOf(`{}${" ".repeat(20 * MIB)}`);
  expect(kinds).toEqual(["answer", "answer", "answer", "answer"]);
  expect(kept).toBeLessThan(4 * 1000);
});

it.each([
  ["", ", no body"],
  ["not JSON", ": not JSON"],
  ["y".repeat(200), `: ${"y".repeat(200)}`],
  ["y".repeat(201), `: ${"y".repeat(200)}... (201 characters)`],
  ["y".repeat(50_000), `: ${"y".repeat(200)}... (50000 characters)`],
])("tells an answer's body as it was (%#)", async (text, told) => {
  const { answers } = await outcomesOf(text);
  expect(answerInWords(answers[0]!)).toBe(`status 200${told}`);
});

it("sends no more after answers that are too long together", async () =>
  expect(await outcomesOf(`"${"x".repeat(20 * MIB)}"`)).toMatchObject({
    kinds: ["answer", "answer", "unsent", "unsent"],
  }));
