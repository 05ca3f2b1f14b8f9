import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Credentials } from "../src/oauth1/sign.js";
import { PublicClient } from "../src/testing/check-walks.js";
import { ServerProcess } from "./server-process.js";

/** A server that listens, and what a client has to know of it. */
export interface Target {
  name: string;
  process: ServerProcess;
  port: number;
  credentials: Credentials;
  /** A product and one of its opportunities. */
  product: string;
  opportunity: string;
}

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
export const EMULATOR = here("../dist/main.js");
const PRISM = here("node_modules/@stoplight/prism-cli/dist/index.js");

/** For servers that know no accounts. */
const ANYBODY: Credentials = {
  consumer_key: "bench",
  consumer_secret: "bench-secret",
  token_key: "token",
  token_secret: "token-secret",
};
const ANY_ID = "17208547-fc78-4dc0-a426-64b152444ad3";

const folders: string[] = [];

/** A folder that is gone after {@link removeFolders}. */
export function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "spi-bench-"));
  folders.push(made);
  return made;
}

export function removeFolders(): void {
  for (const made of folders.splice(0)) rmSync(made, { recursive: true, force: true });
}

/** The snap that the product of {@link emulator} has, to be advertised. */
export const SNAP = '{"name":"test-snap.foo","revision":{n},"channel":"edge"}';

/** One account with one product and one Test Spec: each advertisement makes one opportunity, as with the limit. */
export const SEED = `
accounts:
  - email: bench@example.com
    password: correct horse
    products:
      - name: test-product.foo
        release: 15.04-core
        snaps: [test-snap.foo]
        test_specs: [{ name: smoke, platform: amd64 }]
`;

/** Starts the built emulator, with a lab where `args` do not say otherwise. */
export async function startEmulator(
  args: readonly string[],
  { probed = true } = {},
): Promise<{
  process: ServerProcess;
  url: string;
  credentials: Credentials;
}> {
  const locator = join(folder(), "locator.json");
  const server = new ServerProcess([EMULATOR, "start", "--port", "0", "--locator", locator, ...args], {
    probed,
  });
  await server.ready(/\nReady\.\n/);
  const { url, credentials } = JSON.parse(readFileSync(locator, "utf8")) as {
    url: string;
    credentials: Credentials;
  };
  return { process: server, url, credentials };
}

/** The file of {@link SEED}. */
export function seedFile(): string {
  const file = join(folder(), "seed.yaml");
  writeFileSync(file, SEED);
  return file;
}

/** The emulator as it is delivered, without a lab; with `dataDir`, on what is stored there. */
export async function emulator(dataDir?: string): Promise<Target> {
  const data = dataDir ?? join(folder(), "data");
  const started = await startEmulator(["--no-lab", "--seed", seedFile(), "--data-dir", data]);
  const { url, credentials } = started;
  const client = new PublicClient(url, credentials);
  const [product] = await client
    .call<{ id: string }[] | { products: { id: string }[] }>("GET", "/products")
    .then((answer) => (Array.isArray(answer) ? answer : answer.products));
  const [opportunity] = await client.advertise(product!.id, 0);
  return {
    name: "emulator",
    process: started.process,
    port: Number(new URL(url).port),
    credentials,
    product: product!.id,
    opportunity: opportunity!,
  };
}

async function script(name: string, args: readonly string[]): Promise<Target> {
  const server = new ServerProcess(args);
  const [, port] = await server.ready(/Ready\. (\d+)/);
  return {
    name,
    process: server,
    port: Number(port),
    credentials: ANYBODY,
    product: ANY_ID,
    opportunity: ANY_ID,
  };
}

/** The least that the job costs on Node: `kind` says on what (see limit/server.mjs). */
export async function limit(kind: "hono" | "http"): Promise<Target> {
  const dir = folder();
  writeFileSync(join(dir, "credentials.json"), JSON.stringify(ANYBODY));
  const target = await script(kind === "hono" ? "limit on Hono" : "limit on node:http", [
    here("limit/server.mjs"),
    kind,
    dir,
  ]);
  // The event log that is read.
  const client = new PublicClient(`http://127.0.0.1:${target.port}`, ANYBODY);
  const [opportunity] = await client.advertise(ANY_ID, 0);
  return { ...target, opportunity: opportunity! };
}

export const honoArgs = (): string[] => [here("peers/hono.mjs")];
export const bareHono = (): Promise<Target> => script("bare Hono", honoArgs());
export const honoAjv = (): Promise<Target> => script("Hono + Ajv", [here("peers/hono-ajv.mjs")]);

export const prismArgs = (port: number): string[] => [
  PRISM,
  ...["mock", "--port", String(port), "--host", "127.0.0.1", "--verboseLevel", "error"],
  here("../openapi.yaml"),
];
export const PRISM_READY = /Prism is listening|listening on/;

/** Prism of the same spec: a mock of the same API that validates both ways, and keeps nothing. */
export async function prism(): Promise<Target> {
  const port = await freePort();
  const server = new ServerProcess(prismArgs(port));
  const answers = await untilAnswered(port);
  if (!answers) throw new Error("Prism does not answer");
  return {
    name: "Prism",
    process: server,
    port,
    credentials: ANYBODY,
    product: ANY_ID,
    opportunity: ANY_ID,
  };
}

/** Asks until something answers; what came then, in milliseconds since the page of time began; null after a minute. */
export async function untilAnswered(port: number, path = "/products"): Promise<number | null> {
  const until = performance.now() + 60_000;
  while (performance.now() < until) {
    try {
      const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
        headers: { authorization: 'OAuth oauth_token="x"' },
      });
      await answer.arrayBuffer();
      return performance.now();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
  return null;
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
