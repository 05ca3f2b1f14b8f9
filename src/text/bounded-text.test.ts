import { expect, it } from "vitest";
import { AnswerTooLong, boundedText } from "./bounded-text.js";

/** A body without an end; counts the pieces that were taken. */
function endless() {
  let taken = 0;
  let cancelled = false;
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        taken += 1;
        controller.enqueue(new Uint8Array(1000));
      },
      cancel() {
        cancelled = true;
      },
    },
    { highWaterMark: 0 },
  );
  return { response: new Response(body), taken: () => taken, cancelled: () => cancelled };
}

it("is the text of an answer", async () => {
  expect(await boundedText(new Response("täxt"))).toBe("täxt");
  expect(await boundedText(new Response("\ufeff{}"))).toBe(await new Response("\ufeff{}").text());
  expect(await boundedText(new Response(null))).toBe("");
});

it("is no more than was allowed: the rest is not read", async () => {
  const { response, taken, cancelled } = endless();
  await expect(boundedText(response, 10_000)).rejects.toThrow(AnswerTooLong);
  expect([taken(), cancelled()]).toEqual([11, true]);
});
