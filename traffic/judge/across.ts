import type { EventLog, Product, TestResult, TestSpec } from "../../contract-tests/clauses/support/bodies.js";
import { eventFacts } from "../../contract-tests/clauses/support/event-facts.js";
import * as facts from "../../contract-tests/clauses/support/record-facts.js";
import { Mismatch } from "../../contract-tests/judge/mismatch.js";
import { reading } from "../../contract-tests/judge/reading.js";
import type { Answer } from "../../contract-tests/target/answer.js";
import { isObject } from "../../src/schema/json-type.js";
import { jsonOf, type TrafficExchange } from "../exchange.js";
import { parametersOf } from "../parameters.js";
import { Memory } from "./memory.js";
import { INTERNAL, type RuleVerdict, type TrafficRule, verdictOf } from "./rule-verdict.js";

/** An exchange whose answer has the right form. */
interface Read {
  exchange: TrafficExchange;
  operation: string;
  path: Readonly<Record<string, string>>;
  answer: Answer;
  note: <Subject>(group: string, fact: facts.RecordFact<Subject>, subjects: readonly Subject[]) => void;
}

/** Facts that need several exchanges, judged by the code of the clauses, as far as the traffic shows what they need. */
export class Across {
  readonly #memory = new Memory();

  /** Judges an exchange by what others told before, and remembers what it tells. */
  judge(
    exchange: TrafficExchange,
    operation: string,
    path: Readonly<Record<string, string>>,
    answer: Answer,
  ): RuleVerdict[] {
    const verdicts: RuleVerdict[] = [];
    const note: Read["note"] = (group, fact, subjects) => {
      if (subjects.length === 0) return;
      const rule = ruleOf(group, fact, operation);
      verdicts.push(
        verdictOf(rule, answer.exchange, () => {
          for (const subject of subjects) fact.judge(subject);
        }),
      );
    };
    try {
      this.#read({ exchange, operation, path, answer, note });
    } catch (error) {
      // The rule about the form reports a body of another form.
      if (!(error instanceof Mismatch))
        verdicts.push(
          verdictOf(INTERNAL, answer.exchange, () => {
            throw error;
          }),
        );
    }
    return verdicts;
  }

