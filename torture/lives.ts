import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Answer, Client } from "./client.js";
import { newFolder } from "./clean-up.js";
import { type Emulator, startEmulator } from "./emulator.js";
import type { Promised } from "./part.js";

/** A product that a client wanted to create, and what the answer said about it. */
type Outcome = "created" | "unchanged" | "unknown";

/** Creates products and remembers what the answers promised: the record of the parts in which writes may fail. */
export class ProductRecord {
  readonly #outcomes = new Map<string, Outcome>();
  #count = 0;

  constructor(readonly prefix: string) {}

  /** Number of products with this outcome. */
  count(outcome: Outcome): number {
    return [...this.#outcomes.values()].filter((one) => one === outcome).length;
  }

  /** Creates one product with about this number of bytes. */
  async create(client: Client, bytes = 200): Promise<Answer> {
    const name = `${this.prefix}-${this.#count++}`;
    const snaps = Array.from({ length: Math.ceil(bytes / 160) }, (_, n) => `${n}${"s".repeat(150)}.foo`);
    this.#outcomes.set(name, "unknown");
    const answer = await client.call("POST", "/products", {
      body: { name, release: "r", snaps },
    });
    if (answer.status === 201) this.#outcomes.set(name, "created");
    else if (answer.status >= 400 && answer.status < 500) this.#outcomes.set(name, "unchanged");
    else if (answer.text.includes("nothing was changed") || answer.text.includes("nothing was done"))
      this.#outcomes.set(name, "unchanged");
    return answer;
  }

  /** Compares with the products that the emulator has. */
  async compare(client: Client, promised: Promised): Promise<void> {
    const { products } = await client.json<{ products: { name: string }[] }>("GET", "/products");
    const names = products.map(({ name }) => name).filter((name) => name.startsWith(`${this.prefix}-`));
    promised.check(new Set(names).size === names.length, () => "a product exists twice");
    const found = new Set(names);
    for (const [name, outcome] of this.#outcomes) {
      if (outcome === "created") promised.check(found.has(name), () => `acknowledged ${name} is lost`);
      if (outcome === "unchanged")
        promised.check(
          !found.has(name),
          () => `${name} exists, but the answer said that nothing was changed`,
        );
    }
  }
}

/** A data directory with an emulator without a lab on it. */
export class Data {
  readonly #folder = newFolder();
  readonly dir: string;
  readonly seed: string;

  constructor(dir?: string) {
    this.dir = dir ?? join(this.#folder.path, "data");
    this.seed = join(this.#folder.path, "seed.yaml");
    writeFileSync(this.seed, "accounts:\n  - { email: torture@example.com, password: correct horse }\n");
  }

  get state(): string {
    return join(this.dir, "default.jsonl");
  }

  async start(
    options: { preload?: boolean; args?: readonly string[] } = {},
  ): Promise<{ emulator: Emulator; client: Client }> {
    const { args = [], preload = false } = options;
    const base = ["--data-dir", this.dir, "--seed", this.seed, "--no-lab", "--log-level", "warn"];
    const emulator = await startEmulator([...base, ...args], { preload });
    return { emulator, client: new Client(emulator.url, emulator.credentials) };
  }

  remove(): void {
    this.#folder.remove();
  }
}

/** Status and message of `/_emulator/ready`. */
export async function readiness(client: Client): Promise<Answer> {
  return client.call("GET", "/_emulator/ready", { credentials: null });
}
