import { expect, it } from "vitest";
import { startEmulator } from "../../index.js";
import { atFileEnd } from "../../testing/file-end.js";

it("the list of sandboxes with very many accounts comes in pieces, and is whole", async () => {
  const accounts = Array.from({ length: 5000 }, (_, n) => ({ email: `${n}@example.com`, password: "p" }));
  const emulator = await startEmulator({ seed: { accounts }, lab: false });
  atFileEnd(() => emulator.close());
  const post = { method: "POST", headers: { "content-type": "application/json" } };
  const body = JSON.stringify({ name: "other", seed: { accounts }, lab: false });
  expect((await fetch(`${emulator.url}/_emulator/sandboxes`, { ...post, body })).status).toBe(201);
  const answer = await fetch(`${emulator.url}/_emulator/sandboxes`);
  expect(answer.headers.get("content-length")).toBeNull();
  const { sandboxes } = (await answer.json()) as { sandboxes: { name: string; accounts: object[] }[] };
  expect(sandboxes.map((one) => [one.name, one.accounts.length])).toEqual([
    ["default", 5000],
    ["other", 5000],
  ]);
});
