import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { startEmulator } from "../../index.js";
import { atFileEnd } from "../../testing/file-end.js";

const accounts = (count: number): object[] =>
  Array.from({ length: count }, (_, n) => ({ email: `${n}@example.com`, password: "p" }));
const post = (body: object): RequestInit => ({
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});

it("the list of sandboxes with very many accounts comes in pieces, and is whole", async () => {
  const emulator = await startEmulator({ seed: "empty", lab: false });
  atFileEnd(() => emulator.close());
  const names = Array.from({ length: 6 }, (_, n) => `s${n}`);
  for (const name of names) {
    const made = { name, seed: { accounts: accounts(1000) }, lab: false };
    expect((await fetch(`${emulator.url}/_emulator/sandboxes`, post(made))).status).toBe(201);
  }
  const answer = await fetch(`${emulator.url}/_emulator/sandboxes`);
  expect(answer.headers.get("content-length")).toBeNull();
  const { sandboxes } = (await answer.json()) as { sandboxes: { name: string; accounts: object[] }[] };
  expect(sandboxes.slice(1).map((one) => [one.name, one.accounts.length])).toEqual(
    names.map((name) => [name, 1000]),
  );
});

it("a seed and a snapshot have at most 1,000 accounts, so that a sandbox can be shown at once", async () => {
  const emulator = await startEmulator({ seed: "empty", lab: false });
  atFileEnd(() => emulator.close());
  const made = { name: "many", seed: { accounts: accounts(1001) } };
  const refused = await fetch(`${emulator.url}/_emulator/sandboxes`, post(made));
  expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining("accounts")]);
  const snapshot = (await emulator.snapshot()) as unknown as {
    checksum: string;
    tables: Record<"accounts" | "tokens", Record<string, unknown>[]>;
  };
  const { tables } = snapshot;
  const [account, token] = [tables.accounts[0]!, tables.tokens[0]!];
  for (let n = 0; n < 1000; n++) {
    const id = `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
    tables.accounts.push({ ...account, id, email: `${n}@example.com`, organizations: [], consumer_key: id });
    tables.tokens.push({ ...token, id: `t${n}`, account_id: id });
  }
  snapshot.checksum = createHash("sha256").update(JSON.stringify(tables)).digest("hex");
  const taken = await fetch(`${emulator.url}/_emulator/snapshot-imports`, post(snapshot));
  expect([taken.status, await taken.text()]).toEqual([
    400,
    expect.stringContaining("tables.accounts: got 1001; accepted: at most 1000"),
  ]);
});
