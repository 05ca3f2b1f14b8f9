import { Hono } from "hono";
import { expect, it } from "vitest";
import { type Config, DEFAULTS } from "../config.js";
import { silentLog } from "../log.js";
import { Sandboxes } from "../sandbox/sandboxes.js";
import { loadSeed } from "../sandbox/seed.js";
import { DemoHost } from "./demo-host.js";
import { Visitors } from "./visitors.js";

const MINUTE = 60_000;

it("an unused sandbox is held, resumes when it is used, and is deleted when it expires", async () => {
  let now = 0;
  const sandboxes = new Sandboxes({ folder: null, log: silentLog });
  const control = (): Response => new Response(null, { status: 500 });
  const config = { ...DEFAULTS, demoHost: true };
  const demo = new DemoHost({ config, sandboxes, control, log: silentLog, now: () => now });
  let closed = 0;
  const app = new Hono().get("/", async (c) => {
    const session = await demo.open(c);
    if (session instanceof Response) return session;
    session.sandbox.bus.ended.addEventListener("abort", () => (closed += 1));
    return c.text(String(session.sandbox.clock.speed));
  });
  const look = async (cookie = ""): Promise<Response> =>
    app.request("/", { headers: { accept: "text/html", "user-agent": "Mozilla/5.0", cookie } });

  const first = await look();
  const cookie = first.headers.get("set-cookie")!.split(";")[0]!;
  expect(await first.text()).toBe("60");
  const [sandbox] = sandboxes.registry.all();
  now += 2 * MINUTE - 1;
  await demo.visitors.sweep();
  expect(sandbox!.clock.speed).toBe(60);
  now += 1;
  await demo.visitors.sweep();
  expect(sandbox!.clock.speed).toBe(0);
  expect(await (await look(cookie)).text()).toBe("60");
  now += 30 * MINUTE;
  await demo.visitors.sweep();
  expect([demo.visitors.count, sandboxes.registry.all(), closed]).toEqual([0, [], 2]);
  expect((await look(cookie)).headers.get("set-cookie")).not.toContain(cookie);
  demo.visitors.close();
  await sandboxes.close();
});

it.each<[given: string, settings: Partial<Config>, cookie: RegExp]>([
  ["neither TLS nor a public URL", {}, /^spi-visitor=.*SameSite=Lax$/],
  ["a certificate", { tlsCert: "cert.pem", tlsKey: "key.pem" }, /^__Host-spi-visitor=.*; Secure;/],
  ["a certificate that it makes", { tls: "self-signed" }, /^__Host-spi-visitor=.*; Secure;/],
  ["a public URL on https", { publicUrl: "https://demo.example.com" }, /^__Host-spi-visitor=.*; Secure;/],
])("with %s the cookie is only for connections that it can have", async (_, settings, cookie) => {
  const sandboxes = new Sandboxes({ folder: null, log: silentLog });
  const config = { ...DEFAULTS, demoHost: true, ...settings };
  const control = (): Response => new Response(null, { status: 500 });
  const demo = new DemoHost({ config, sandboxes, control, log: silentLog, now: () => 0 });
  const app = new Hono().get("/", async (c) => {
    const session = await demo.open(c);
    return session instanceof Response ? session : c.text("in");
  });
  const answer = await app.request("/", { headers: { accept: "text/html", "user-agent": "Mozilla/5.0" } });
  expect(answer.headers.get("set-cookie")).toMatch(cookie);
  demo.visitors.close();
  await sandboxes.close();
});

it("a visitor whose sandbox has the name of an earlier one has passwords that the earlier visitor never saw", async () => {
  const sandboxes = new Sandboxes({ folder: null, log: silentLog });
  const config = { ...DEFAULTS, demoHost: true };
  const visitors = new Visitors({ config, sandboxes, log: silentLog, now: () => 0 });
  /** The passwords that the terms of a new visitor's sandbox give to one of this name. */
  const passwordsFor = async (name: string): Promise<string[]> => {
    const welcome = await visitors.arrive("10.0.0.1");
    if ("refused" in welcome) throw new Error(welcome.refused);
    const { terms } = welcome.sandbox;
    expect(terms.seedFor(loadSeed("demo"), name)).toEqual(terms.seedFor(loadSeed("demo"), name));
    return terms.seedFor(loadSeed("demo"), name).accounts.map(({ password }) => password);
  };
  const earlier = await passwordsFor("quiet-otter-42");
  const later = await passwordsFor("quiet-otter-42");
  expect(later.filter((password) => earlier.includes(password))).toEqual([]);
  visitors.close();
  await sandboxes.close();
});
