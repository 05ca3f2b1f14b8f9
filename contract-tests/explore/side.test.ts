import { expect, it } from "vitest";
import type { Context } from "../run/context.js";
import { contractSpec } from "../run/contract-spec.js";
import { Side } from "./side.js";
import type { Step } from "./step.js";

const MIB = 1024 * 1024;

/** What comes of four steps on a target that answers each with this text. */
async function outcomesOf(text: string): Promise<{ kinds: string[]; kept: number }> {
  const { signal } = new AbortController();
  const send = () => Promise.resolve({ status: 200, headers: {}, text, json: {}, exchange: {} });
  const side = new Side({ send, signal, target: {}, spec: contractSpec } as unknown as Context, "x");
  const step = {
    ...{ operation: "listProducts", what: "right", by: [], actor: "first" },
    request: { method: "GET", path: {}, query: [], headers: {}, body: null },
  };
  const kinds: string[] = [];
  let kept = 0;
  for (let n = 1; n <= 4; n += 1) {
    const outcome = await side.send({ ...step, n } as unknown as Step);
    kinds.push(outcome.kind);
    if (outcome.kind === "answer") kept += outcome.answer.text.length;
  }
  return { kinds, kept };
}

it("keeps no text of an answer, which blanks may fill up", async () =>
  expect(await outcomesOf(`{}${" ".repeat(20 * MIB)}`)).toEqual({
    kinds: ["answer", "answer", "answer", "answer"],
    kept: 0,
  }));

it("sends no more after answers that are too long together", async () =>
  expect(await outcomesOf(`"${"x".repeat(20 * MIB)}"`)).toEqual({
    kinds: ["answer", "answer", "unsent", "unsent"],
    kept: 0,
  }));