  #read(read: Read): void {
    const { operation, answer, path } = read;
    if (answer.status >= 300) return;
    if (/^(create|get|update)Product$/.test(operation)) this.#product(read, known<Product>(answer));
    else if (operation === "listProducts")
      for (const product of listOf<Product>(known(answer), "products")) this.#product(read, product);
    else if (/^(create|get)TestSpec$/.test(operation)) this.#spec(read, known<TestSpec>(answer));
    else if (operation === "listTestSpecs")
      for (const spec of listOf<TestSpec>(known(answer), "test_specs")) this.#spec(read, spec);
    else if (/dvertise/.test(operation)) this.#advertised(read);
    else if (operation === "postTestResult") this.#posted(read, path["test_opportunity_id"]!);
    else if (/^(listT|legacyListT)estEvents$/.test(operation)) this.#logs(read);
    else if (/^listTestResults(Alias)?$/.test(operation)) this.#results(read);
    else if (operation === "deleteProduct") this.#memory.products.delete(path["product_id"]!);
  }

  #product({ exchange: { ended } }: Read, product: Product | undefined): void {
    if (typeof product?.id !== "string") return;
    this.#memory.products.set(product.id, { value: product, ended }, sizeOf(product));
  }

  #spec({ exchange: { ended } }: Read, spec: TestSpec | undefined): void {
    if (typeof spec?.id !== "string") return;
    this.#memory.specs.set(spec.id, { value: spec, ended }, sizeOf(spec));
  }

  #advertised({ exchange, operation, path, answer, note }: Read): void {
    // The older answer may be a list of texts.
    const ids = listOf<facts.Advertised>(answer.json, "ids").filter((one) => isObject(one));
    note("triggers", facts.oneImage, [ids]);
    const sent = jsonOf(exchange.body);
    if (operation === "advertiseImage" && isObject(sent))
      note("triggers", facts.imageKeepsId, [{ sent: sent["image_unique_id"], ids }]);
    const productId = path["product_id"];
    if (productId === undefined) return;
    for (const one of ids)
      this.#memory.advertised.set(
        one.test_opportunity_id,
        { value: { ids: one, productId }, ended: exchange.ended },
        200,
      );
  }

  #posted({ exchange, answer }: Read, opportunity: string): void {
    const sent = jsonOf(exchange.body);
    const { result_id } = (answer.json ?? {}) as { result_id?: unknown };
    if (!isObject(sent) || typeof result_id !== "string") return;
    const { test_status, result_payload } = sent;
    const value = { result_id, test_status, result_payload };
    this.#memory.posted.set(opportunity, { value, ended: exchange.ended }, exchange.body.bytes + 200);
  }

  #logs({ exchange, operation, path, answer, note }: Read): void {
    const { began, ended } = exchange;
    if (!listOf(answer.json, "event_logs").every(isLog)) return;
    const views = listOf<EventLog>(reading(answer), "event_logs");
    const texts = views.map((log) => JSON.stringify(log));
    const raw = texts.map((text) => JSON.parse(text) as EventLog);
    const earlier = raw.map(({ test_opportunity_id: id }) => Memory.before(this.#memory.logs.get(id), began));
    // A log that is as it was before was judged before.
    const news = views.filter((_, index) => earlier[index]?.text !== texts[index]);
    for (const { id, title, provenance, statement, judge } of eventFacts)
      note("events", { id, title, provenance, statements: [statement], judge }, news);
    if (operation !== "listTestEvents") return;
    const productId = path["product_id"]!;
    for (const fact of Object.values(facts.logFacts)) note("events", fact, news);
    for (const fact of Object.values(facts.logListFacts)) note("events", fact, [{ productId, logs: views }]);
    const product = Memory.before(this.#memory.products.get(productId), began);
    if (product)
      note(
        "events",
        facts.notBeforeProduct,
        news.map((log) => ({ product, log })),
      );
    const grown = views.flatMap((now, index) => {
      const before = earlier[index]?.log;
      return before === undefined ? [] : [{ before, now }];
    });
    note("events", facts.logGrows, grown);
    this.#logsOfOthers({ began, news, note });
    for (const [index, log] of raw.entries()) {
      const id = log.test_opportunity_id;
      const hasResult = this.#memory.logs.get(id)?.value.hasResult ?? false;
      const value = { log, text: texts[index]!, hasResult };
      this.#memory.logs.set(id, { value, ended }, 2 * texts[index]!.length);
      if (isStored(log) && !hasResult) this.#memory.unstored.add(id);
    }
  }

  /** What an advertisement, a post and a list of results told before of the same opportunities. */
  #logsOfOthers({
    began,
    news,
    note,
  }: {
    began: number;
    news: readonly EventLog[];
    note: Read["note"];
  }): void {
    const { advertised, posted, results } = this.#memory;
    for (const log of news) {
      const id = log.test_opportunity_id;
      const made = Memory.before(advertised.get(id), began);
      if (made) note("triggers", facts.logAsAdvertised, [{ ...made, log }]);
      const post = Memory.before(posted.get(id), began);
      if (post) {
        const { result_id, test_status } = post;
        note("events", facts.logAsPosted, [{ posted: { result_id, test_status }, log }]);
      }
      const found = Memory.before(results.get(id), began);
      if (!found) continue;
      note("results", facts.notBeforeStored, [{ log, result: found.result }]);
      if (isStored(log)) this.#finished(note, log, found.result);
    }
  }

  #results({ exchange, path, answer, note }: Read): void {
    const { began, ended } = exchange;
    const found = listOf(answer.json, "test_results");
    if (!found.every((one) => isObject(one) && typeof one["test_opportunity_id"] === "string")) return;
    const views = listOf<TestResult>(reading(answer), "test_results");
    const memory = this.#memory;
    const texts = views.map((result) => JSON.stringify(result));
    const raw = texts.map((text) => JSON.parse(text) as TestResult);
    const isNew = (index: number): boolean =>
      Memory.before(memory.results.get(raw[index]!.test_opportunity_id), began)?.text !== texts[index];
    const news = views.filter((_, index) => isNew(index));
    for (const fact of Object.values(facts.resultFacts)) note("results", fact, news);
    note("results", facts.oneResultEach, [views]);
    for (const result of news) this.#resultOfOthers({ began, note }, result);
    this.#allStored({ exchange, productId: path["product_id"]!, views, note });
    for (const [index, result] of raw.entries()) {
      const id = result.test_opportunity_id;
      const value = { result: { ...result, result_payload: {} }, text: texts[index]! };
      memory.results.set(id, { value, ended }, 2 * texts[index]!.length);
      memory.unstored.delete(id);
      const log = memory.logs.get(id);
      if (log) log.value.hasResult = true;
    }
  }

  #resultOfOthers({ began, note }: { began: number; note: Read["note"] }, result: TestResult): void {
    const { advertised, posted, logs, specs } = this.#memory;
    const id = result.test_opportunity_id;
    const made = Memory.before(advertised.get(id), began);
    if (made) note("results", facts.resultAsAdvertised, [{ ids: made.ids, result }]);
    const post = Memory.before(posted.get(id), began);
    if (post) note("results", facts.payloadUnchanged, [{ posted: post, result }]);
    const spec = Memory.before(specs.get(String(result.test_spec?.id)), began);
    if (spec) note("results", facts.sameTestSpec, [{ result, spec }]);
    const known = Memory.before(logs.get(id), began);
    if (known && isStored(known.log)) this.#finished(note, known.log, result);
  }

  #finished(note: Read["note"], log: EventLog, result: TestResult): void {
    for (const fact of Object.values(facts.finishedFacts)) note("results", fact, [{ log, result }]);
  }

  /** Every result that a log showed as stored before is in an answer that lists it. */
  #allStored(of: {
    exchange: TrafficExchange;
    productId: string;
    views: readonly TestResult[];
    note: Read["note"];
  }): void {
    const { query } = parametersOf(of.exchange.path);
    const { test_opportunity_id: only, ...others } = query;
    if (Object.keys(others).length > 0) return;
    const ids = only === undefined ? [...this.#memory.unstored] : [only];
    const missing = ids.flatMap((id) => {
      const known = Memory.before(this.#memory.logs.get(id), of.exchange.began);
      const isListed = known?.log.product_id === of.productId && isStored(known.log);
      return isListed ? [{ log: known.log, results: of.views }] : [];
    });
    of.note("results", facts.onceStored, missing);
  }
}

const isStored = (log: EventLog): boolean => facts.storedIn(log)["event_type"] !== undefined;
/** Whether a log has what facts are found by; the form of the rest is judged elsewhere. */
const isLog = (log: unknown): boolean =>
  isObject(log) && typeof log["test_opportunity_id"] === "string" && Array.isArray(log["events"]);
const sizeOf = (value: unknown): number => 2 * JSON.stringify(value).length;

/** The body without the fields that the contract does not have, which are its service's own business; undefined if it is not JSON. */
function known<T>(answer: Answer): T | undefined {
  const text = JSON.stringify(reading(answer)) as string | undefined;
  return text === undefined ? undefined : (JSON.parse(text) as T);
}

function listOf<Item>(json: unknown, name: string): Item[] {
  const found = isObject(json) ? json[name] : undefined;
  return Array.isArray(found) ? (found as Item[]) : [];
}

function ruleOf<Subject>(
  group: string,
  { id, title, provenance, statements }: facts.RecordFact<Subject>,
  operation: string,
): TrafficRule {
  const where = /^legacy/.test(operation) ? "legacy." : operation.endsWith("Alias") ? "alias." : "";
  return {
    id: `traffic.${where}${group}.${id}`,
    ...{ title, provenance, statements, operation, answer: "200" },
  };
}
