import { wallTime } from "../clock/clock.js";
import { newSecret } from "../ids.js";
import { signedFetch } from "../oauth1/sign.js";
import { directFetch } from "../text/direct-fetch.js";
import { advanceClock, type AdvanceStep } from "./advance.js";
import type { ControlClient } from "./control-client.js";
import { EmulatorError } from "./errors.js";
import { FaultHandle } from "./fault.js";
import type * as Api from "./types.js";
import { toWire } from "./wire.js";

/** A `fetch` that also takes paths of the product API: `fetch("/products")`. */
export type ProductFetch = (pathOrUrl: string, init?: RequestInit) => Promise<Response>;

/** The parts of a handle. */
export interface HandleParts {
  client: ControlClient;
  sandbox: Api.SandboxInfo;
  /** Called by `close()`. */
  onClose: () => Promise<void>;
}

/**
 * A running emulator, or one of its sandboxes: {@link startEmulator}, {@link connectEmulator} and
 * {@link EmulatorHandle.createSandbox} return the same kind of handle. Arguments are in camelCase; return values have
 * the field names of `emulator-openapi.yaml`.
 *
 * @example
 * ```ts
 * const emulator = await startEmulator({ seed: "empty", clock: "manual" });
 * const { products } = await (await emulator.fetch("/products")).json();
 * await emulator.advance("idle");
 * await emulator.close();
 * ```
 */
export class EmulatorHandle {
  /** The base URL of the product API, such as `http://127.0.0.1:41234`. */
  readonly url: string;
  /** The sandbox's name; `default` for the sandbox that every emulator starts with. */
  readonly name: string;
  /** The control plane as typed requests, for operations without a method here. */
  readonly control: ControlClient;
  readonly #onClose: () => Promise<void>;
  #accounts: Api.Account[];
  #closed: Promise<void> | null = null;

  /** @internal */
  constructor({ client, sandbox, onClose }: HandleParts) {
    this.url = client.url;
    this.name = sandbox.name;
    this.control = client;
    this.#onClose = onClose;
    this.#accounts = sandbox.accounts;
  }

  /** The sandbox's accounts with their credentials, in the order of the seed. */
  get accounts(): readonly Api.Account[] {
    return this.#accounts;
  }

  /** The credentials of the sandbox's first account. @throws EmulatorError if the sandbox has none */
  get credentials(): Api.Credentials {
    const first = this.#accounts[0];
    if (first) return first.credentials;
    throw new EmulatorError(`sandbox ${this.name} has no account`, null, "no-account");
  }

  /**
   * Sends a request to the product API, signed for the sandbox's first account.
   *
   * @example
   * ```ts
   * const response = await emulator.fetch("/products", {
   *   method: "POST",
   *   headers: { "content-type": "application/json" },
   *   body: JSON.stringify({ name: "my-product.me", release: "15.04-core", snaps: ["my-snap.me"] }),
   * });
   * const product = await response.json();
   * ```
   */
  readonly fetch: ProductFetch = (pathOrUrl, init) => this.#signed(() => this.credentials)(pathOrUrl, init);

