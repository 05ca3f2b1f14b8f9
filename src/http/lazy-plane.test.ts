import { expect, it } from "vitest";
import { lazily } from "./front-router.js";
import type { Fetch } from "./server.js";

it("a plane that could not be made is made at the next request, and the failure is told", async () => {
  const told: unknown[] = [];
  const failure = new Error("too many open files");
  let tries = 0;
  const plane = lazily(
    () => {
      tries += 1;
      if (tries === 1) return Promise.reject(failure);
      const answer: Fetch = () => new Response("here");
      return Promise.resolve(answer);
    },
    (error) => told.push(error),
  );
  const ask = async (): Promise<Response> => plane(new Request("http://127.0.0.1/_emulator/health"), {});
  await expect(ask()).rejects.toBe(failure);
  expect(told).toEqual([failure]);
  for (let n = 0; n < 2; n++) expect(await (await ask()).text()).toBe("here");
  expect([tries, told.length]).toEqual([2, 1]);
});
