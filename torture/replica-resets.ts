import type { Credentials } from "../src/oauth1/sign.js";
import type { Promised } from "./part.js";
import type { ReplicaGroup } from "./replica-group.js";

/** Clients that write while the sandbox is replaced, and writes after each replacement. */
const WRITERS = 2;
const AFTER = 3;

/** What is checked of resets and loads of a snapshot beside writes. */
export interface ResetPromises {
  /** Each request is carried out. */
  answers: Promised;
  /** What was acknowledged after a replacement is there; what was acknowledged before it began is not. */
  whole: Promised;
}

/** A sandbox that is replaced again and again while clients write to it. No replica dies meanwhile. */
export class ResetLoad {
  acknowledged = 0;
  #count = 0;

  private constructor(
    private readonly group: ReplicaGroup,
    private readonly promises: ResetPromises,
    private readonly name: string,
    private readonly credentials: Credentials,
  ) {}

  /** Makes the sandbox, and a snapshot of it. */
  static async make(group: ReplicaGroup, promises: ResetPromises, name: string): Promise<ResetLoad> {
    const seed = { accounts: [{ email: `${name}@example.com`, password: "correct horse" }] };
    const body = { name, lab: false, seed };
    const { accounts } = await group.json<{ accounts: { credentials: Credentials }[] }>(
      "POST",
      "/_emulator/sandboxes",
      { credentials: null, body },
    );
    const saved = { credentials: null, body: { name } };
    await group.json("POST", `/_emulator/snapshots?sandbox=${name}`, saved);
    return new ResetLoad(group, promises, name, accounts[0]!.credentials);
  }

  /** Replaces it once while clients write, then compares it with what was acknowledged. */
  async round(load: boolean): Promise<void> {
    const before = await this.#write();
    let isOver = false;
    const beside: (string | null)[] = [];
    const writers = Array.from({ length: WRITERS }, async () => {
      while (!isOver) beside.push(await this.#write());
    });
    const path = load ? `snapshots/${this.name}/load` : "reset";
    const { status, text } = await this.group.call("POST", `/_emulator/${path}?sandbox=${this.name}`, {
      credentials: null,
    });
    this.promises.answers.check(status === 200, () => `${path}: HTTP ${status} ${text}`);
    isOver = true;
    await Promise.all(writers);
    const after: (string | null)[] = [];
    for (let n = 0; n < AFTER; n++) after.push(await this.#write());
    const there = await this.#names();
    const { whole } = this.promises;
    whole.check(new Set(there).size === there.length, () => `${this.name}: a product is there twice`);
    for (const name of after) whole.check(name === null || there.includes(name), () => `${name!} is lost`);
    if (status === 200)
      whole.check(before === null || !there.includes(before), () => `${before!} is there after ${path}`);
    const known = new Set([before, ...beside, ...after]);
    for (const name of there) whole.check(known.has(name), () => `${name} is of an earlier round`);
  }

  /** Makes a product. Its name; null where that was not acknowledged. */
  async #write(): Promise<string | null> {
    const name = `${this.name}-${(this.#count += 1)}`;
    const body = { name, release: "15.04-core", snaps: [] };
    const { credentials } = this;
    const { status, text } = await this.group.call("POST", "/products", { credentials, body });
    this.promises.answers.check(status === 201, () => `POST /products: HTTP ${status} ${text}`);
    if (status !== 201) return null;
    this.acknowledged += 1;
    return name;
  }

  async #names(): Promise<string[]> {
    const { credentials } = this;
    const { products } = await this.group.json<{ products: { name: string }[] }>("GET", "/products", {
      credentials,
    });
    return products.map(({ name }) => name);
  }
}
