import { cpSync, existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { wallTime } from "../clock/clock.js";
import { createApp } from "../http/app.js";
import { singleTenant } from "../http/tenancy.js";
import { silentLog } from "../log.js";
import { signedFetch } from "../oauth1/sign.js";
import { handlers } from "../operations/index.js";
import { loadSpec } from "../spec/load-spec.js";
import { temporaryFolder } from "../testing/temporary-folder.js";
import { credentialsOf } from "./credentials.js";
import { BASE, type LabServer, labServer } from "./testing/lab-server.js";

let nonce = 0;

const EARLY: unknown = expect.stringMatching(/is before a start .*: sign the request again$/);

/** A signed request of the first account, which can be sent again. */
async function signed({ sandbox }: LabServer, now = wallTime()): Promise<Request> {
  const sent: Request[] = [];
  const send = signedFetch(credentialsOf(sandbox, null), {
    fetch: async (url, init) => {
      sent.push(new Request(url, init));
      return new Response();
    },
    now: () => now,
    nonce: () => `nonce-${++nonce}`,
  });
  await send(`${BASE}/products`, { method: "GET" });
  return sent[0]!;
}

async function answer({ sandboxes: { registry } }: LabServer, request: Request) {
  const app = createApp({
    spec: await loadSpec(null),
    handlers,
    registry,
    log: silentLog,
    auth: "oauth",
    publicUrl: null,
    tenancy: singleTenant(registry, { seed: "inline", lab: false }),
  });
  const received = await app.fetch(request.clone());
  const { message = "" } = (await received.json()) as { message?: string };
  return [received.status, message];
}

const open = (folder: string) => labServer({ folder, lab: false });

it.each([
  [[[1, [5]]]],
  [[[1, [null]]]],
  [[[1, ["short"]]]],
  [[[1, ["A".repeat(21) + "!"]]]],
  [[[1, {}]]],
  [[["1", []]]],
])(
  "a file with other nonces than %j counts as none: the start accepts what is signed after it",
  async (nonces) => {
    const folder = temporaryFolder();
    const server = await open(folder);
    const used = await signed(server);
    expect((await answer(server, used))[0]).toBe(200);
    await server.close();
    const file = join(folder, "default.nonces.json");
    expect(existsSync(file)).toBe(true);
    writeFileSync(
      file,
      JSON.stringify({ format: "spi-emulator-nonces", version: 2, not_before: null, nonces }),
    );
    const again = await open(folder);
    expect(again.sandbox.nonces.notBefore).not.toBeNull();
    expect(again.sandbox.nonces.size).toBe(0);
    await again.close();
  },
);

it("a request is accepted once, also when the server was stopped and started meanwhile", async () => {
  const folder = temporaryFolder();
  const server = await open(folder);
  const [used, unused] = [await signed(server), await signed(server)];
  expect((await answer(server, used))[0]).toBe(200);
  expect((await answer(server, used))[0]).toBe(401);
  await server.close();
  const again = await open(folder);
  expect(await answer(again, used)).toEqual([401, expect.stringMatching(/was used before/)]);
  expect((await answer(again, unused))[0]).toBe(200);
  await again.close();
  const third = await open(folder);
  expect((await answer(third, used))[0]).toBe(401);
  expect((await answer(third, unused))[0]).toBe(401);
  await third.close();
});

const FILES: Record<string, string | null> = {
  killed: null,
  "with a damaged file": '{"format":',
  "with digests of another version": '{"format":"spi-emulator-nonces","version":1,"nonces":[]}',
};

it.each(Object.keys(FILES))(
  "after a run that did not end cleanly (%s), a request that was signed before the start is refused and told to sign again",
  async (how) => {
    const [folder, copy] = [temporaryFolder(), temporaryFolder()];
    // Its end was clean, and what it kept is of no use after the next run.
    await (await open(folder)).close();
    expect(existsSync(join(folder, "default.nonces.json"))).toBe(true);
    const server = await open(folder);
    const used = await signed(server);
    expect((await answer(server, used))[0]).toBe(200);
    cpSync(folder, copy, { recursive: true });
    await server.close();
    expect(existsSync(join(copy, "default.nonces.json"))).toBe(false);
    const file = FILES[how] ?? null;
    if (file !== null) writeFileSync(join(copy, "default.nonces.json"), file);
    const again = await open(copy);
    expect(await answer(again, used)).toEqual([401, EARLY]);
    expect((await answer(again, await signed(again)))[0]).toBe(200);
    await again.close();
  },
);

it("after a run that did not end cleanly, a request that was signed before is refused by later starts, too", async () => {
  const [folder, copy] = [temporaryFolder(), temporaryFolder()];
  const server = await open(folder);
  const used = await signed(server);
  expect((await answer(server, used))[0]).toBe(200);
  cpSync(folder, copy, { recursive: true });
  await server.close();
  // The first of them accepts nothing, as one whose port is in use.
  await (await open(copy)).close();
  for (let start = 0; start < 2; start++) {
    const again = await open(copy);
    expect(await answer(again, used)).toEqual([401, EARLY]);
    expect((await answer(again, await signed(again)))[0]).toBe(200);
    await again.close();
  }
});

it("a start waits for no later second than its own, also where the date was set back", async () => {
  const folder = temporaryFolder();
  await (await open(folder)).close();
  const text = { format: "spi-emulator-nonces", version: 2, not_before: 9_999_999_999, nonces: [] };
  writeFileSync(join(folder, "default.nonces.json"), JSON.stringify(text));
  const again = await open(folder);
  expect((await answer(again, await signed(again)))[0]).toBe(200);
  await again.close();
});
