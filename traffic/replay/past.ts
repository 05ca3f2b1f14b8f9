import { operationAt } from "../../contract-tests/run/operation-of.js";
import { contractSpec } from "../../contract-tests/run/contract-spec.js";
import { isObject } from "../../src/schema/json-type.js";
import { jsonOf, type TrafficExchange } from "../exchange.js";
import { accountOf } from "./account.js";
import { schemaOfAnswer } from "./places.js";
import { readTime } from "./times.js";
import { visit } from "./visit.js";

type Fields = Record<string, unknown>;

/** Something that the recording tells of. Times are those of the deployment, in microseconds since 1970. */
interface Told {
  /** The account that it was told to. */
  account: string;
  /** Number of the exchange that tells it first. */
  seen: number;
  /** Whether an exchange of the recording makes it. */
  isMade: boolean;
  /** When it was made; null if that is not told. */
  at: number | null;
}

/** A product; its fields are null if only its id was told. */
export interface ToldProduct extends Told {
  id: string;
  fields: Fields | null;
  /** Snaps that were advertised for it. */
  advertised: Set<string>;
  /** Whether all its Test Specs are told. */
  hasAllSpecs: boolean;
}

/** A Test Spec; without an id if only an opportunity tells it. */
export interface ToldSpec extends Told {
  id: string | null;
  product: string;
  name: string;
  fields: Fields;
}

/** What an agent did with an opportunity that no exchange of the recording did. */
export interface ToldWork {
  at: number | null;
  seen: number;
  /** The smaller, the earlier it was told: lists of results are in the order in which they came. */
  order: number;
  agent: Fields;
}

/** A Test Opportunity with everything that answers tell. */
export interface ToldOpportunity extends Told {
  id: string;
  product: string;
  spec: string | null;
  organization: string | null;
  /** Its image, its snaps and its channels: the fields of `test_opportunity` of a log. */
  context: Fields;
  picked: ToldWork | null;
  posted: (ToldWork & { resultId: string | null; status: string }) | null;
  /** The fields of its result. */
  result: Fields | null;
  /** Whether exchanges of the recording pick it and post its result. */
  isPicked: boolean;
  isPosted: boolean;
}

/** The product of opportunities of which only the older API tells, which names none. */
const unnamed = (account: string): string => `of the older API, ${account}`;

/** So many things of each kind are remembered. */
const MAX_TOLD = 20_000;

/** What a recording tells of things that were there before it, or that others did meanwhile. */
export class Past {
  readonly products = new Map<string, ToldProduct>();
  readonly specs = new Map<string, ToldSpec>();
  readonly opportunities = new Map<string, ToldOpportunity>();
  /** Changes when something new is told. */
  version = 0;
  /** Number of works that were told. */
  works = 0;

  /** Reads what an exchange tells. */
  note(exchange: TrafficExchange): void {
    const { n, answer, method, path } = exchange;
    const at = operationAt(contractSpec, method, path);
    const account = accountOf(exchange);
    if (at === null || answer === null || answer.status >= 300 || typeof account !== "string") return;
    const { operationId } = at.operation;
    const told = { account, seen: n, isMade: false, at: null };
    const product = at.path["product_id"];
    if (product !== undefined) {
      const snap = operationId === "advertiseSnap" ? jsonOf(exchange.body) : undefined;
      const known = this.product(product, told, null);
      if (operationId === "listTestSpecs") known.hasAllSpecs = true;
      if (isObject(snap) && typeof snap["name"] === "string") known.advertised.add(snap["name"]);
    }
    const organization = at.path["org_id"] ?? null;
    const body = jsonOf(answer.body);
    const reading = new Reading(this, { told, operationId, product: product ?? null, organization });
    visit(schemaOfAnswer(operationId, answer.status), body, {
      object: (schema, value, around) => reading.object(schema, value, around),
      id: (kind, id) => {
        if (kind === "opportunity" && /dvertise/.test(operationId)) reading.made(id);
      },
    });
    const opportunity = at.path["test_opportunity_id"];
    if (operationId === "postTestResult" && opportunity !== undefined)
      reading.postedHere(opportunity, jsonOf(exchange.body));
  }

  /** A product that an answer tells. */
  product(id: string, told: Told, fields: Fields | null): ToldProduct {
    return this.keep(this.products, id, () => ({
      ...told,
      id,
      fields,
      advertised: new Set<string>(),
      hasAllSpecs: false,
    }));
  }

  /** A thing of a map; made if it is new. Not remembered if there are too many. */
  keep<Thing>(map: Map<string, Thing>, key: string, make: () => Thing): Thing {
    const known = map.get(key);
    if (known !== undefined) return known;
    this.version += 1;
    const made = make();
    if (map.size < MAX_TOLD) map.set(key, made);
    return made;
  }
}

/** Reads one answer. */
class Reading {
  constructor(
    private readonly past: Past,
    private readonly from: {
      told: Told;
      operationId: string;
      product: string | null;
      organization: string | null;
    },
  ) {}

