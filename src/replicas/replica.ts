import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { machineWall, monotonic, wallPause } from "../clock/clock.js";
import type { Config } from "../config.js";
import { sandboxShape } from "../control/shape.js";
import type { ReplicaView } from "../control/control.js";
import type { HostRule } from "../http/host-check.js";
import { sharedWorth } from "../http/session-cookie.js";
import { publicPath } from "../text/public-path.js";
import type { Logger } from "../log.js";
import { type Database, openDatabase } from "../postgres/database.js";
import { GroupWriter } from "../postgres/group-writer.js";
import { listSandboxes, noteSummary, sandboxNames } from "../postgres/ownership.js";
import { replicaSecret } from "../postgres/replica-rows.js";
import { StoreError } from "../persistence/store.js";
import { prepareSchema } from "../postgres/schema.js";
import type { Sandbox } from "../sandbox/sandbox.js";
import { DEFAULT_SANDBOX } from "../sandbox/registry.js";
import { type NewSandbox, SandboxError, type Sandboxes } from "../sandbox/sandboxes.js";
import type { Snapshots } from "../sandbox/snapshots.js";
import type { LoadedSpec } from "../spec/operation-table.js";
import type { Credentials } from "../oauth1/sign.js";
import { factsIn, shapeIn } from "./facts.js";
import { Forwarder } from "./forward.js";
import { DatabaseHome } from "./home.js";
import { ask, askToOpen, internalRequests } from "./internal.js";
import { KnownKeys } from "./known-keys.js";
import { Leaving, summaryOf } from "./leaving.js";
import { listAll } from "./list-all.js";
import { LEASE_MS, Membership } from "./membership.js";
import { OwnWork } from "./own-work.js";
import { leastWork, Places } from "./places.js";
import { routed } from "./router.js";
import { databaseSnapshots } from "./snapshots.js";
import { type RestTimes, Sweeper } from "./sweeper.js";
import { Uses } from "./uses.js";

/** Pause between two looks at what others, or the database, have to do, in milliseconds. */
const PAUSE_MS = 50;

/** The facts of the default sandbox for the start. */
interface MainFacts {
  accounts: { email: string; credentials: Credentials }[];
  sandbox: { seed: string; randomSeed: string };
}

/** What is there before the sandboxes are. */
export interface ReplicaBasis {
  config: Readonly<Config>;
  log: Logger;
  /** Default: ten minutes, looked at twice a minute. */
  rest?: RestTimes | undefined;
}

/** One of several processes that serve the sandboxes of one database. */
export class Replica {
  readonly home: DatabaseHome;
  readonly snapshots: Snapshots;
  readonly #uses = new Uses();
  readonly #forwarder = new Forwarder();
  readonly #work = new OwnWork();
  readonly #membership: Membership;
  readonly #keys: KnownKeys;
  #sandboxes: Sandboxes | null = null;
  #places: Places | null = null;
  #url: string | null = null;
  #leaving: Leaving | null = null;
  /** What the default sandbox is made of. */
  #main: (NewSandbox & { name: string }) | null = null;
  #sweeper: Sweeper | null = null;
  #draining = false;
  #disarmStop = (): void => undefined;

