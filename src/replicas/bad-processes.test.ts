import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { wallPause, wallTime } from "../clock/clock.js";
import { newSecret } from "../ids.js";
import { authorizationHeader } from "../oauth1/sign.js";
import { missingPostgres, TestPostgres } from "../testing/postgres.js";
import { temporaryFolder } from "../testing/temporary-folder.js";
import {
  control,
  expectKept,
  load,
  newSandbox,
  newStore,
  productsOf,
  signed,
  startReplica,
  startReplicaProcess,
  tryProduct,
} from "./testing/group.js";
import { LateBody } from "./testing/late-body.js";

/** Five minutes behind, as `wallTime` of a process sees it. */
const SLOW_CLOCK = "data:text/javascript,const%20now=Date.now;Date.now=()=>now()-300000";

/** A date that goes as much ahead as a file says. */
const SET_CLOCK = `data:text/javascript,${encodeURIComponent(`
  import { readFileSync } from "node:fs";
  const now = Date.now;
  Date.now = () => now() + Number(readFileSync(process.env.STEPS, "utf8"));`)}`;

describe.skipIf(missingPostgres() !== undefined)("bad days of replicas", () => {
  let postgres: TestPostgres;
  beforeAll(async () => {
    postgres = await TestPostgres.start();
  });

  /** A sandbox in a process of its own, and another replica, which nothing in this process can slow down. */
  async function pair(args: readonly string[] = []) {
    const store = await newStore(postgres);
    const owner = await startReplicaProcess(store, args);
    // Made while the other replica is not there, so it is in this one.
    const sandbox = await newSandbox(owner, "its", { lab: !args.includes("--no-lab") });
    const other = await startReplicaProcess(store, ["--speed", "3600"]);
    return { store, owner, sandbox, other };
  }

  it("the owner is killed under load: what was acknowledged is there, and the other goes on", async () => {
    const { owner, sandbox, other } = await pair(["--no-lab"]);
    const work = load([other], sandbox, "by.other");
    await work.more(5);
    await owner.kill("SIGKILL");
    await work.more(5);
    const endings = await work.stop();
    expectKept(await productsOf(other, sandbox), endings);
    const { body } = await control(other, "GET", "/sandboxes/its");
    expect(body.counts.products).toBeGreaterThanOrEqual(10);
  });

  it("the agents of a killed owner's sandbox go on elsewhere", async () => {
    const { owner, other } = await pair(["--speed", "3600"]);
    const made = await newSandbox(owner, "with-lab", {
      lab: true,
      seed: "demo",
      clock: { mode: "scaled", speed: 3600 },
    });
    const products = (await (await signed(owner, made, "/products")).json()) as {
      products: { id: string }[];
    };
    const path = `/products/${products.products[0]!.id}/images`;
    await signed(owner, made, path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ image_unique_id: "one", image_reference: {} }),
    });
    await owner.kill("SIGKILL");
    const unfinished = async (): Promise<number | undefined> => {
      const { body } = await control(other, "GET", "/sandboxes/with-lab");
      return body.counts === undefined || body.counts.opportunities === 0
        ? undefined
        : body.counts.unfinished;
    };
    await expect.poll(unfinished).toBe(0);
  });

  it("an owner that was paused for longer than its lease cannot write, and passes requests on", async () => {
    const { owner, sandbox, other } = await pair(["--no-lab"]);
    const before = load([owner], sandbox, "before");
    await before.more(5);
    owner.child.kill("SIGSTOP");
    const meanwhile = load([other], sandbox, "meanwhile");
    await meanwhile.more(5);
    owner.child.kill("SIGCONT");
    await before.more(5);
    const endings = new Map([...(await before.stop()), ...(await meanwhile.stop())]);
    const [byOwner, byOther] = [await productsOf(owner, sandbox), await productsOf(other, sandbox)];
    expect(byOwner).toEqual(byOther);
    expectKept(byOther, endings);
    await owner.kill("SIGKILL");
  });

  it("a request whose body comes after its replica has lost the sandbox is told to try again", async () => {
    const { owner, sandbox, other } = await pair(["--no-lab"]);
    const late = [
      new LateBody(owner, "/products", { name: "late", release: "15.04-core", snaps: [] }, sandbox),
      new LateBody(owner, "/_emulator/faults?sandbox=its", { effect: { status: 503 } }),
      new LateBody(owner, "/api/v2/tokens/oauth", {
        ...{ email: "customer@example.com", password: "correct horse", token_name: "late" },
      }),
    ];
    for (const one of late) await one.begun;
    owner.child.kill("SIGSTOP");
    const meanwhile = load([other], sandbox, "meanwhile");
    await meanwhile.more(5);
    expect((await control(other, "GET", "/sandboxes/default")).status).toBe(200);
    const endings = await meanwhile.stop();
    expectKept(await productsOf(other, sandbox), endings);
    owner.child.kill("SIGCONT");
    // It passes on as soon as it knows.
    expect(await productsOf(owner, sandbox)).not.toContain("late");
    const statuses: number[] = [];
    for (const one of late) {
      const { status, headers, text } = await one.end();
      statuses.push(status);
      if (status === 503) expect([headers["retry-after"], text]).toEqual(["1", expect.any(String)]);
      // A machine that is too busy for the other's lease brings the sandbox back, so the request can be carried out.
      else expect([200, 201]).toContain(status);
    }
    expect((await productsOf(other, sandbox)).includes("late")).toBe(statuses[0] === 201);
    await owner.kill("SIGKILL");
  });

  it("a clock that is five minutes off on one replica changes nothing", async () => {
    const store = await newStore(postgres);
    const slow = await startReplicaProcess(store, ["--no-lab"], { NODE_OPTIONS: `--import=${SLOW_CLOCK}` });
    // Made while it is alone, so they are in it.
    const made = [await newSandbox(slow, "t1"), await newSandbox(slow, "t2")];
    const one = await startReplica(store);
    for (const by of [one, slow])
      for (const sandbox of made)
        await expect.poll(() => tryProduct(by, sandbox, by === one ? "by.one" : "by.slow")).toBe("made");
    const { body } = await control(slow, "GET", "/sandboxes");
    for (const { created_at } of body.sandboxes as { created_at: string }[])
      expect(Math.abs(Date.parse(created_at) - Date.now())).toBeLessThan(120_000);
    await slow.kill("SIGKILL");
    for (const sandbox of made)
      expect(await productsOf(one, sandbox)).toEqual(expect.arrayContaining(["by.one", "by.slow"]));
  });

  it("the date of a replica is set while it runs: it accepts and refuses as before, and no clock changes", async () => {
    const steps = join(temporaryFolder(), "date");
    writeFileSync(steps, "0");
    const store = await newStore(postgres);
    const owner = await startReplicaProcess(store, ["--no-lab"], {
      NODE_OPTIONS: `--import=${SET_CLOCK}`,
      STEPS: steps,
    });
    const made = await newSandbox(owner, "its", { clock: { mode: "scaled", speed: 1 } });
    const url = `${owner.url}/products`;
    const signedAt = (ms: number): Record<string, string> => {
      const timestamp = Math.floor(ms / 1000);
      const { credentials } = made.accounts[0]!;
      return {
        authorization: authorizationHeader({
          method: "GET",
          url,
          credentials,
          signatureMethod: "HMAC-SHA1",
          timestamp,
          nonce: newSecret(8),
        }),
      };
    };
    const ask = async (headers: Record<string, string>) => (await fetch(url, { headers })).status;
    const used = signedAt(wallTime());
    expect(await ask(used)).toBe(200);
    for (const step of [3_600_000, -3_600_000, 0]) {
      writeFileSync(steps, String(step));
      // Renewals come in between.
      for (let n = 0; n < 60; n++) {
        const [now, ahead, back, again] = [wallTime(), wallTime() + 3_600_000, wallTime() - 3_600_000, used];
        const answers = [
          await ask(signedAt(now)),
          await ask(signedAt(ahead)),
          await ask(signedAt(back)),
          await ask(again),
        ];
        expect(answers).toEqual([200, 401, 401, 401]);
        await wallPause(10);
      }
      const { body } = await control(owner, "GET", "/clock?sandbox=its");
      expect(Math.abs(Date.parse(body.now) - Date.now())).toBeLessThan(120_000);
    }
    await owner.kill("SIGKILL");
  });

  it("a rolling restart of three under load: each request is answered or told to try again", async () => {
    const store = await newStore(postgres);
    const replicas = await Promise.all([1, 2, 3].map(() => startReplicaProcess(store, ["--no-lab"])));
    const made = await Promise.all([1, 2, 3].map((n) => newSandbox(replicas[0]!, `r${n}`)));
    const entry = await startReplica(store);
    const works = made.map((sandbox) => load([entry], sandbox, sandbox.name));
    for (const [index, replica] of replicas.entries()) {
      const { code } = await replica.kill("SIGTERM");
      expect(code).toBe(0);
      replicas[index] = await startReplicaProcess(store, ["--no-lab"]);
      await Promise.all(works.map((work) => work.more(3)));
    }
    for (const [n, sandbox] of made.entries()) {
      const endings = await works[n]!.stop();
      expectKept(await productsOf(entry, sandbox), endings);
    }
    for (const replica of replicas) await replica.kill("SIGKILL");
  });
});