  object(schema: string, value: Fields, around: Fields | null): void {
    const { operationId } = this.from;
    if (schema === "Product") this.#product(value, operationId === "createProduct");
    else if (schema === "TestSpec")
      this.#spec(
        value,
        textOf(around?.["product_id"]) ?? this.from.product,
        operationId === "createTestSpec",
      );
    else if (schema === "EventLog" || schema === "LegacyEventLog") this.#log(value);
    else if (schema === "TestOpportunity") this.#picked(value);
    else if (schema === "TestResult" || schema === "LegacyTestResult") this.#result(value);
  }

  /** An opportunity that an advertisement of the recording makes. */
  made(id: string): void {
    this.#opportunity(id, this.from.product, {}).isMade = true;
  }

  /** A result that an exchange of the recording posts. */
  postedHere(id: string, sent: unknown): void {
    const opportunity = this.#opportunity(id, null, {});
    opportunity.isPosted = true;
    if (!opportunity.isPicked && opportunity.picked === null && isObject(sent))
      this.#work(opportunity, "picked", this.#told(null, agentIn(sent)));
  }

  #product(value: Fields, isMade: boolean): void {
    const id = textOf(value["id"]);
    if (id === null) return;
    const { name, release, snaps, created_at } = value;
    const fields = { name, release, snaps };
    const product = this.past.product(id, this.from.told, fields);
    if (product.fields === null) this.past.version += 1;
    product.fields ??= fields;
    product.at ??= timeOf(created_at);
    if (isMade) product.isMade = product.hasAllSpecs = true;
  }

  #spec(value: Fields, product: string | null, isMade: boolean): void {
    const [id, name] = [textOf(value["id"]), textOf(value["name"])];
    if (id === null || name === null) return;
    const { platform, image_name, test_payload, created_at } = value;
    const fields = { name, platform, image_name, test_payload };
    const of = product ?? unnamed(this.from.told.account);
    const spec = this.past.keep(this.past.specs, id, () => ({
      ...this.from.told,
      id,
      product: of,
      name,
      fields,
    }));
    spec.at ??= timeOf(created_at);
    if (isMade) spec.isMade = true;
  }

  #opportunity(id: string, product: string | null, context: Fields): ToldOpportunity {
    const { told, organization } = this.from;
    const of = product ?? unnamed(told.account);
    const found = this.past.keep(this.past.opportunities, id, () => ({
      ...{ ...told, id, product: of, spec: null, organization, context },
      ...{ picked: null, posted: null, result: null, isPicked: false, isPosted: false },
    }));
    if (product !== null) found.product = product;
    found.organization ??= organization;
    for (const [name, value] of Object.entries(context))
      if (value !== undefined) found.context[name] ??= value;
    return found;
  }

  #log(value: Fields): void {
    const id = textOf(value["test_opportunity_id"]);
    if (id === null) return;
    const logged = isObject(value["test_opportunity"]) ? value["test_opportunity"] : {};
    const { image_unique_id, image_name } = value;
    const found = this.#opportunity(id, textOf(value["product_id"]) ?? this.from.product, {
      ...{ image_unique_id, image_name },
      ...logged,
    });
    found.at ??= timeOf(value["queued_at"]);
    found.spec ??= textOf(value["spec_name"]);
    for (const event of Array.isArray(value["events"]) ? (value["events"] as unknown[]) : [])
      if (isObject(event)) this.#event(found, event);
  }

  #event(found: ToldOpportunity, event: Fields): void {
    const work = this.#told(timeOf(event["timestamp"]), event);
    if (event["event_type"] === "PICKED_BY_AGENT") {
      if (!found.isPicked) this.#work(found, "picked", { ...work, seen: found.picked?.seen ?? work.seen });
    } else if (event["event_type"] === "RESULT_POSTED" && !found.isPosted)
      this.#work(found, "posted", {
        ...work,
        resultId: textOf(event["result_id"]),
        status: textOf(event["test_status"]) ?? "PASSED",
        ...found.posted,
      });
  }

  #told(at: number | null, agent: Fields): ToldWork {
    return { at, seen: this.from.told.seen, order: (this.past.works += 1), agent };
  }

  #work<Name extends "picked" | "posted">(
    found: ToldOpportunity,
    name: Name,
    work: ToldOpportunity[Name],
  ): void {
    if (found[name] === null) this.past.version += 1;
    found[name] = work;
  }

  #picked(value: Fields): void {
    const id = textOf(value["test_opportunity_id"]);
    if (id === null) return;
    const spec = isObject(value["test_spec"]) ? value["test_spec"] : {};
    const found = this.#opportunity(id, textOf(value["product_id"]), value);
    found.at ??= timeOf(value["queued_at"]);
    found.spec ??= textOf(spec["name"]);
    found.isPicked = true;
  }

  #result(value: Fields): void {
    const id = textOf(value["test_opportunity_id"]);
    if (id === null) return;
    const spec = isObject(value["test_spec"]) ? value["test_spec"] : {};
    const found = this.#opportunity(id, this.from.product, value);
    found.spec ??= textOf(spec["name"]);
    if (!found.isPosted) found.result ??= value;
    const agent = {
      agent_id: value["agent-id"],
      platform: value["platform"],
      agent_revno: value["agent_revno"],
    };
    if (!found.isPicked && found.picked === null) this.#work(found, "picked", this.#told(null, agent));
    if (!found.isPosted && found.posted === null)
      this.#work(found, "posted", {
        ...{ ...this.#told(null, agent), resultId: textOf(value["id"]) },
        status: textOf(value["test_status"]) ?? "PASSED",
      });
  }
}

const agentIn = ({ agent_id, agent_revno }: Fields): Fields => ({ agent_id, agent_revno });

const textOf = (value: unknown): string | null => (typeof value === "string" ? value : null);

const timeOf = (value: unknown): number | null =>
  typeof value === "string" ? (readTime(value)?.at ?? null) : null;
