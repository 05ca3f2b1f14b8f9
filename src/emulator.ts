import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { loadProfiles } from "../devices/load-profiles.js";
import { type Config, ConfigError } from "./config.js";
import type { Controlled } from "./control/control.js";
import { MOST_FILES, type WrittenAccount, writeCredentials } from "./credentials-files.js";
import { dashboardOver } from "./dashboard/load.js";
import type { SessionStrategy } from "./dashboard/session.js";
import { checkDemoHost } from "./demo-host/check-settings.js";
import type { DemoHostOptions } from "./demo-host/demo-host.js";
import type { ClockSettings } from "./domain/records.js";
import { AdminGate, SHORTEST_ADMIN_TOKEN } from "./http/admin-gate.js";
import { admission } from "./http/admission.js";
import { createApp } from "./http/app.js";
import { corsOrigins, withCors } from "./http/cors.js";
import { inProcessFetch } from "./http/in-process.js";
import { machineKitHost } from "./kit-host.js";
import { type Logger, silentLog } from "./log.js";
import { isLoopback } from "./text/loopback.js";
import type { Credentials } from "./oauth1/sign.js";
import { handlers } from "./operations/index.js";
import { packageFile } from "./package-files.js";
import { credentialsOf } from "./sandbox/credentials.js";
import { expectAccounts, LabProfiles } from "./sandbox/lab-profiles.js";
import { randomPasswords } from "./sandbox/random-passwords.js";
import { DEFAULT_SANDBOX } from "./sandbox/registry.js";
import { ORDINARY_TERMS, type SandboxTerms } from "./sandbox/terms.js";
import type { Replica } from "./replicas/replica.js";
import type { RestTimes } from "./replicas/sweeper.js";
import type { Sandbox } from "./sandbox/sandbox.js";
import { Sandboxes } from "./sandbox/sandboxes.js";
import { folderSnapshots, memorySnapshots } from "./sandbox/snapshots.js";
import { removeUnfinishedSnapshots } from "./sandbox/unfinished-snapshots.js";
import { type ForeignExchange, showForeignExchange } from "./http/foreign-exchange.js";
import { ownSiteOnly } from "./http/foreign-site.js";
import { lazily, frontRouter } from "./http/front-router.js";
import { BodyRoom } from "./http/body-room.js";
import { CONTROL_BODIES, withBodyRoom } from "./http/give-room.js";
import { hostCheck, hostRule } from "./http/host-check.js";
import { plainListener } from "./http/plain-listener.js";
import { newFigures } from "./http/process-figures.js";
import { type Fetch, listen } from "./http/server.js";
import { LiveLabs, liveSettings, type LiveSettings } from "./watch/live-settings.js";
import { tlsOf } from "./tls.js";
import { singleTenant, type Tenancy } from "./http/tenancy.js";
import { loadControlSpec, loadSpec } from "./spec/load-spec.js";
import { lockDataDir } from "./persistence/state-lock.js";

/** A running emulator. */
export interface Emulator {
  /** Its URL, such as `http://127.0.0.1:7740`. */
  url: string;
  /** The file with the self-signed certificate that clients must trust; null if there is none. */
  certificateFile: string | null;
  /** Credentials of the sandbox's first account. */
  credentials: Credentials;
  /** The ini files of the first {@link MOST_FILES} accounts. */
  credentialsFiles: string[];
  /** Number of accounts that have no ini file. */
  withoutFile: number;
  /** The virtual devices, by agent id. */
  devices: string[];
  /** The initial state of the sandbox; `restored` if an earlier run's state was found. */
  sandbox: { seed: string; randomSeed: string; restored: boolean; hasRandomPasswords: boolean };
  /** What can change without a restart. */
  live: LiveSettings;
  /** Handles requests of the product API, for callers that listen on another address too. */
  productFetch: Fetch;
  /** Shows an exchange of a client with another service among those of this emulator's sandbox. */
  showExchange: (exchange: ForeignExchange) => void;
  /** Stops the lab and the server, flushes the state and leaves no handle open. */
  close(): Promise<void>;
}

