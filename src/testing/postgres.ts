import { execFile, spawn, type ChildProcess } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process, { env } from "node:process";
import { promisify } from "node:util";
import { atFileEnd } from "./file-end.js";

/** Where Debian installs its versions. */
const DEBIAN = "/usr/lib/postgresql";

/** The folder with the programs of the newest PostgreSQL; null where none is installed. */
function programs(): string | null {
  const versions = existsSync(DEBIAN)
    ? readdirSync(DEBIAN)
        .map(Number)
        .sort((a, b) => b - a)
    : [];
  const folder = versions.map((version) => join(DEBIAN, String(version), "bin"));
  return folder.find((one) => existsSync(join(one, "initdb"))) ?? null;
}

/** PostgreSQL refuses to run as root. */
function account(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const line = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .find((one) => one.startsWith("postgres:"));
  const [, , uid, gid] = line?.split(":") ?? [];
  return { uid: Number(uid), gid: Number(gid) };
}

let isTold = false;

/**
 * Why tests with PostgreSQL cannot run here, which is also told once; undefined where they can. They are never left out
 * where CI is set.
 */
export function missingPostgres(): string | undefined {
  if (programs() !== null || env["CI"] !== undefined) return undefined;
  const why = `PostgreSQL is not installed in ${DEBIAN}`;
  if (!isTold) process.stderr.write(`Tests with PostgreSQL are skipped: ${why}\n`);
  isTold = true;
  return why;
}

/** Options of {@link startPostgres}. */
export interface PostgresOptions {
  /** Whether commits are flushed to the disk. Default: no, because no test cuts the power. */
  durable?: boolean;
  /** Settings, such as `max_connections=20`. */
  settings?: readonly string[];
}

/** A PostgreSQL server in a temporary folder. */
export class TestPostgres {
  #child: ChildProcess | null = null;
  #databases = 0;

  private constructor(
    readonly folder: string,
    readonly port: number,
    private readonly options: PostgresOptions,
  ) {}

  /** Makes one and starts it; it ends with the test file. */
  static async start(options: PostgresOptions = {}): Promise<TestPostgres> {
    const own = account();
    // Not below the folder of the run, which only this user may enter.
    const folder = mkdtempSync(join(own.uid === undefined ? tmpdir() : "/tmp", "spi-postgres-"));
    const server = new TestPostgres(join(folder, "data"), await freePort(), options);
    atFileEnd(async () => {
      await server.stop("SIGQUIT");
      rmSync(folder, { recursive: true, force: true });
    });
    if (own.uid !== undefined) chownSync(folder, own.uid, own.gid!);
    const args = ["-D", server.folder, "-U", "spi", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"];
    await promisify(execFile)(join(programs()!, "initdb"), args, { cwd: "/", ...own });
    await server.start();
    return server;
  }

  get pid(): number {
    return this.#child!.pid!;
  }

  /** Starts it again after {@link stop}. */
  async start(): Promise<void> {
    const { durable = false, settings = [] } = this.options;
    const all = [
      ...[
        "listen_addresses=127.0.0.1",
        `port=${this.port}`,
        "unix_socket_directories=",
        "max_connections=60",
      ],
      ...[`fsync=${durable ? "on" : "off"}`, "shared_buffers=32MB", "logging_collector=off", ...settings],
    ];
    const args = ["-D", this.folder, ...all.flatMap((one) => ["-c", one])];
    const child = spawn(join(programs()!, "postgres"), args, { cwd: "/", stdio: "ignore", ...account() });
    this.#child = child;
    const ended = new Promise<never>((_, reject) =>
      child.once("exit", (code) => reject(new Error(`postgres ended with ${String(code)}`))),
    );
    ended.catch(() => undefined);
    for (;;) {
      const ready = promisify(execFile)(join(programs()!, "pg_isready"), [
        "-h",
        "127.0.0.1",
        "-p",
        String(this.port),
      ]);
      if (
        await Promise.race([
          ready.then(
            () => true,
            () => false,
          ),
          ended,
        ])
      )
        return;
    }
  }

  /** SIGINT ends its connections, SIGQUIT ends it as a crash does. */
  async stop(signal: "SIGINT" | "SIGQUIT" = "SIGINT"): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill(signal);
    await ended;
  }

  /** The address of a new, empty database. `tablespace`: a folder, which will be the server's, for its tables. */
  async newDatabase({ tablespace }: { tablespace?: string } = {}): Promise<string> {
    const name = `test_${(this.#databases += 1)}`;
    if (tablespace !== undefined) {
      const { uid, gid } = account();
      if (uid !== undefined) chownSync(tablespace, uid, gid!);
      await this.execute("postgres", `create tablespace ${name} location '${tablespace}'`);
    }
    await this.execute(
      "postgres",
      `create database ${name}${tablespace === undefined ? "" : ` tablespace ${name}`}`,
    );
    return `postgres://spi@127.0.0.1:${this.port}/${name}`;
  }

  /** Executes a statement as the superuser; returns the first column of its rows. */
  async execute(database: string, statement: string): Promise<string[]> {
    const args = [
      "-h",
      "127.0.0.1",
      "-p",
      String(this.port),
      "-U",
      "spi",
      "-d",
      database,
      "-XAtqc",
      statement,
    ];
    const { stdout } = await promisify(execFile)("psql", ["-v", "ON_ERROR_STOP=1", ...args]);
    return stdout.split("\n").filter((line) => line !== "");
  }
}

/** Ports below those that systems give to programs that ask for any: no other test gets one between its choice and its use. */
const PORTS = { first: 20_000, count: 10_000 };
/** The first that a process tries is this far from that of the process before it. */
const APART = 13;

async function freePort(): Promise<number> {
  for (let tried = process.pid * APART; ; tried += 1) {
    const port = PORTS.first + (tried % PORTS.count);
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer().once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => void server.close(() => resolve(true)));
  });
}