  private constructor(
    private readonly database: Database,
    private readonly leases: Database,
    private readonly secret: string,
    private readonly basis: ReplicaBasis,
  ) {
    const { log } = basis;
    const writer = new GroupWriter(database);
    const me = (): string => this.#membership.id;
    this.home = new DatabaseHome({
      database,
      writer,
      log,
      me,
      isHeld: () => this.#membership.isHeld,
      askToOpen: async (url, name) => {
        // One that does not answer may be making it.
        await askToOpen(url, this.secret, name).catch(() => undefined);
      },
      onMoved: (name, epoch) => this.#leaving?.moved(name, epoch),
    });
    this.snapshots = databaseSnapshots(database);
    this.#keys = new KnownKeys(database);
    this.#membership = new Membership({
      ...{ database: leases, log },
      facts: () => this.#facts(),
      onGone: async () => this.#leaving?.dropAll(),
      onRenewed: () => this.#renewed(),
    });
  }

  /** Connects to the database of `--store` and takes a lease. @throws StoreError */
  static async begin(address: string, basis: ReplicaBasis): Promise<Replica> {
    const database = await openDatabase(address);
    try {
      await prepareSchema(database);
      const leases = await openDatabase(address, { connections: 1, statementMs: 1500 });
      const replica = new Replica(database, leases, await replicaSecret(database), basis);
      await replica.#membership.begin();
      return replica;
    } catch (error) {
      await database.close();
      throw error;
    }
  }

  /** A secret that all replicas share, for cookies. */
  get sharedSecret(): string {
    return this.secret;
  }

  /** Serves these sandboxes from now on. */
  async serve(sandboxes: Sandboxes): Promise<void> {
    this.#sandboxes = sandboxes;
    await sandboxes.addStandIn();
    const { log, rest } = this.basis;
    const common = { database: this.database, sandboxes, home: this.home, membership: this.#membership, log };
    this.#places = new Places({ ...common, isDraining: () => this.#draining });
    this.#leaving = new Leaving({ ...common, uses: this.#uses, secret: this.secret });
    this.#sweeper = new Sweeper({
      ...{ database: this.database, sandboxes, uses: this.#uses, leaving: this.#leaving, log },
      me: () => this.#membership.id,
      find: (name) => this.find(name),
      times: rest,
    });
    this.#sweeper.start();
  }

  /** Finds the default sandbox, or makes it. True if it was found, though its maker may not have finished it. */
  async openMain(wish: NewSandbox & { name: string }): Promise<boolean> {
    this.#main = wish;
    for (;;) {
      if (await this.find(wish.name)) return true;
      try {
        await this.noteMade(await this.#sandboxes!.create(wish));
        return false;
      } catch (error) {
        // Another replica made it at the same time.
        if (!(error instanceof SandboxError)) throw error;
      }
    }
  }

  /** The facts of the default sandbox, wherever it is. */
  async main(): Promise<MainFacts> {
    for (;;) {
      const all = await listSandboxes(this.database, DEFAULT_SANDBOX);
      const text = all[0]?.summary ?? null;
      if (text !== null) {
        const summary = shapeIn(text, DEFAULT_SANDBOX);
        if (summary === null)
          throw new StoreError(
            "the facts of the default sandbox in the database are damaged (sandboxes.summary)",
          );
        const { accounts, seed, random_seed: randomSeed } = summary;
        return { accounts, sandbox: { seed, randomSeed } };
      }
      // Its maker has not finished, or ended before it noted them: then another one opens or makes it, and notes them.
      await this.openMain(this.#main!);
      const here = this.#sandboxes!.registry.get(DEFAULT_SANDBOX);
      if (here !== undefined) await this.noteMade(here);
      await wallPause(PAUSE_MS);
    }
  }

  /** Opens a sandbox here unless another replica has it. False if there is none of this name. @throws StoreError */
  async find(name: string): Promise<boolean> {
    return (await this.#places!.find(name)).kind !== "none";
  }

  /** Notes a new sandbox for the lists of others. */
  async noteMade(sandbox: Sandbox): Promise<void> {
    const epoch = this.home.epochOf(sandbox.name);
    if (epoch === undefined) return;
    await noteSummary(this.database, { name: sandbox.name, epoch, summary: summaryOf(sandbox) });
  }

  /** Tells the others where this replica listens. */
  async listens(url: string): Promise<void> {
    this.#url = url;
    await this.#membership.renew();
  }

  /** Wraps the listener of this process, so that each request reaches the replica that has its sandbox. */
  wrapOf({ operations }: LoadedSpec, hostRule: HostRule): (own: RequestListener) => RequestListener {
    const { auth, publicUrl, adminToken, trustProxy } = this.basis.config;
    const open = operations.filter(({ security }) => security === "none" || auth === "none");
    return routed({
      registry: this.#sandboxes!.registry,
      ...{ uses: this.#uses, forwarder: this.#forwarder, log: this.basis.log, secret: this.secret },
      trustProxy,
      rules: {
        prefix: publicPath(publicUrl),
        ...{ isUnsigned: auth === "none", adminToken, session: sharedWorth(this.secret, adminToken) },
        unsigned: new Set(open.map(({ path }) => path)),
      },
      hostRule,
      isHeld: () => this.#membership.isHeld,
      isDraining: () => this.#draining,
      find: (name) => this.#places!.find(name),
      sandboxOfKey: (key) => this.#keys.sandboxOf(key),
      forget: (route) => this.#keys.forget(route),
      placeOfNew: () => this.#placeOfNew(),
      self: () => ({ owner: this.#membership.id, url: this.#url! }),
      internal: (incoming, outgoing) => this.#internal(incoming, outgoing),
    });
  }

  /** Sandboxes with where each lives, the oldest first. */
  async names(most: number): Promise<{ name: string; replica: string | null }[]> {
    const rows = await sandboxNames(this.database, most);
    return rows.map(({ name, owner }) => ({
      ...{ name, replica: owner === null ? null : (this.#membership.replica(owner)?.url ?? null) },
    }));
  }

  /** What the control plane shows of all replicas. */
  readonly view: ReplicaView = {
    sandboxes: () =>
      listAll({
        ...{ database: this.database, registry: this.#sandboxes!.registry, secret: this.secret },
        membership: this.#membership,
      }),
    replicas: () =>
      this.#membership.replicas
        .filter(({ isAlive }) => isAlive)
        .map(({ id, url, draining, facts, started_at }) => ({
          ...{ url, draining, started_at: started_at.toISOString() },
          sandboxes: factsIn(facts).sandboxes,
          is_this: id === this.#membership.id,
        })),
    made: (sandbox) => this.noteMade(sandbox),
  };

  /** Why this replica should get no requests; null if it should. */
  trouble(): string | null {
    if (this.#draining) return "this replica hands its sandboxes over and stops";
    return this.#membership.isHeld ? null : "the database does not answer, so this replica has no lease";
  }

  /**
   * Takes no more sandboxes, and hands those that are open over to the others. Requests for them are passed on. Where the
   * database does not take them in time, it is given up.
   */
  async drain(): Promise<void> {
    this.#draining = true;
    this.#sweeper?.stop();
    this.#watchStop(monotonic() + LEASE_MS);
    await this.#membership.renew();
    await this.#leaving!.handAllOver().finally(() => this.#tellOthers());
  }

  /** Gives the database up when there is no lease after a time in which one could be renewed, or nothing goes any more. */
  #watchStop(from: number): void {
    const hasLease = this.#membership.isHeld || monotonic() < from;
    if (hasLease && !this.#leaving!.isHopeless) {
      this.#disarmStop = machineWall().setTimeout(() => this.#watchStop(from), PAUSE_MS);
      return;
    }
    this.basis.log.warn({}, "the database does not answer: this replica stops without handing over");
    this.#leaving!.giveUp();
    this.leases.abandon();
    this.database.abandon();
  }

  /** From now on nobody keeps a connection to this replica, so that none is closed while a request comes in on it. */
  async #tellOthers(): Promise<void> {
    const others = this.#membership.replicas.filter(
      ({ id, url, isAlive }) => isAlive && url !== null && id !== this.#membership.id,
    );
    const path = `leaves?url=${encodeURIComponent(this.#url!)}`;
    await Promise.all(others.map(({ url }) => ask(url!, this.secret, path, "POST").catch(() => undefined)));
  }

  /** Leaves the others. */
  async close(): Promise<void> {
    this.#sweeper?.stop();
    this.#disarmStop();
    this.#forwarder.close();
    await this.#membership.end().catch(() => undefined);
    await this.leases.close();
    await this.database.close();
  }

  #facts() {
    const sandboxes = this.#sandboxes?.registry.all().length ?? 0;
    const work = this.#work.measure(sandboxes);
    return { url: this.#url, draining: this.#draining, work, facts: JSON.stringify({ sandboxes }) };
  }

  #placeOfNew(): { owner: string; url: string } | null {
    const least = leastWork(this.#membership, { others: this.#draining });
    if (least === null || least.id === this.#membership.id) return null;
    this.#membership.noteWork(least.id);
    return { owner: least.id, url: least.url };
  }

  #internal(incoming: IncomingMessage, outgoing: ServerResponse): void {
    internalRequests(incoming, outgoing, {
      sandboxes: () => this.#shapes(),
      open: (name) => this.find(name),
      leaves: (url) => this.#forwarder.closeIdle(url),
    });
  }

  /** The sandboxes that are open here, each as it is when it is asked for. */
  *#shapes(): Generator<unknown, void> {
    const { registry } = this.#sandboxes!;
    for (const sandbox of registry.all())
      if (registry.get(sandbox.name) === sandbox) yield sandboxShape(sandbox);
  }

  /** After each renewal: waiting commits are tried again, and nobody waits for a replica that is silent. */
  #renewed(): void {
    for (const sandbox of this.#sandboxes?.registry.all() ?? [])
      if (!sandbox.isDurable) sandbox.flushed().catch(() => undefined);
    for (const owner of this.#forwarder.waitedFor)
      if (this.#membership.replica(owner)?.isAlive !== true) this.#forwarder.giveUp(owner);
  }
}