/** What is missing before clients can use the emulator; null when it is ready. */
interface Readiness {
  missing: string | null;
}

/**
 * Starts an emulator. `rest`: when a replica puts away what nobody uses. @throws ConfigError, DocumentError, ProfileError, SpecError, StoreError, ListenError
 */
export async function runEmulator(
  config: Readonly<Config>,
  log: Logger = silentLog,
  rest?: RestTimes,
): Promise<Emulator> {
  checkAdminToken(config);
  const closing: (() => void | Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    const step = closing.pop();
    if (step === undefined) return;
    try {
      await step();
    } finally {
      // Also where a state could not be written: what others wait for is given back.
      await close();
    }
  };
  try {
    const spec = await loadSpec(config.spec);
    const profiles = loadProfiles(config.devices ?? packageFile("devices", "profiles"));
    if (config.demoHost) checkDemoHost(config, profiles);
    checkReplica(config);
    const folder = await openFolder(config, closing);
    const snapshotFolder = join(folder, "snapshots");
    if (!config.inMemory) await removeUnfinishedSnapshots(snapshotFolder);
    // The passwords of the packaged seeds are public, and a log-in is enough to have a kit run commands.
    const runsKit = config.lab && profiles.some(({ kit }) => kit !== null);
    const terms = runsKit ? { ...ORDINARY_TERMS, ...randomPasswords() } : ORDINARY_TERMS;
    const replica = await replicaOf(config, log, rest);
    if (replica !== null) closing.push(() => replica.close());
    const isKept = !config.inMemory && replica === null;
    const inUse = new LabProfiles(profiles);
    const sandboxes = new Sandboxes({
      ...{ folder: isKept ? folder : null, home: replica?.home, log, terms, profiles: inUse },
    });
    closing.push(() => sandboxes.close());
    await replica?.serve(sandboxes);
    const gate = config.adminToken === null ? null : new AdminGate(config.adminToken, config.trustProxy);
    const figures = newFigures();
    closing.push(() => figures.loop.stop());
    const readiness: Readiness = { missing: "starting: the lab is not up yet" };
    const failed =
      (plane: string) =>
      (error: unknown): void =>
        log.error({ error: String(error) }, `${plane} cannot be loaded; the next request tries again`);
    const control = lazily(
      "the control plane",
      () =>
        controlPlane({
          config,
          sandboxes,
          productSpec: spec,
          snapshots:
            replica?.snapshots ?? (config.inMemory ? memorySnapshots() : folderSnapshots(snapshotFolder)),
          gate,
          notReady: () => readiness.missing ?? replica?.trouble() ?? sandboxes.trouble(),
          replicas: replica?.view ?? null,
          figures,
          log,
        }),
      failed("the control plane"),
    );
    const { tenancy, sessions } = await tenancyOf({ config, sandboxes, control, log }, terms);
    closing.push(() => tenancy.close());
    const restored = await openMain(sandboxes, config, tenancy, replica);
    const { auth, oauthClock, publicUrl, host, port } = config;
    const tls = await tlsOf(config, folder);
    const origins = corsOrigins(config.cors);
    const { registry } = sandboxes;
    const mainHere = registry.get(DEFAULT_SANDBOX);
    // With replicas it may be an earlier one, of other devices.
    if (mainHere?.settings.lab) expectAccounts(profiles, DEFAULT_SANDBOX, mainHere.state.accounts());
    const product = createApp({
      ...{ spec, handlers, registry, tenancy, log, auth, oauthClock, publicUrl },
      counts: figures.product,
    });
    const dashboard = lazily(
      "the dashboard",
      () =>
        dashboardOver({
          ...{ config, sandboxes, spec, control, product: product.fetch, log, gate, sessions },
          replicas: replica,
        }),
      failed("the dashboard"),
    );
    const fromPages: Fetch =
      auth === "none" ? ownSiteOnly({ publicUrl, origins }, product.fetch) : product.fetch;
    const admitted = admission(fromPages, {
      figures: figures.admission,
      trustProxy: config.trustProxy,
    });
    const bodyRoom = new BodyRoom(CONTROL_BODIES);
    const planes = frontRouter(
      {
        product: withCors(origins, admitted.fetch),
        control: withBodyRoom(control, config.trustProxy, bodyRoom),
        dashboard: withBodyRoom(dashboard, config.trustProxy, bodyRoom),
      },
      publicUrl,
    );
    const { bounds } = tenancy;
    // What goes through Hono on its way to the product API needs answers that it can add to.
    const adapt = origins.length === 0 ? plainListener : undefined;
    const rule = hostRule(config);
    const guarded = tenancy.front(hostCheck(rule, planes));
    const server = await listen(guarded, {
      host,
      port,
      bounds,
      trustProxy: config.trustProxy,
      tls,
      adapt,
      onConnection: () => {
        admitted.connected();
        tenancy.connected();
      },
      wrap: replica?.wrapOf(spec, rule),
    });
    closing.push(() => server.close());
    // Before the server closes, because closing waits for every current answer.
    closing.push(() => sandboxes.endWaits());
    const fetch = inProcessFetch(product.fetch);
    const lab = { url: server.url, fetch, kitHost: machineKitHost(), log };
    closing.push(() => sandboxes.stopLabs());
    const labs = new LiveLabs(sandboxes, inUse, lab, (next) => {
      if (config.demoHost) checkDemoHost(config, next);
      if (!runsKit && next.some(({ kit }) => kit !== null))
        throw new ConfigError("a device has a kit, and none had one at the start; the next start takes it");
    });
    labs.start();
    if (replica !== null) {
      // First, while requests can still be passed on.
      closing.push(() => replica.drain());
      await replica.listens(config.replicaUrl ?? server.url);
    }
    readiness.missing = null;
    const main = (await replica?.main()) ?? mainOf(registry.main, runsKit);
    return {
      url: server.url,
      certificateFile: tls?.certificateFile ?? null,
      credentials: main.accounts[0]!.credentials,
      credentialsFiles: writeCredentials(folder, main.accounts, log),
      withoutFile: Math.max(0, main.accounts.length - MOST_FILES),
      devices:
        registry
          .get(DEFAULT_SANDBOX)
          ?.lab?.devices()
          .map((device) => device.agent_id) ?? [],
      sandbox: { ...main.sandbox, restored, hasRandomPasswords: runsKit },
      live: liveSettings(sandboxes, labs),
      productFetch: product.fetch,
      showExchange: (exchange) => showForeignExchange(registry.main, exchange),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The facts of the default sandbox for the start. */
interface MainFacts {
  accounts: WrittenAccount[];
  sandbox: { seed: string; randomSeed: string };
}

/** `withPassword`: it is told too, because nobody can know it otherwise. */
function mainOf(sandbox: Sandbox, withPassword: boolean): MainFacts {
  const { seed, random_seed: randomSeed } = sandbox.settings;
  const accounts = sandbox.state.accounts().map(({ email, password }) => ({
    ...{ email, credentials: credentialsOf(sandbox, email) },
    ...(withPassword && { password }),
  }));
  return { accounts, sandbox: { seed, randomSeed } };
}

/** This process as one of several replicas, with `--store`; null without. */
async function replicaOf(config: Readonly<Config>, log: Logger, rest?: RestTimes): Promise<Replica | null> {
  if (config.store === null) return null;
  const { Replica: Loaded } = await import("./replicas/replica.js");
  return Loaded.begin(config.store, { config, log, rest });
}

/** The control plane, created at its first request, so that clients of the product API never wait for it. */
async function controlPlane(controlled: Omit<Controlled, "controlSpec">): Promise<Fetch> {
  const [{ createControlApp }, controlSpec] = await Promise.all([
    import("./control/app.js"),
    loadControlSpec(),
  ]);
  return createControlApp({ ...controlled, controlSpec }).fetch;
}

/** The tenancy and the dashboard's sessions; null for the ordinary emulator of one developer. */
async function tenancyOf(
  options: DemoHostOptions,
  terms: SandboxTerms,
): Promise<{ tenancy: Tenancy; sessions: SessionStrategy | null }> {
  const { config, sandboxes } = options;
  if (!config.demoHost)
    return { tenancy: singleTenant(sandboxes.registry, { ...config, terms }), sessions: null };
  const { DemoHost } = await import("./demo-host/demo-host.js");
  const demo = new DemoHost(options);
  return { tenancy: demo, sessions: demo };
}

/** Finds the default sandbox of an earlier run, or creates it. True if it was found. */
async function openMain(
  sandboxes: Sandboxes,
  { clock: mode, clockStart, speed, randomSeed }: Readonly<Config>,
  { main: { seed, lab, terms } }: Tenancy,
  replica: Replica | null,
): Promise<boolean> {
  const clock: ClockSettings = mode === "manual" ? { mode, start: clockStart } : { mode: "scaled", speed };
  const wish = { name: DEFAULT_SANDBOX, seed, randomSeed, clock, lab, terms };
  if (replica !== null) return replica.openMain(wish);
  await sandboxes.openAll({ [DEFAULT_SANDBOX]: { settings: { clock, lab }, terms } });
  if (sandboxes.registry.get(DEFAULT_SANDBOX)) return true;
  await sandboxes.create(wish);
  return false;
}

/** The folder for state and credentials, locked; with `--in-memory` a temporary one. */
async function openFolder(
  { inMemory, dataDir }: Config,
  closing: (() => void | Promise<void>)[],
): Promise<string> {
  if (inMemory) {
    const folder = temporaryFolder();
    closing.push(() => rmSync(folder, { recursive: true, force: true }));
    return folder;
  }
  const folder = resolve(dataDir);
  const lock = await lockDataDir(folder);
  closing.push(() => lock.release());
  return folder;
}

/** @throws ConfigError */
function temporaryFolder(): string {
  try {
    return mkdtempSync(join(tmpdir(), "spi-emulator-"));
  } catch (error) {
    throw new ConfigError(
      `no folder can be made in ${tmpdir()}, the folder for temporary files (TMPDIR): ${(error as Error).message}`,
    );
  }
}

/** @throws ConfigError if settings of replicas do not fit the others */
function checkReplica({ store, replicaUrl, inMemory, demoHost }: Readonly<Config>): void {
  if (store === null) {
    if (replicaUrl !== null) throw new ConfigError("--replica-url: accepted: only with --store");
    return;
  }
  if (inMemory) throw new ConfigError("--store: accepted: only without --in-memory");
  if (demoHost)
    throw new ConfigError(
      "--store: accepted: only without --demo-host, whose visitors' sandboxes are in memory",
    );
}

/** @throws ConfigError if other machines can reach the control plane without a token, or with a guessable one */
function checkAdminToken({ host, adminToken }: Readonly<Config>): void {
  if (isLoopback(host)) return;
  if (adminToken === null)
    throw new ConfigError(
      `other machines can reach --host ${host}, so the control plane needs --admin-token TEXT (SPI_EMULATOR_ADMIN_TOKEN)`,
    );
  if (adminToken.length < SHORTEST_ADMIN_TOKEN)
    throw new ConfigError(
      `--admin-token: got a token of ${adminToken.length} characters; accepted on --host ${host}, which other machines can reach: ${SHORTEST_ADMIN_TOKEN} characters or more`,
    );
}
