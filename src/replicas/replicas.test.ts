import { beforeAll, describe, expect, it } from "vitest";
import { wallTime } from "../clock/clock.js";
import type { Emulator } from "../emulator.js";
import { rawRequest } from "../http/testing/raw-request.js";
import { newSecret } from "../ids.js";
import { signedFetch } from "../oauth1/sign.js";
import { missingPostgres, TestPostgres } from "../testing/postgres.js";
import {
  control,
  expectKept,
  load,
  makeProduct,
  newSandbox,
  newStore,
  productsOf,
  type Shown,
  signed,
  startReplica,
} from "./testing/group.js";
import { HOP } from "./hop.js";

const names = (body: { sandboxes: Shown[] }): string[] => body.sandboxes.map(({ name }) => name).sort();

describe.skipIf(missingPostgres() !== undefined)("replicas", () => {
  let postgres: TestPostgres;
  let store: string;
  let one: Emulator;
  let two: Emulator;
  beforeAll(async () => {
    postgres = await TestPostgres.start();
    store = await newStore(postgres);
    [one, two] = await Promise.all([startReplica(store), startReplica(store)]);
  });

  it("have one default sandbox, made once, with the same credentials", () => {
    expect(one.credentials).toEqual(two.credentials);
    expect([one.sandbox.restored, two.sandbox.restored].sort()).toEqual([false, true]);
  });

  it("any replica answers for any sandbox, and tells where each lives", async () => {
    const made = await Promise.all(
      ["a1", "a2", "a3", "a4"].map((name, n) => newSandbox(n % 2 ? one : two, name)),
    );
    for (const sandbox of made) {
      expect((await makeProduct(one, sandbox, "by.one")).status).toBe(201);
      expect((await makeProduct(two, sandbox, "by.two")).status).toBe(201);
      for (const by of [one, two]) {
        const { products } = (await (await signed(by, sandbox, "/products")).json()) as {
          products: object[];
        };
        expect(products).toHaveLength(2);
      }
    }
    const replicas = async (): Promise<unknown[]> => {
      const { body: status } = await control(one, "GET", "/status?sandbox=a1");
      return (status.replicas as { url: string | null }[]).map(({ url }) => url).sort();
    };
    // A replica that has begun to listen says so with its next renewal; before that, lists tell what was noted.
    await expect.poll(replicas).toEqual([one.url, two.url].sort());
    const lists = await Promise.all([one, two].map((by) => control(by, "GET", "/sandboxes")));
    for (const { body } of lists) expect(names(body)).toEqual(["a1", "a2", "a3", "a4", "default"]);
    // The status came from the replica that has "a1"; the other one may learn of its address later.
    const counted = async (): Promise<number> => {
      const { body } = await control(one, "GET", "/sandboxes");
      return body.sandboxes.find(({ name }: Shown) => name === "a3").counts.products;
    };
    await expect.poll(counted).toBe(2);
  });

  it("a body in chunks is passed on as a body, whatever the method, and never as another request", async () => {
    const sandbox = await newSandbox(one, "hidden");
    const key = sandbox.accounts[0]!.credentials.consumer_key;
    const hidden = "GET /hidden HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
    const chunks = `${hidden.length.toString(16)}\r\n${hidden}\r\n0\r\n\r\n`;
    for (const method of ["GET", "DELETE", "POST"])
      for (const { url } of [one, two]) {
        const head = `${method} /products HTTP/1.1\r\nHost: ${new URL(url).host}\r\nConnection: close\r\n`;
        const how = `Authorization: OAuth oauth_consumer_key="${key}"\r\nTransfer-Encoding: chunked\r\n\r\n`;
        expect(await rawRequest(url, head + how + chunks)).toMatch(/^HTTP\/1\.1 40[15] /);
      }
    for (const by of [one, two, one, two]) expect((await signed(by, sandbox, "/products")).status).toBe(200);
    const { body } = await control(one, "GET", "/exchanges");
    expect(JSON.stringify(body)).not.toContain("/hidden");
  });

  it("a new sandbox goes to the replica with less work, so that in time both have some", async () => {
    let made = 0;
    // Which one has less, the event loop of this process decides.
    const homes = async (): Promise<Set<unknown>> => {
      await newSandbox(one, `placed-${(made += 1)}`);
      const { body } = await control(two, "GET", "/sandboxes");
      return new Set((body as { sandboxes: Shown[] }).sandboxes.map(({ replica }) => replica));
    };
    await expect.poll(homes).toEqual(new Set([one.url, two.url]));
  });

  it("a sandbox's name is taken for all, and a deleted one is gone for all", async () => {
    await newSandbox(one, "b1");
    for (const by of [one, two]) {
      const again = await control(by, "POST", "/sandboxes", { name: "b1" });
      expect([again.status, again.body.message]).toEqual([409, "name: sandbox b1 exists already"]);
    }
    expect((await control(two, "DELETE", "/sandboxes/b1")).status).toBe(204);
    for (const by of [one, two]) expect((await control(by, "GET", "/sandboxes/b1")).status).toBe(404);
  });

  it("a signature is accepted once", async () => {
    const sandbox = await newSandbox(one, "c1");
    let sent: RequestInit | undefined;
    const send = signedFetch(sandbox.accounts[0]!.credentials, {
      fetch: (url, init) => fetch(url, (sent = init)),
      now: wallTime,
      nonce: () => newSecret(8),
    });
    expect((await send(`${one.url}/products`)).status).toBe(200);
    expect((await fetch(`${one.url}/products`, sent)).status).toBe(401);
  });

  it("no record of a request that was passed on has what replicas tell each other with it", async () => {
    const sandbox = await newSandbox(one, "c9");
    for (const by of [one, two]) await makeProduct(by, sandbox, "p");
    for (const by of [one, two]) {
      const { body } = await control(by, "GET", "/exchanges?sandbox=c9");
      expect(body.exchanges).toHaveLength(2);
      for (const { request } of body.exchanges) expect(Object.keys(request.headers)).not.toContain(HOP);
      expect(JSON.stringify((await control(by, "GET", "/exchanges.har?sandbox=c9")).body)).not.toContain(HOP);
    }
  });

  it("a snapshot is there for all, and loads into a sandbox of another replica", async () => {
    const [from, to] = [await newSandbox(one, "d1"), await newSandbox(one, "d2")];
    await makeProduct(two, from, "kept.product");
    expect((await control(one, "POST", "/snapshots?sandbox=d1", { name: "shared" })).status).toBe(201);
    expect((await control(two, "POST", "/snapshots?sandbox=d1", { name: "shared" })).status).toBe(409);
    expect((await control(two, "POST", "/snapshots/shared/load?sandbox=d2")).status).toBe(200);
    const { body } = await control(two, "GET", "/sandboxes/d2");
    expect(body.counts.products).toBe(1);
    // Not with the credentials of the sandbox that it was saved from.
    expect(body.accounts[0].credentials).toEqual(to.accounts[0]!.credentials);
    expect((await control(one, "GET", "/snapshots")).body.snapshots).toHaveLength(1);
    expect((await control(two, "GET", "/snapshots/shared")).body.sandbox.name).toBe("d1");
    expect((await control(two, "DELETE", "/snapshots/shared")).status).toBe(204);
    expect((await control(one, "GET", "/snapshots/shared")).status).toBe(404);
  });

  it("streams of events and pages of the dashboard come from where the sandbox is", async () => {
    const sandbox = await newSandbox(one, "e1");
    for (const by of [one, two]) {
      const ended = new AbortController();
      const stream = await fetch(`${by.url}/_emulator/events?sandbox=e1`, { signal: ended.signal });
      expect(stream.headers.get("content-type")).toContain("text/event-stream");
      const reader = stream.body!.pipeThrough(new TextDecoderStream()).getReader();
      await reader.read();
      await makeProduct(by, sandbox, "seen.product");
      let text = "";
      while (!text.includes("event: exchange")) text += (await reader.read()).value ?? "";
      ended.abort();
      const page = await fetch(`${by.url}/_emulator/dashboard/?sandbox=e1`);
      expect(page.status).toBe(200);
      const html = await page.text();
      expect(html).toContain("<strong>e1</strong>");
      expect(html).toContain("?sandbox=d2");
    }
  });

  it("unknown names and keys are refused by all, and headers of replicas from clients are ignored", async () => {
    for (const by of [one, two]) {
      expect((await control(by, "GET", "/status?sandbox=nowhere")).status).toBe(404);
      const unknown = {
        accounts: [{ email: "", credentials: { ...one.credentials, consumer_key: "unknown" } }],
      };
      const answer = await signed(by, unknown, "/products");
      expect([answer.status, ((await answer.json()) as { message: string }).message]).toEqual([
        401,
        expect.stringContaining("unknown consumer_key 'unknown'"),
      ]);
      const forged = await fetch(`${by.url}/_emulator/replica/sandboxes`, {
        headers: { "x-spi-emulator-hop": "guess 127.0.0.1" },
      });
      expect(forged.status).toBe(404);
    }
  });

  it("a replica that stops hands over: nothing is lost, signatures stay used, streams go on elsewhere", async () => {
    const three = await startReplica(store);
    const made: Shown[] = [];
    let its = 0;
    // Until it has some: the one with the least work gets the next.
    while (its < 3) {
      made.push(await newSandbox(three, `f${made.length}`));
      const { body } = await control(one, "GET", "/sandboxes");
      its = body.sandboxes.filter(({ replica }: Shown) => replica === three.url).length;
    }
    const works = made.map((sandbox, n) => load([n % 2 ? one : two], sandbox, sandbox.name));
    await Promise.all(works.map((work) => work.more(3)));
    await three.close();
    await Promise.all(works.map((work) => work.more(3)));
    for (const [n, sandbox] of made.entries()) {
      // Where the machine is so busy that a lease runs out, some may be told to try again.
      const endings = await works[n]!.stop();
      expectKept(await productsOf(two, sandbox), endings);
    }
    const after = (await control(two, "GET", "/sandboxes")).body.sandboxes as Shown[];
    for (const { name } of made) expect(after.find((one) => one.name === name)!.replica).not.toBe(three.url);
  });
});
