import type { Answer, CallInput, ExchangeRecord } from "../target/answer.js";
import type {
  ClauseContext,
  TestData,
  ProductBody,
  ProductInput,
  QueuedOpportunity,
  TestSpecBody,
  WalkedOpportunity,
} from "../clauses/clause.js";
import { groundsOfCall, groundsOfSetUp } from "../judge/grounds.js";
import { inWords, Skip } from "../judge/mismatch.js";
import { reading } from "../judge/reading.js";
import { SetUpMismatch } from "../judge/set-up-mismatch.js";
import { TransportError } from "../target/transport.js";

/** Objects created once per run, for all clauses. */
export interface SharedTestData {
  product?: Promise<ProductBody>;
  walked?: Promise<WalkedOpportunity>;
  /** A context that outlives the first clause that needs a shared object. */
  context(): ClauseContext;
}

/** Creates objects through the product API, as any client would. */
export class ContextTestData implements TestData {
  constructor(
    private readonly t: ClauseContext,
    private readonly shared: SharedTestData,
  ) {}

  async product(input: Partial<ProductInput> = {}): Promise<ProductBody> {
    this.#need("create-products");
    const name = input.name ?? this.t.name("product");
    const body = { name, release: "15.04-core", snaps: [`${name}.spi`], ...input };
    try {
      return await this.#make<ProductBody>("createProduct", { body });
    } catch (error) {
      if (!(error instanceof TransportError)) throw error;
      // The answer was lost, but the product may exist; it is created again only if it does not.
      return (await this.#productCalled(name)) ?? (await this.#make<ProductBody>("createProduct", { body }));
    }
  }

  sharedProduct(): Promise<ProductBody> {
    return (this.shared.product ??= this.#shared().sharedNow());
  }

  testSpec(productId: string, input: Record<string, unknown> = {}): Promise<TestSpecBody> {
    const body = {
      name: this.t.name("spec"),
      platform: this.platform(),
      test_payload: { test_cmds: ["true"] },
      ...input,
    };
    return this.#make<TestSpecBody>("createTestSpec", { path: { product_id: productId }, body });
  }

  async opportunity(): Promise<QueuedOpportunity> {
    const product = this.t.target.product === undefined ? await this.product() : await this.sharedProduct();
    const testSpec = await this.testSpec(product.id);
    const name = product.snaps[0];
    if (name === undefined) throw new Skip(`product ${product.id} references no snap to advertise`);
    const snap = { name, revision: Math.floor(Math.random() * 1e6) + 1, channel: "edge" };
    const { ids } = await this.#make<{ ids: Advertised[] }>("advertiseSnap", {
      path: { product_id: product.id },
      body: snap,
    });
    const made = await this.#ours(product, testSpec, ids);
    return { product, testSpec, snap, ...made };
  }

  async walked(status = "PASSED"): Promise<WalkedOpportunity> {
    this.#need("agent-api");
    const queued = await this.opportunity();
    const agent_id = this.agent();
    const picked = await this.#make<Advertised>("pickTestOpportunity", {
      path: { agent_id },
      body: { platform: queued.testSpec.platform, agent_group: null, agent_revno: "197" },
    });
    const { test_opportunity_id } = queued;
    if (picked.test_opportunity_id !== test_opportunity_id)
      throw this.#broken("pickTestOpportunity", `opportunity ${test_opportunity_id}`, picked);
    const result_payload = { summary: `${status}: made by ${this.t.run}`, results: { true: 0 } };
    const { result_id } = await this.#make<{ result_id: string }>("postTestResult", {
      path: { test_opportunity_id },
      body: { agent_id, test_status: status, result_payload, agent_revno: "197" },
    });
    await this.t.until("the result is stored", () => this.#stored(queued));
    return { ...queued, agent_id, result_id, test_status: status, result_payload };
  }

  sharedWalked(): Promise<WalkedOpportunity> {
    return (this.shared.walked ??= this.#shared().walked());
  }

  platform(): string {
    return this.t.name("platform");
  }

  agent(): string {
    return this.t.name("agent");
  }

  /** The product that the user named; otherwise a new one, or the first existing one for the profile read-only. */
  async sharedNow(): Promise<ProductBody> {
    const { product, capabilities } = this.t.target;
    if (product !== undefined)
      return this.#make<ProductBody>("getProduct", { path: { product_id: product } });
    if (capabilities.has("create-products")) return this.product();
    this.#need("history");
    const { products } = await this.#make<{ products: ProductBody[] }>("listProducts", {});
    if (products[0] === undefined) throw new Skip("the account has no product to read");
    return products[0];
  }

  #shared(): ContextTestData {
    return new ContextTestData(this.shared.context(), this.shared);
  }

  async #make<T>(operationId: string, input: CallInput): Promise<T> {
    const answer = await this.t.call(operationId, input);
    const isGood = answer.status >= 200 && answer.status < 300;
    const body = isGood ? reading(answer) : undefined;
    if (typeof body !== "object" || body === null) throw this.#refused(operationId, answer);
    return body as T;
  }

  /** The advertised opportunity of our Test Spec; another account's product may have more Test Specs. */
  async #ours(product: ProductBody, spec: TestSpecBody, ids: unknown): Promise<Advertised> {
    const made = Array.isArray(ids) ? (ids as Advertised[]) : [];
    if (made.length === 1 && made[0] !== undefined) return pick(made[0]);
    for (const one of made) {
      const { event_logs = [] } = await this.#make<{ event_logs?: { spec_name?: string }[] }>(
        "listTestEvents",
        {
          path: { product_id: product.id },
          query: { test_opportunity_id: one.test_opportunity_id },
        },
      );
      if (event_logs[0]?.spec_name === spec.name) return pick(one);
    }
    throw this.#broken("advertiseSnap", "one opportunity for the new Test Spec", ids);
  }

  async #stored({ product, test_opportunity_id }: QueuedOpportunity): Promise<true | null> {
    const { test_results } = await this.#make<{ test_results?: unknown[] }>("listTestResults", {
      path: { product_id: product.id },
      query: { test_opportunity_id },
    });
    return Array.isArray(test_results) && test_results.length > 0 ? true : null;
  }

  async #productCalled(name: string): Promise<ProductBody | undefined> {
    const { products } = await this.#make<{ products: ProductBody[] }>("listProducts", {});
    return products.find((product) => product.name === name);
  }

  #need(capability: "create-products" | "agent-api" | "history"): void {
    const { capabilities, lacks } = this.t.target;
    if (!capabilities.has(capability))
      throw new Skip(lacks.get(capability) ?? `the target lacks ${capability}`);
  }

  #refused(operationId: string, { status, text, exchange }: Answer): SetUpMismatch {
    return this.#broken(operationId, "a success", `HTTP ${status} ${text.slice(0, 200)}`, exchange);
  }

  #broken(operationId: string, expected: string, got: unknown, exchange?: ExchangeRecord): SetUpMismatch {
    return new SetUpMismatch(
      operationId,
      {
        expected: `${expected} of ${operationId}, in the set-up`,
        got: typeof got === "string" ? got : inWords(got),
      },
      groundsOfSetUp(this.t.spec, operationId, exchange),
      exchange,
      exchange ? groundsOfCall(exchange, 200) : [],
    );
  }
}

interface Advertised {
  test_opportunity_id: string;
  image_unique_id: string;
}

const pick = ({ test_opportunity_id, image_unique_id }: Advertised): Advertised => ({
  test_opportunity_id,
  image_unique_id,
});
