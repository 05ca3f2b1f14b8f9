import { ControlClient } from "../api/control-client.js";
import type { Config } from "../config.js";
import { inProcessFetch } from "../http/in-process.js";
import type { AdminGate } from "../http/admin-gate.js";
import type { Logger } from "../log.js";
import type { Sandboxes } from "../sandbox/sandboxes.js";
import type { Fetch } from "../http/server.js";
import type { LoadedSpec } from "../spec/operation-table.js";
import type { SessionStrategy } from "./session.js";
import type { SharedSandboxes } from "./sessions/local.js";

/** The parts of an emulator that the dashboard uses. */
interface Under {
  config: Readonly<Config>;
  sandboxes: Sandboxes;
  spec: LoadedSpec;
  control: Fetch;
  product: Fetch;
  log: Logger;
  /** Compares admin tokens; null if the emulator has none. */
  gate: AdminGate | null;
  /** How requests find their session; by default as on a developer's machine. */
  sessions?: SessionStrategy | null;
  /** The other replicas; null if there is only this process. */
  replicas?: SharedSandboxes | null;
}

/** Loads the dashboard as a client of both planes of an emulator. */
export async function dashboardOver({
  config,
  sandboxes,
  spec,
  control,
  product,
  log,
  gate,
  sessions = null,
  replicas = null,
}: Under): Promise<Fetch> {
  const [{ createDashboardApp }, { localSessions }, { tokenSessions }] = await Promise.all([
    import("./app.js"),
    import("./sessions/local.js"),
    import("./sessions/token.js"),
  ]);
  const { adminToken } = config;
  const app = createDashboardApp({
    config,
    productSpec: spec,
    sessions:
      sessions ??
      (gate === null
        ? localSessions(sandboxes, replicas)
        : tokenSessions(sandboxes, { gate, config, replicas })),
    control: new ControlClient({
      url: `http://${LOCAL}`,
      adminToken,
      fetch: inProcessFetch(control),
    }),
    product: async (url, init) => product(new Request(url, init), {}),
    log,
  });
  return app.fetch;
}

/** The host in requests to the control plane. They do not use a socket. */
const LOCAL = "127.0.0.1";