  /**
   * Like {@link fetch}, for another account.
   *
   * @example
   * ```ts
   * const other = emulator.fetchAs("other@example.org");
   * const { status } = await other("/products");
   * ```
   */
  fetchAs(email: string): ProductFetch {
    return this.#signed(() => {
      const account = this.#accounts.find((one) => one.email === email);
      if (account) return account.credentials;
      const known = this.#accounts.map((one) => one.email).join(", ");
      throw new EmulatorError(
        `sandbox ${this.name} has no account ${email}; it has: ${known}`,
        null,
        "no-account",
      );
    });
  }

  /**
   * Creates a sandbox with its own state, clock, lab, faults and credentials. Its `close()` deletes it.
   *
   * @example
   * ```ts
   * const sandbox = await emulator.createSandbox({ seed: "empty", clock: "manual" });
   * const response = await sandbox.fetch("/products");
   * await sandbox.close();
   * ```
   */
  async createSandbox(options: Api.SandboxOptions = {}): Promise<EmulatorHandle> {
    const { name, seed, randomSeed, clock, speed, clockStart, lab, expiresInS } = options;
    const mode =
      clock ??
      (clockStart === undefined ? undefined : "manual") ??
      (speed === undefined ? undefined : "scaled");
    const sandbox = await this.control.send("POST /_emulator/sandboxes", {
      body: {
        ...(name === undefined ? {} : { name }),
        ...(seed === undefined ? {} : { seed }),
        ...(mode === undefined ? {} : { clock: { mode, ...toWire({ speed, start: timeText(clockStart) }) } }),
        ...toWire({ randomSeed, lab, expiresInS }),
      },
    });
    const onClose = async (): Promise<void> => {
      const path = { name: sandbox.name };
      await ignoring404(() => this.control.send("DELETE /_emulator/sandboxes/{name}", { path }));
    };
    return new EmulatorHandle({ client: this.control, sandbox, onClose });
  }

  /** The sandbox's current description. */
  async show(): Promise<Api.SandboxInfo> {
    return this.#adopt(
      await this.control.send("GET /_emulator/sandboxes/{name}", { path: { name: this.name } }),
    );
  }

  /**
   * Resets the sandbox to its seed, or to another, and clears faults and exchanges. Accounts that are also in the
   * seed keep their credentials.
   *
   * @example
   * ```ts
   * await emulator.reset();
   * await emulator.reset("empty");
   * ```
   */
  async reset(seed?: string | Api.SeedDocument): Promise<Api.SandboxInfo> {
    return this.#adopt(
      await this.control.send("POST /_emulator/reset", {
        query: this.#here,
        body: seed === undefined ? {} : { seed },
      }),
    );
  }

  /**
   * Replaces the sandbox's state with a seed, given by name or as an object. Later resets go back to this seed.
   *
   * @example
   * ```ts
   * await emulator.seed({
   *   accounts: [{ email: "me@example.com", password: "secret", products: [
   *     { name: "p.me", release: "15.04-core", snaps: ["s.me"], test_specs: [{ name: "smoke" }] },
   *   ] }],
   * });
   * ```
   */
  async seed(nameOrDocument: string | Api.SeedDocument): Promise<Api.SandboxInfo> {
    const body = typeof nameOrDocument === "string" ? { name: nameOrDocument } : { seed: nameOrDocument };
    return this.#adopt(await this.control.send("POST /_emulator/seed", { query: this.#here, body }));
  }

  /** The clock: its mode, time and speed. */
  clock(): Promise<Api.ClockState> {
    return this.control.send("GET /_emulator/clock", { query: this.#here });
  }

  /**
   * Changes the speed of a scaled clock, in milliseconds of sandbox time per millisecond of real time; 0 pauses it.
   *
   * @example
   * ```ts
   * await emulator.setSpeed(3600);
   * ```
   */
  setSpeed(speed: number): Promise<Api.ClockState> {
    return this.control.send("PUT /_emulator/clock", { query: this.#here, body: { speed } });
  }

  /**
   * Advances a manual clock: by a number of milliseconds, to the next event, or until only endless polls are left (by
   * `limitMs` at most). Resolves when everything that is due has happened.
   *
   * @example
   * ```ts
   * await emulator.advance(5_000);
   * await emulator.advance("next-event");
   * const { now } = await emulator.advance("idle");
   * ```
   */
  advance(
    step: number | "next-event" | "idle",
    options: { limitMs?: number } = {},
  ): Promise<Api.AdvanceReport> {
    const body: AdvanceStep =
      typeof step === "number"
        ? { by_ms: step }
        : step === "idle"
          ? { to: step, ...toWire({ limitMs: options.limitMs }) }
          : { to: step };
    return advanceClock(this.control, this.#here, body);
  }

  /**
   * The newest recorded exchanges that match the filter, at most `limit` (100), oldest first.
   *
   * @example
   * ```ts
   * const refused = await emulator.exchanges({ status: "4xx" });
   * console.log(refused.map(({ request, refusal }) => `${request.path}: ${refusal?.message}`));
   * ```
   */
  async exchanges(filter: Api.ExchangeFilter & { limit?: number } = {}): Promise<Api.Exchange[]> {
    const { exchanges } = await this.control.send("GET /_emulator/exchanges", {
      query: { ...this.#here, ...(filter as Record<string, string>) },
    });
    return exchanges;
  }

  /**
   * Waits until `count` (1) exchanges match the filter, and returns them. Earlier ones count too: pass `since` to
   * wait for new ones only.
   *
   * @throws EmulatorError 408, with a message that lists what came instead
   * @example
   * ```ts
   * const coming = emulator.waitForExchange({ operation: "listProducts", timeoutMs: 5_000 });
   * await emulator.fetch("/products");
   * const [exchange] = await coming;
   * console.log(exchange.response?.status);
   * ```
   */
  async waitForExchange(filter: Api.ExchangeWait = {}): Promise<[Api.Exchange, ...Api.Exchange[]]> {
    const { exchanges } = await this.control.send("POST /_emulator/exchanges/wait", {
      query: this.#here,
      body: toWire(filter),
    });
    return exchanges as [Api.Exchange, ...Api.Exchange[]];
  }

  /**
   * Adds a fault, or all faults of a ready-made set.
   *
   * @example
   * ```ts
   * const busy = await emulator.fault({
   *   match: { operation: "listProducts" },
   *   calls: { to: 2 },
   *   effect: { status: 503, retryAfterS: 1 },
   * });
   * await emulator.fetch("/products");
   * console.log(await busy.fired());
   * await busy.remove();
   * ```
   */
  async fault(rule: Api.FaultRule | Api.FaultSet): Promise<FaultHandle> {
    const { faults } = await this.control.send("POST /_emulator/faults", {
      query: this.#here,
      body: "set" in rule ? rule : toWire(rule),
    });
    return new FaultHandle(
      this.control,
      this.name,
      faults.map(({ id }) => id),
    );
  }

  /**
   * The sandbox's whole state as one document, which {@link load} accepts in this or another emulator.
   *
   * @example
   * ```ts
   * const before = await emulator.snapshot();
   * await emulator.fetch("/products", { method: "POST" });
   * await emulator.load(before);
   * ```
   */
  async snapshot(): Promise<Api.SnapshotDocument> {
    const path = { name: `api-${newSecret(8)}` };
    await this.control.send("POST /_emulator/snapshots", { query: this.#here, body: path });
    try {
      return await this.control.send("GET /_emulator/snapshots/{name}", { path });
    } finally {
      await this.control.send("DELETE /_emulator/snapshots/{name}", { path });
    }
  }

  /** Saves the sandbox's whole state in the emulator under a name. */
  save(name: string): Promise<Api.SnapshotInfo> {
    return this.control.send("POST /_emulator/snapshots", { query: this.#here, body: { name } });
  }

  /** Replaces the sandbox's state with a snapshot, given by name or as a document. */
  async load(nameOrDocument: string | Api.SnapshotDocument): Promise<Api.SandboxInfo> {
    const query = this.#here;
    return this.#adopt(
      typeof nameOrDocument === "string"
        ? await this.control.send("POST /_emulator/snapshots/{name}/load", {
            path: { name: nameOrDocument },
            query,
          })
        : await this.control.send("POST /_emulator/snapshot-imports", { query, body: nameOrDocument }),
    );
  }

  /** What happened to a Test Opportunity, and why it is in its state. */
  trace(opportunityId: string): Promise<Api.Trace> {
    return this.control.send("GET /_emulator/opportunities/{test_opportunity_id}/trace", {
      path: { test_opportunity_id: opportunityId },
      query: this.#here,
    });
  }

  /** The unfinished opportunities with reasons, and the devices' activities. */
  status(): Promise<Api.Status> {
    return this.control.send("GET /_emulator/status", { query: this.#here });
  }

  /**
   * Stops an emulator that was started, deletes a sandbox that was created, and leaves an emulator that was connected
   * to running. Leaves no open resource behind. A second call does nothing.
   */
  close(): Promise<void> {
    return (this.#closed ??= this.#onClose());
  }

  get #here(): { sandbox: string } {
    return { sandbox: this.name };
  }

  #adopt(sandbox: Api.SandboxInfo): Api.SandboxInfo {
    this.#accounts = sandbox.accounts;
    return sandbox;
  }

  #signed(credentials: () => Api.Credentials): ProductFetch {
    return async (pathOrUrl, init) => {
      const target = pathOrUrl.startsWith("/") ? this.url + pathOrUrl : pathOrUrl;
      const send = signedFetch(credentials(), {
        fetch: directFetch,
        now: wallTime,
        nonce: () => newSecret(8),
      });
      return send(target, init);
    };
  }
}

const timeText = (time: string | Date | undefined): string | undefined =>
  time instanceof Date ? time.toISOString() : time;

async function ignoring404(send: () => Promise<unknown>): Promise<void> {
  try {
    await send();
  } catch (error) {
    if (!(error instanceof EmulatorError && error.status === 404)) throw error;
  }
}
