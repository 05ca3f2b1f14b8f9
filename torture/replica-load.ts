import type { Credentials } from "../src/oauth1/sign.js";
import type { Answer } from "./client.js";
import { contentOf, Objects } from "./kill-record.js";
import { pause, type Promised } from "./part.js";
import type { Random } from "./random.js";
import type { ReplicaGroup } from "./replica-group.js";

/** Number of products that a writer keeps in its sandbox. */
const PRODUCTS = 8;

/** Pause between two requests of a client, in milliseconds, so that the machine is not what is tried. */
const PAUSE_MS = 25;

/** What is checked while replicas are killed. */
export interface ReplicaPromises {
  durable: Promised;
  whole: Promised;
  once: Promised;
  answers: Promised;
}

/** A sandbox with its clients: one writer, and agents. */
export class SandboxLoad {
  readonly #products = new Objects("product");
  readonly #idOf = new Map<string, string>();
  /** Opportunities by the agent that got them. */
  readonly #handed = new Map<string, string>();
  readonly #results = new Set<string>();
  /** Products with a change whose outcome is unknown: it may still be carried out later, so they are not compared. */
  readonly #unknown = new Set<string>();
  acknowledged = 0;

  constructor(
    private readonly group: ReplicaGroup,
    private readonly promises: ReplicaPromises,
    readonly name: string,
    private readonly credentials: Credentials,
    private readonly advertised: string,
  ) {}

  /** Makes the sandbox. */
  static async make(group: ReplicaGroup, promises: ReplicaPromises, name: string): Promise<SandboxLoad> {
    const product = {
      name: "advertised.foo",
      release: "15.04-core",
      snaps: [],
      test_specs: [{ name: "any" }],
    };
    const account = { email: `${name}@example.com`, password: "correct horse", products: [product] };
    const { accounts } = await group.json<{ accounts: { credentials: Credentials }[] }>(
      "POST",
      "/_emulator/sandboxes",
      { credentials: null, body: { name, lab: false, seed: { accounts: [account] } } },
    );
    const { credentials } = accounts[0]!;
    const { products } = await group.json<{ products: { id: string }[] }>("GET", "/products", {
      credentials,
    });
    return new SandboxLoad(group, promises, name, credentials, products[0]!.id);
  }

