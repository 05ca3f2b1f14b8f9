import { execFileSync, spawn } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import process from "node:process";
import { atExit } from "./clean-up.js";
import { pause } from "./part.js";

/** Where Debian installs its versions. */
const DEBIAN = "/usr/lib/postgresql";

/** A PostgreSQL server of this run. */
export interface Postgres {
  address: string;
  /** Ends it, and removes its files. */
  stop: () => void;
}

/** The folder of the newest installed PostgreSQL; null if there is none. */
export function postgresPrograms(): string | null {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).map(Number) : [];
  const newest = versions.sort((a, b) => b - a).map((version) => join(DEBIAN, String(version), "bin"));
  return newest.find((folder) => existsSync(join(folder, "initdb"))) ?? null;
}

/** Starts a server in a new folder, with commits that are flushed to the disk. */
export async function startPostgres(programs: string): Promise<Postgres> {
  const folder = mkdtempSync("/tmp/spi-torture-pg-");
  const remove = atExit(() => rmSync(folder, { recursive: true, force: true }));
  const own = account();
  if (own.uid !== undefined) chownSync(folder, own.uid, own.gid!);
  const data = join(folder, "data");
  const init = ["-D", data, "-U", "spi", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"];
  execFileSync(join(programs, "initdb"), init, { cwd: "/", stdio: "ignore", ...own });
  const port = await freePort();
  const settings = [
    ...["listen_addresses=127.0.0.1", `port=${port}`, "unix_socket_directories=", "max_connections=60"],
    "shared_buffers=128MB",
  ];
  const args = ["-D", data, ...settings.flatMap((one) => ["-c", one])];
  const child = spawn(join(programs, "postgres"), args, { cwd: "/", stdio: "ignore", ...own });
  const kill = atExit(() => child.kill("SIGQUIT"));
  for (;;) {
    try {
      execFileSync(join(programs, "pg_isready"), ["-h", "127.0.0.1", "-p", String(port)], {
        stdio: "ignore",
      });
      break;
    } catch {
      if (child.exitCode !== null) throw new Error(`postgres ended with ${child.exitCode}`);
      await pause(100);
    }
  }
  return {
    address: `postgres://spi@127.0.0.1:${port}/postgres`,
    stop: () => {
      kill();
      remove();
    },
  };
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

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
