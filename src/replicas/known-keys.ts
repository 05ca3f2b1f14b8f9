import { monotonic } from "../clock/clock.js";
import type { Database } from "../postgres/database.js";
import { sandboxOfKey } from "../postgres/ownership.js";
import type { Route } from "./route.js";

/** Maximum number of keys that are remembered, and how long an unknown one is, in milliseconds. */
const MOST = 20_000;
const UNKNOWN_MS = 2000;

/** The sandboxes of consumer keys, so that the database is not asked with each request. */
export class KnownKeys {
  readonly #known = new Map<string, { sandbox: string | null; until: number }>();

  constructor(private readonly database: Pick<Database, "rows">) {}

  /** The sandbox of a key; null if it is unknown. */
  async sandboxOf(key: string): Promise<string | null> {
    const known = this.#known.get(key);
    if (known !== undefined && monotonic() < known.until) return known.sandbox;
    const sandbox = await sandboxOfKey(this.database, key);
    this.#known.delete(key);
    this.#known.set(key, { sandbox, until: sandbox === null ? monotonic() + UNKNOWN_MS : Infinity });
    if (this.#known.size > MOST) this.#known.delete(this.#known.keys().next().value!);
    return sandbox;
  }

  /** Forgets a key whose sandbox was not where it was. */
  forget(route: Route): void {
    if (route.kind === "key") this.#known.delete(route.key);
  }
}