  /** Sends requests until it is over. */
  async run(random: Random, isOver: () => boolean): Promise<void> {
    await Promise.all([
      this.#write(random.fork("writer"), isOver),
      ...["one", "two"].map((agent) => this.#work(`${this.name}-${agent}`, isOver)),
    ]);
  }

  /** Resolves when the sandbox answers, with the time in milliseconds since `began`. */
  async untilAnswered(began: number): Promise<number> {
    await this.group.json("GET", "/products", { credentials: this.credentials });
    return performance.now() - began;
  }

  /** Compares everything with the record. */
  async settle(): Promise<void> {
    const { products } = await this.group.json<{
      products: { id: string; name: string; release: string; snaps: string[] }[];
    }>("GET", "/products", { credentials: this.credentials });
    const own = products.filter(({ id }) => id !== this.advertised);
    const { whole } = this.promises;
    whole.check(
      new Set(own.map(({ name }) => name)).size === own.length,
      () => `${this.name}: a product is there twice`,
    );
    whole.check(
      own.every(({ name }) => name.startsWith(this.name)),
      () => `${this.name} has a product of another sandbox`,
    );
    this.#idOf.clear();
    const known = own.filter(({ name }) => !this.#unknown.has(name));
    for (const { id, name } of known) this.#idOf.set(name, id);
    this.#products.settle(
      new Map(known.map(({ name, release, snaps }) => [name, contentOf(release, snaps)])),
      {
        ...this.promises,
        read: whole,
        restart: whole,
      },
    );
  }

  /** Checks that all acknowledged results are there, each once. */
  async settleResults(): Promise<void> {
    const path = `/products/${this.advertised}/tests/results`;
    const { test_results } = await this.group.json<{ test_results: { id: string }[] }>("GET", path, {
      credentials: this.credentials,
    });
    const ids = test_results.map(({ id }) => id);
    this.promises.whole.check(
      new Set(ids).size === ids.length,
      () => `${this.name}: a result is there twice`,
    );
    for (const id of this.#results)
      this.promises.durable.check(ids.includes(id), () => `result ${id} is lost`);
  }

  async #write(random: Random, isOver: () => boolean): Promise<void> {
    for (let count = 1; !isOver(); count++) {
      if (count % 20 === 0) await this.settle();
      await pause(PAUSE_MS);
      if (random.chance(0.25)) {
        await this.#advertise(`${this.name}-${count}`);
        continue;
      }
      const mine = [...this.#idOf.keys()];
      const name =
        mine.length >= PRODUCTS || random.chance(0.6) ? (mine[random.below(mine.length)] ?? null) : null;
      const isDelete = name !== null && random.chance(0.3);
      const target = name ?? `${this.name}-${count}`;
      const snaps = Array.from({ length: random.chance(0.2) ? 60 : 2 }, (_, n) => `${random.word(60)}.${n}`);
      const body = { name: target, release: random.word(8), snaps };
      this.#products.begin(target, isDelete ? null : contentOf(body.release, snaps));
      const path = name === null ? "/products" : `/products/${this.#idOf.get(name)!}`;
      const method = name === null ? "POST" : isDelete ? "DELETE" : "PUT";
      const answer = await this.#call(method, path, isDelete ? undefined : body);
      const how = outcome(answer);
      if (how === "unknown") {
        this.#products.forget(target);
        this.#unknown.add(target);
        this.#idOf.delete(target);
        continue;
      }
      this.#products.finish(target, how === "done");
      if (how !== "done") continue;
      this.acknowledged += 1;
      if (name === null) this.#idOf.set(target, (JSON.parse(answer.text) as { id: string }).id);
      else if (isDelete) this.#idOf.delete(name);
    }
  }

  async #advertise(image: string): Promise<void> {
    const body = { image_unique_id: image, image_reference: { url: "https://example.com/image" } };
    const answer = await this.#call("POST", `/products/${this.advertised}/images`, body);
    if (outcome(answer) === "done") this.acknowledged += 1;
  }

  async #work(agent: string, isOver: () => boolean): Promise<void> {
    while (!isOver()) {
      const picked = await this.#call("POST", `/agents/${agent}/pick`, {});
      if (picked.status !== 200) {
        await pause(4 * PAUSE_MS);
        continue;
      }
      const { test_opportunity_id: id } = JSON.parse(picked.text) as { test_opportunity_id: string };
      const before = this.#handed.get(id);
      this.promises.once.check(
        before === undefined || before === agent,
        () => `${id}: ${before!}, then ${agent}`,
      );
      this.#handed.set(id, agent);
      this.acknowledged += 1;
      const result = { test_status: "PASSED", agent_id: agent, result_payload: { id } };
      for (let done = false; !done && !isOver();) {
        const posted = await this.#call("POST", `/test-opportunities/${id}/results`, result);
        done = outcome(posted) === "done";
        if (!done) await pause(PAUSE_MS);
        else {
          this.acknowledged += 1;
          this.#results.add((JSON.parse(posted.text) as { result_id: string }).result_id);
        }
      }
    }
  }

  async #call(method: string, path: string, body?: object): Promise<Answer> {
    const answer = await this.group.call(method, path, {
      credentials: this.credentials,
      ...(body !== undefined && { body }),
    });
    const { status, headers, text } = answer;
    const isAnswer = status === 0 || status < 300 || (status === 503 && headers["retry-after"] !== undefined);
    this.promises.answers.check(isAnswer, () => `${method} ${path}: HTTP ${status} ${text}`);
    return answer;
  }
}

/** Whether a request was carried out, as far as its answer says. */
function outcome({ status, text }: Answer): "done" | "refused" | "unknown" {
  if (status >= 200 && status < 300) return "done";
  return /nothing was (done|changed)|sign the request again/.test(text) || (status >= 400 && status < 500)
    ? "refused"
    : "unknown";
}
