import { isObject } from "../../src/schema/json-type.js";
import { jsonOf } from "../exchange.js";
import type { Act } from "./acts.js";
import type { ToldOpportunity, ToldProduct, ToldSpec } from "./past.js";
import { isOthers, wasThere } from "./others.js";
import type { Replayer } from "./replayer.js";
import { triggerOf } from "./trigger.js";

type Fields = Record<string, unknown>;

/** What a replay made of what the recording only shows. */
export interface MadeOfThePast {
  products: number;
  specs: number;
  opportunities: number;
  picks: number;
  results: number;
  /** What could not be made as it was, in words: the first of it, and how much more there is. */
  couldNot: string[];
  more: number;
}

/** So much of what could not be made is told. */
const MAX_TOLD = 5;
/** After this number of products, or of Test Specs, that were not taken, no more of them are sent. */
const MAX_REFUSED = 100;

/** Makes what a recording only shows, by the stage's own API. */
export class Performer {
  readonly told: MadeOfThePast = {
    ...{ products: 0, specs: 0, opportunities: 0, picks: 0, results: 0, couldNot: [], more: 0 },
  };
  /** The products that were made, by the stage's ids, with their accounts. */
  readonly products: { id: string; account: string }[] = [];
  /** The channel of each product's last gold master here. */
  readonly #bases = new Map<string, string>();
  /** Test Specs of products, which nothing told when they were needed. */
  readonly #specs = new Map<string, string[]>();
  /** Test Specs of which only the names were told when they were needed, by product and name. */
  readonly #nameless = new Map<string, string>();
  /** How many of a kind were not taken. */
  readonly #refused = new Map<string, number>();
  /** Products with names that nothing told. */
  readonly #placeholders = new Map<string, string>();

  constructor(private readonly replayer: Replayer) {}

  async perform(act: Act): Promise<void> {
    await this.replayer.advanceTo(act.at);
    if (act.does === "product") await this.#product(act.product);
    else if (act.does === "spec") await this.#spec(act.spec);
    else if (act.does === "trigger") await this.#trigger(act.opportunities);
    else if (act.does === "pick") await this.#pick(act.opportunity);
    else await this.#post(act.opportunity);
  }

