import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { DEFAULTS } from "../config.js";
import { demoHost } from "../demo-host/testing/visitor.js";
import { type Emulator, runEmulator } from "../emulator.js";
import { createDashboardApp } from "./app.js";
import { FRAME } from "./frame.js";
import { pages } from "./pages/index.js";
import { tokenSessions } from "./sessions/token.js";
import type { DashboardOptions } from "./view.js";

const TOKEN = "a token that nobody guesses";
const ROOT = "/_emulator/dashboard";
const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/** The paths of the dashboard, as the app routes them, with its live parts, files and forms. */
function pathsOfApp(): string[] {
  const sessions = tokenSessions(undefined as never, {
    gate: undefined as never,
    config: DEFAULTS,
    replicas: null,
  });
  const { routes } = createDashboardApp({ config: DEFAULTS, sessions } as unknown as DashboardOptions);
  const routed = routes.map(({ path }) => path.replaceAll("*", "nothing").replaceAll(/:\w+/g, "1"));
  const parts = pages.flatMap(({ path, fragments = [], actions = [], downloads = [] }) => [
    ...[...FRAME.fragments, ...fragments].map(({ name }) => `${path}?fragment=${name}`),
    ...[...FRAME.downloads, ...downloads].map(({ name }) => `${path}?download=${name}`),
    ...[...FRAME.actions, ...actions].map(({ name }) => `${path}?action=${name}`),
  ]);
  return [...new Set([...routed, ...parts.map((path) => ROOT + path.replaceAll(/:\w+/g, "1"))])].filter(
    (path) => path.startsWith(ROOT),
  );
}
const PATHS = pathsOfApp();
/** Files that everybody may read: the same for each emulator. */
const isAsset = (path: string): boolean => path.startsWith(`${ROOT}/assets/`);

let emulator: Emulator;
/** Of a log-in, so that only the headers of a page decide. */
let cookie: string;
beforeAll(async () => {
  const config = { ...DEFAULTS, port: 0, inMemory: true, lab: false, seed: "demo", adminToken: TOKEN };
  emulator = await runEmulator(config);
  const body = new URLSearchParams({ token: TOKEN, to: ROOT });
  const answer = await fetch(`${emulator.url}${ROOT}/login`, { method: "POST", body, redirect: "manual" });
  cookie = answer.headers.get("set-cookie")!.split(";")[0]!;
});
afterAll(() => emulator.close());

interface Seen {
  status: number;
  headers: Record<string, unknown>;
}

/** Status and headers of the answer to a request with exactly these headers. */
function send(url: string, method: string, headers: Record<string, string> = {}): Promise<Seen> {
  return new Promise((resolve, reject) => {
    const asked = request(
      url,
      { method, headers: { "content-length": "0", ...headers }, agent: false },
      (answer) => {
        resolve({ status: answer.statusCode!, headers: answer.headers });
        answer.destroy();
      },
    );
    asked.on("error", reject).end();
  });
}

const LINKED = { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" };

/** What a browser sends for a page of another site. */
const FOREIGN: [string, Record<string, string>][] = [
  ["a foreign Host", { host: "evil.example" }],
  ["a foreign Origin", { origin: "https://evil.example" }],
  ["the Origin of another port", { origin: "http://127.0.0.1:1" }],
  ["an opaque Origin", { origin: "null" }],
  ["a request of another site", { "sec-fetch-site": "cross-site" }],
  ["a request of a sibling site", { "sec-fetch-site": "same-site" }],
  ["a frame of another site", { ...LINKED, "sec-fetch-dest": "iframe" }],
];

it("finds the dashboard's routes", () => {
  expect(PATHS.length).toBeGreaterThan(pages.length + 20);
  for (const path of ["", "/login", "/logout", "/events", "/?action=reset", "/?fragment=devices"])
    expect(PATHS).toContain(ROOT + path);
});

describe.each(METHODS)("%s", (method) => {
  it.each(FOREIGN)("of every route is refused to %s", async (_, headers) => {
    const open: string[] = [];
    const paths = PATHS.filter((path) => !isAsset(path) || headers["host"] !== undefined);
    await Promise.all(
      paths.map(async (path) => {
        const { status, headers: got } = await send(emulator.url + path, method, { cookie, ...headers });
        const isShown = Object.keys(got).some((name) => name.startsWith("access-control-"));
        if (status !== 403 || isShown || "set-cookie" in got) open.push(`${path}: ${status}`);
      }),
    );
    expect(open).toEqual([]);
  });

  it("of every route answers with headers that forbid frames, in errors as well", async () => {
    const framed: string[] = [];
    const paths = [...PATHS, `${ROOT}/no-page`, `${ROOT}/?sandbox=none`, `${ROOT}/opportunities/none`];
    for (const headers of [{ cookie }, { cookie, origin: "https://evil.example" }] as Record<
      string,
      string
    >[])
      await Promise.all(
        paths.map(async (path) => {
          // A form that does not exist, so that nothing is changed.
          const safe = path.replace("action=", "action=no-");
          const { status, headers: got } = await send(emulator.url + safe, method, headers);
          if (!mayNotBeFramed(got)) framed.push(`${safe}: ${status}`);
        }),
      );
    expect(framed).toEqual([]);
  });
});

const mayNotBeFramed = (headers: Record<string, unknown>): boolean =>
  /(^|; )frame-ancestors 'none'(;|$)/.test(String(headers["content-security-policy"])) &&
  headers["x-frame-options"] === "DENY";

it("only a link of another site opens a page, and none changes anything", async () => {
  for (const path of PATHS.filter((one) => !isAsset(one))) {
    expect([path, (await send(emulator.url + path, "POST", { cookie, ...LINKED })).status]).toEqual([
      path,
      403,
    ]);
    const { status } = await send(emulator.url + path, "GET", { cookie, ...LINKED });
    expect([path, status < 500 && status !== 403]).toEqual([path, true]);
  }
});

it("no page of a demo host can be framed, with a sandbox or without", async () => {
  const demo = await demoHost();
  onTestFinished(() => demo.close());
  const browser = { "user-agent": "Mozilla/5.0", accept: "text/html" };
  for (const path of ["/", "/exchanges", "/no-page", "/events"])
    for (const method of ["GET", "POST"])
      for (const headers of [browser, {}] as Record<string, string>[]) {
        const { headers: got } = await send(`${demo.url}${ROOT}${path}`, method, headers);
        expect([path, method, mayNotBeFramed(got)]).toEqual([path, method, true]);
      }
});
