import { newFigures } from "../process-figures.js";
import type { Hono } from "hono";
import { wallTime, type Clock } from "../../clock/clock.js";
import { DEFAULTS } from "../../config.js";
import { IdSource, newSecret } from "../../ids.js";
import { type Logger, silentLog } from "../../log.js";
import { ManualClock } from "../../clock/manual-clock.js";
import { signedFetch, type Credentials } from "../../oauth1/sign.js";
import { handlers } from "../../operations/index.js";
import type { Handlers } from "../../operations/operation.js";
import { State } from "../../domain/state.js";
import { atOnce } from "../../domain/steps.js";
import { seedingTables } from "../../sandbox/apply-seed.js";
import { credentialsOf } from "../../sandbox/credentials.js";
import { DEFAULT_SANDBOX } from "../../sandbox/registry.js";
import { Sandbox } from "../../sandbox/sandbox.js";
import { Sandboxes } from "../../sandbox/sandboxes.js";
import { parseSeed } from "../../sandbox/seed.js";
import { memorySnapshots } from "../../sandbox/snapshots.js";
import { loadControlSpec, loadSpec } from "../../spec/load-spec.js";
import { openStore } from "../../persistence/low-store.js";
import { createApp } from "../app.js";
import type { Bindings, Env } from "../context.js";
import { singleTenant } from "../tenancy.js";

/** 2016-01-04T16:58:28.805Z, the time of the documents' example. */
export const START = 1_451_926_708_805_000;
export const BASE = "http://127.0.0.1:7740";

const SEED = `
accounts:
  - { email: one@example.com, password: correct horse, organizations: [docs-org] }
  - { email: two@example.com, password: battery staple, organizations: [other-org] }
  - { email: two-factor@example.com, password: p, otp: "123456" }
  - { email: suspended@example.com, password: p, status: suspended }
  - { email: deactivated@example.com, password: p, status: deactivated }
  - { email: invalidated@example.com, password: p, status: email-invalidated }
`;

/** An answer with its body read. `any`: the tests know the type that they expect. */
export interface Answered {
  status: number;
  headers: Headers;

  body: any;
}

/** A server for one test: no socket, manual clock, two accounts and some that cannot log in. */
export interface TestServer {
  clock: ManualClock;
  sandbox: Sandbox;
  credentials: Credentials;
  /** Sends a request as the first account. `body` is sent as JSON; a string unchanged. */
  send: (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answered>;
  /** As another account. */
  as: (email: string) => TestServer["send"];
  /** Reads as the first account; the answer is not read yet. */
  stream: (path: string) => Promise<Response>;
  /** Not signed. */
  unsigned: TestServer["send"];
  /** As the first account, from the lab in this process. */
  asLab: TestServer["send"];
  /** The fetch function of a lab in this process, which signs its requests itself. */
  labFetch: (url: string, init?: RequestInit) => Promise<Response>;
  /** To the control plane. */
  control: TestServer["send"];
  /** Reads from the control plane; the answer is not read yet. */
  controlStream: (path: string, init?: RequestInit) => Promise<Response>;
  /** As the first account, with exactly these headers and bytes. */
  raw: (
    method: string,
    path: string,
    init: { headers?: Record<string, string>; body?: Uint8Array },
  ) => Promise<Answered>;
}

export interface TestServerOptions {
  seed?: string;
  /** The initial time of the clock. Default: {@link START}. */
  start?: number | undefined;
  handlers?: Partial<Handlers>;
  log?: Logger;
  publicUrl?: string;
  auth?: "oauth" | "none";
}

export async function testServer(options: TestServerOptions = {}): Promise<TestServer> {
  const clock = new ManualClock({ start: options.start ?? START });
  const sandbox = await testSandbox(clock, options.seed ?? SEED);
  const log = options.log ?? silentLog;
  const sandboxes = new Sandboxes({ folder: null, log });
  const { registry } = sandboxes;
  registry.add(sandbox);
  const spec = await loadSpec(null);
  const app = createApp({
    spec,
    handlers: options.handlers ?? handlers,
    registry,
    log,
    auth: options.auth ?? "oauth",
    publicUrl: options.publicUrl ?? null,
    tenancy: singleTenant(registry, { seed: "test", lab: false }),
  });
  const through =
    (bindings: Bindings) =>
    async (url: string, init?: RequestInit): Promise<Response> =>
      app.request(url, init, bindings);
  const plain = through({});
  const makeControl = async (): Promise<Hono<Env>> => {
    const { createControlApp } = await import("../../control/app.js");
    const [controlSpec, snapshots] = [await loadControlSpec(), memorySnapshots()];
    const config = DEFAULTS;
    const notReady = (): null => null;
    return createControlApp({
      config,
      gate: null,
      sandboxes,
      productSpec: spec,
      controlSpec,
      snapshots,
      notReady,
      figures: newFigures(),
      replicas: null,
      log,
    });
  };
  let controlApp: Promise<Hono<Env>> | null = null;
  /** Loaded only by the tests that use it. */
  const toControl = async (url: string, init?: RequestInit): Promise<Response> =>
    (await (controlApp ??= makeControl())).request(url, init);
  const read = async (answer: Response): Promise<Answered> => {
    const text = await answer.text();
    return {
      status: answer.status,
      headers: answer.headers,
      body: text === "" ? undefined : (JSON.parse(text) as unknown),
    };
  };
  const sender =
    (fetch: typeof plain): TestServer["send"] =>
    async (method, path, body, headers = {}) => {
      const text = body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body);
      const type: Record<string, string> = body === undefined ? {} : { "content-type": "application/json" };
      return read(await fetch(BASE + path, { method, headers: { ...type, ...headers }, body: text ?? null }));
    };
  const signed = (email: string | null, fetch = plain): typeof plain =>
    signedFetch(credentialsOf(sandbox, email), { fetch, now: wallTime, nonce: () => newSecret(8) });
  return {
    clock,
    sandbox,
    credentials: credentialsOf(sandbox, null),
    send: sender(signed(null)),
    stream: (path) => signed(null)(BASE + path),
    as: (email) => sender(signed(email)),
    unsigned: sender(plain),
    labFetch: through({ lab: true }),
    asLab: sender(signed(null, through({ lab: true }))),
    control: sender(toControl),
    controlStream: (path, init) => toControl(BASE + path, init),
    raw: async (method, path, init) => read(await signed(null)(BASE + path, { method, ...init })),
  };
}

async function testSandbox(clock: Clock, seed: string): Promise<Sandbox> {
  const ids = new IdSource("test");
  const tables = atOnce(seedingTables(parseSeed(seed, "test seed"), ids, START));
  tables.meta.set("sandbox", {
    id: "sandbox",
    settings: {
      seed: "test",
      seed_document: null,
      random_seed: "test",
      clock: { mode: "manual", start: START },
      lab: false,
      created_at: 0,
      expires_at: null,
    },
    ids_drawn: ids.drawn,
    last_time: START,
  });
  const store = await openStore({ inMemory: true });
  await store.replace(tables);
  const state = State.of(store.tables);
  return new Sandbox(DEFAULT_SANDBOX, { store, state, makeClock: () => clock, makeLab: () => null });
}
