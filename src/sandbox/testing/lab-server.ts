import { newFigures } from "../../http/process-figures.js";
import type { Profile } from "../../../devices/profile.js";
import { parseProfile } from "../../../devices/load-profiles.js";
import { wallTime } from "../../clock/clock.js";
import { DEFAULTS } from "../../config.js";
import { createControlApp } from "../../control/app.js";
import type { ClockSettings } from "../../domain/records.js";
import { createApp } from "../../http/app.js";
import { inProcessFetch } from "../../http/in-process.js";
import type { Fetch } from "../../http/server.js";
import { singleTenant } from "../../http/tenancy.js";
import { newSecret } from "../../ids.js";
import { machineKitHost } from "../../kit-host.js";
import { silentLog } from "../../log.js";
import { ManualClock } from "../../clock/manual-clock.js";
import { signedFetch } from "../../oauth1/sign.js";
import { handlers } from "../../operations/index.js";
import { loadControlSpec, loadSpec } from "../../spec/load-spec.js";
import { credentialsOf } from "../credentials.js";
import { createSandboxLab } from "../lab.js";
import { LabProfiles } from "../lab-profiles.js";
import { DEFAULT_SANDBOX } from "../registry.js";
import type { Sandbox, SandboxLab } from "../sandbox.js";
import { Sandboxes, type SandboxesOptions } from "../sandboxes.js";
import { parseSeed } from "../seed.js";
import { memorySnapshots } from "../snapshots.js";

/** 2016-01-04T16:58:28.805Z, the time of the documents' example. */
export const START = 1_451_926_708_805_000;
export const BASE = "http://127.0.0.1:7740";

/** One account with a product, and another account. */
export const SEED = `
accounts:
  - email: one@example.com
    password: correct horse
    products:
      - name: test-product.foo
        release: 15.04-core
        snaps: [test-snap.foo]
        created: 1d
        test_specs: [{ name: smoke, platform: amd64 }]
  - { email: two@example.com, password: battery staple }
`;

/** A healthy device with round figures: it polls every 10 s, and a walk takes 1 + 2 + 1 minutes. */
export const DEVICE = `
name: plain
platform: amd64
agent: { id: dev, group: lab, revision: "197" }
poll_interval: 10s
phases: { provision: 60s, test: 120s, teardown: 60s }
`;

/** An answer with its body read. `any`: the tests know the type that they expect. */
export interface Answered {
  status: number;

  body: any;
}
type Send = (method: string, path: string, body?: unknown) => Promise<Answered>;

/** A server with sandboxes, labs and the control plane, but no socket. */
export interface LabServer {
  sandboxes: Sandboxes;
  sandbox: Sandbox;
  /** The main sandbox's clock, if it is manual. */
  clock: ManualClock;
  /** The product API, as the main sandbox's first account. */
  send: Send;
  /** The same as another account. */
  as: (email: string) => Send;
  /** The control plane. */
  control: Send;
  /** The control plane, for a test's own server. */
  controlFetch: Fetch;
  close: () => Promise<void>;
}

export interface LabServerOptions {
  seed?: string;
  /** Profiles as YAML, or loaded. */
  profiles?: readonly (string | Profile)[];
  clock?: ClockSettings;
  lab?: boolean;
  /** Awaited before and after each request of a device. */
  disturb?: () => Promise<void>;
  folder?: string | null;
  more?: Partial<SandboxesOptions>;
}

/** Starts a server. The main sandbox has a manual clock by default. */
export async function labServer(options: LabServerOptions = {}): Promise<LabServer> {
  const { profiles = [DEVICE], clock = { mode: "manual", start: START }, lab = true } = options;
  const loaded = profiles.map((one, index) =>
    typeof one === "string" ? parseProfile(one, `${index}.yaml`) : one,
  );
  const log = silentLog;
  const fromLab = async (url: string, init?: RequestInit): Promise<Response> => {
    await options.disturb?.();
    const response = await inProcess(url, init);
    await options.disturb?.();
    return response;
  };
  const sandboxes = new Sandboxes({
    folder: options.folder ?? null,
    log,
    profiles: new LabProfiles(loaded),
    ...options.more,
  });
  const makeLab = (sandbox: Sandbox): SandboxLab =>
    createSandboxLab(sandbox, {
      profiles: loaded,
      url: BASE,
      fetch: fromLab,
      kitHost: machineKitHost(),
      log,
    });
  const inProcess = inProcessFetch(async (request, bindings) => product.fetch(request, bindings));
  const spec = await loadSpec(null);
  const product = createApp({
    spec,
    handlers,
    registry: sandboxes.registry,
    log,
    auth: "oauth",
    publicUrl: null,
    tenancy: singleTenant(sandboxes.registry, { seed: "inline", lab }),
  });
  const controlApp = createControlApp({
    config: DEFAULTS,
    sandboxes,
    productSpec: spec,
    controlSpec: await loadControlSpec(),
    snapshots: memorySnapshots(),
    gate: null,
    notReady: () => sandboxes.trouble(),
    figures: newFigures(),
    replicas: null,
    log,
  });
  try {
    await sandboxes.openAll({});
  } catch (error) {
    await sandboxes.close();
    throw error;
  }
  sandboxes.startLabs(makeLab);
  if (!sandboxes.registry.get(DEFAULT_SANDBOX)) {
    const seedDocument = parseSeed(options.seed ?? SEED, "test seed");
    await sandboxes.create({
      name: DEFAULT_SANDBOX,
      seed: "inline",
      seedDocument,
      randomSeed: "test",
      clock,
      lab,
    });
  }
  const sandbox = sandboxes.registry.main;
  const sender =
    (fetch: (url: string, init?: RequestInit) => Promise<Response>): Send =>
    async (method, path, body) => {
      const headers: Record<string, string> =
        body === undefined ? {} : { "content-type": "application/json" };
      const text = body === undefined ? null : JSON.stringify(body);
      const answer = await fetch(BASE + path, { method, headers, body: text });
      const read = await answer.text();
      return { status: answer.status, body: read === "" ? undefined : JSON.parse(read) };
    };
  const signed = (email: string | null) => (url: string, init?: RequestInit) =>
    signedFetch(credentialsOf(sandbox, email), {
      fetch: async (input, made) => product.fetch(new Request(input, made)),
      now: wallTime,
      nonce: () => newSecret(8),
    })(url, init);
  return {
    sandboxes,
    sandbox,
    get clock() {
      if (sandbox.clock instanceof ManualClock) return sandbox.clock;
      throw new Error("the clock runs by itself");
    },
    send: sender(signed(null)),
    as: (email) => sender(signed(email)),
    control: sender(async (url, init) => controlApp.fetch(new Request(url, init))),
    controlFetch: controlApp.fetch,
    close: () => sandboxes.close(),
  };
}