  async #product({ id, account, fields, advertised }: ToldProduct): Promise<void> {
    const name = `product-${this.products.length + 1}.unknown`;
    const body = fields ?? { name, release: "unknown", snaps: [...advertised] };
    const made_id = await this.#make(account, "/products", body);
    if (made_id === null || isOthers(this.replayer.stage, made_id)) {
      this.#lose("product", id, made_id === null ? "the product was not taken" : wasThere(made_id));
      return;
    }
    this.products.push({ id: made_id, account });
    this.replayer.bindings.bind("product", id, made_id);
    this.told.products += 1;
    if (fields !== null) return;
    this.#placeholders.set(id, made_id);
    this.#note(`product ${id}: nothing tells its name and its snaps`);
  }

  async #spec({ id, product, name, account, fields }: ToldSpec): Promise<void> {
    const at = this.#productAt(product);
    if (at === null) {
      this.#lose("test spec", id, `its product ${product} is not there`);
      return;
    }
    const nameless = this.#nameless.get(`${product}\n${name}`);
    if (id !== null && nameless !== undefined) {
      this.replayer.bindings.bind("test spec", id, nameless);
      this.replayer.lost.add("test spec", id, "it was needed before it was told");
      return;
    }
    const instead = this.#specs.get(product)?.pop();
    if (instead !== undefined)
      await this.#send(account, "DELETE", `${at}/test-specs/${encodeURIComponent(instead)}`, undefined);
    const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
    const made_id = await this.#make(account, `${at}/test-specs`, given);
    if (made_id === null) {
      this.#lose("test spec", id, "the Test Spec was not taken");
      return;
    }
    if (id !== null) this.replayer.bindings.bind("test spec", id, made_id);
    else this.#nameless.set(`${product}\n${name}`, made_id);
    if (id === null) this.#note(`Test Spec ${name} of product ${product}: only its name is told`);
    this.told.specs += 1;
  }

  async #trigger(opportunities: readonly ToldOpportunity[]): Promise<void> {
    const { product, account, organization, context } = opportunities[0]!;
    const at = this.#productAt(product);
    const lose = (why: string): void => {
      for (const { id } of opportunities) this.#lose("opportunity", id, why);
    };
    if (at === null) {
      lose(`its product ${product} is not there`);
      return;
    }
    const trigger = triggerOf(context, { product: at, organization, base: this.#bases.get(product) ?? null });
    if (trigger.snap !== null) await this.withSnap(product, account, trigger.snap);
    const made = await this.#send(account, "POST", trigger.path, trigger.body);
    if (!Array.isArray(made?.["ids"])) {
      lose("its advertisement was not taken");
      return;
    }
    if (trigger.base !== null) this.#bases.set(product, trigger.base);
    for (const text of trigger.couldNot) this.#note(`opportunity ${opportunities[0]!.id}: ${text}`);
    await this.#bind(opportunities, at, made["ids"]);
  }

  /** Opportunities that were told after their advertisement had been made. */
  late(opportunities: readonly ToldOpportunity[]): void {
    for (const { id } of opportunities)
      if (this.replayer.bindings.replayedOf("opportunity", id) === undefined)
        this.replayer.lost.add("opportunity", id, "others of its image were told, and made, before it");
  }

  /** Which of the new opportunities is which, by their Test Specs, which their logs tell. */
  async #bind(opportunities: readonly ToldOpportunity[], at: string, ids: readonly unknown[]): Promise<void> {
    const made = ids.flatMap((one) => {
      const id = isObject(one) ? one["test_opportunity_id"] : one;
      return typeof id === "string"
        ? [{ id, image: isObject(one) ? one["image_unique_id"] : undefined }]
        : [];
    });
    const logs = await this.#send(opportunities[0]!.account, "GET", `${at}/tests/events`, undefined);
    const specOf = new Map(
      (Array.isArray(logs?.["event_logs"]) ? (logs["event_logs"] as unknown[]) : []).flatMap((log) =>
        isObject(log) ? [[log["test_opportunity_id"], log["spec_name"]] as const] : [],
      ),
    );
    const { bindings } = this.replayer;
    const left = [...opportunities];
    for (const { id, image } of made) {
      const named = left.findIndex(({ spec }) => spec !== null && spec === specOf.get(id));
      const index = named >= 0 ? named : left.findIndex(({ spec }) => spec === null);
      const [one] = index < 0 ? [] : left.splice(index, 1);
      if (one === undefined || bindings.bind("opportunity", one.id, id) !== "same") {
        const why = "nothing told of it when others of its image were made";
        this.replayer.lost.addHere("opportunity", id, why);
        continue;
      }
      if (one.spec === null)
        this.replayer.lost.add("opportunity", one.id, "it was needed before its Test Spec was told");
      this.told.opportunities += 1;
      const recorded = one.context["image_unique_id"];
      if (typeof recorded === "string" && typeof image === "string") bindings.bind("image", recorded, image);
    }
    for (const { id } of left) this.#lose("opportunity", id, "its advertisement made none for its Test Spec");
  }

  /** Adds a snap to a product whose snaps nothing tells. */
  async withSnap(product: string, account: string, snap: string): Promise<void> {
    const id = this.#placeholders.get(product);
    if (id === undefined) return;
    const path = `/products/${encodeURIComponent(id)}`;
    const known = await this.#send(account, "GET", path, undefined);
    if (known === null || !Array.isArray(known["snaps"]) || known["snaps"].includes(snap)) return;
    const { name, release, snaps } = known;
    await this.#send(account, "PUT", path, { name, release, snaps: [...(snaps as unknown[]), snap] });
  }

  /** Gives a product the fields that something tells only now. */
  async fill({ id, account, fields }: ToldProduct): Promise<void> {
    const here = this.#placeholders.get(id);
    if (here === undefined || fields === null) return;
    this.#placeholders.delete(id);
    await this.#send(account, "PUT", `/products/${encodeURIComponent(here)}`, fields);
  }

  /**
   * Adds Test Specs of which nothing tells to a product until it has a number of them. @returns whether it has, or had, such
   * ones, so that its opportunities may be of another Test Spec than recorded
   */
  async withSpecs({ id, account }: ToldProduct, wanted: number): Promise<boolean> {
    const at = this.#productAt(id);
    const known = at === null ? null : await this.#send(account, "GET", `${at}/test-specs`, undefined);
    const specs = known?.["test_specs"];
    const placeholders = this.#specs.get(id) ?? [];
    if (!Array.isArray(specs) || specs.length >= wanted) return this.#specs.has(id);
    this.#specs.set(id, placeholders);
    for (let n = specs.length + 1; n <= wanted; n++) {
      const made = await this.#send(account, "POST", `${at!}/test-specs`, { name: `unknown-${n}` });
      if (typeof made?.["id"] === "string") placeholders.push(made["id"]);
    }
    this.told.specs += wanted - specs.length;
    this.#note(`product ${id}: nothing tells ${wanted - specs.length} of its Test Specs`);
    return true;
  }

  async #pick({ id, picked }: ToldOpportunity): Promise<void> {
    const here = this.replayer.bindings.replayedOf("opportunity", id);
    const { handOver } = this.replayer.stage;
    if (here === undefined) return;
    if (handOver === null) {
      this.#lose("opportunity", id, "an agent had it whose requests are not in the recording");
      return;
    }
    const { agent } = picked!;
    const text = (value: unknown): string | null => (typeof value === "string" ? value : null);
    const holder = {
      agent_id: text(agent["agent_id"]) ?? "unknown-agent",
      ...{ platform: text(agent["platform"]), agent_group: text(agent["agent_group"]) },
      agent_revno: text(agent["agent_revno"]),
    };
    if (await handOver(here, holder)) this.told.picks += 1;
    else this.#lose("opportunity", id, "it is not queued any more, so that its agent cannot have it");
  }

  async #post({ id, account, posted, result }: ToldOpportunity): Promise<void> {
    const here = this.replayer.bindings.replayedOf("opportunity", id);
    const { handOver } = this.replayer.stage;
    if (here === undefined || handOver === null) return;
    const { agent, status, resultId, at } = posted!;
    const payload = result?.["result_payload"];
    const revno = result?.["agent_revno"];
    const report = result?.["agent"];
    const made = await this.#send(
      account,
      "POST",
      `/test-opportunities/${encodeURIComponent(here)}/results`,
      {
        ...{ agent_id: agent["agent_id"], test_status: status, result_payload: payload ?? {} },
        ...(typeof revno === "string" && { agent_revno: revno }),
        ...(isObject(report) && { agent: report }),
      },
    );
    const made_id = made?.["result_id"];
    if (typeof made_id !== "string") {
      this.#lose("opportunity", id, "its result was not taken");
      return;
    }
    if (at !== null) this.replayer.notePost(id, at);
    if (resultId !== null) this.replayer.bindings.bind("result", resultId, made_id);
    this.told.results += 1;
    if (result === null) this.#note(`result of opportunity ${id}: nothing tells its payload`);
  }

  #productAt(product: string): string | null {
    const id = this.replayer.bindings.replayedOf("product", product);
    return id === undefined ? null : `/products/${encodeURIComponent(id)}`;
  }

  /** The id of a product or a Test Spec that was made; null if it was not taken, or if too many of them were not. */
  async #make(account: string, path: string, body: unknown): Promise<string | null> {
    const kind = path === "/products" ? "product" : "test spec";
    const refused = this.#refused.get(kind) ?? 0;
    if (refused >= MAX_REFUSED) return null;
    const id = (await this.#send(account, "POST", path, body))?.["id"];
    if (typeof id === "string") return id;
    this.#refused.set(kind, refused + 1);
    return null;
  }

  /** The body of an answer; null if the request was refused. */
  async #send(account: string, method: string, path: string, body: unknown): Promise<Fields | null> {
    if (!this.replayer.stage.has(account)) return null;
    const answered = await this.replayer.stage.send({
      ...{ method, path, account, body: body === undefined ? null : JSON.stringify(body) },
      headers: body === undefined ? [] : [["content-type", "application/json"]],
    });
    if ("failure" in answered || answered.answer.status >= 300) return null;
    const json = jsonOf(answered.answer.body);
    return isObject(json) ? json : null;
  }

  #lose(kind: "product" | "test spec" | "opportunity", id: string | null, why: string): void {
    if (id !== null) this.replayer.lost.add(kind, id, why);
    this.#note(`${kind} ${id ?? "without id"}: ${why}`);
  }

  #note(text: string): void {
    if (this.told.couldNot.length < MAX_TOLD) this.told.couldNot.push(text);
    else this.told.more += 1;
  }
}
