import type { ContractSpec } from "../run/contract-spec.js";
import type { PlainRequest } from "../generate/plain-request.js";
import { type RequestRule, type RuleKind, requestRules } from "../generate/rules.js";
import { Random } from "./random.js";
import { type Drawn, readings, REQUESTS, UNKNOWN_ID } from "./requests.js";
import { withWrongDate } from "./filters.js";
import type { Source } from "./source.js";
import type { Step, WrongSignature } from "./step.js";
import { Values } from "./values.js";
import { type Explorable, type Explored, weightsFor } from "./weights.js";
import { World } from "./world.js";

/** Kinds of wrong requests that are not sent: a script cannot repeat them, or they are too large. */
const LEFT_OUT = new Set<RuleKind>(["too-large", "content-type"]);
const SIGNATURES: readonly WrongSignature[] = [
  ...(["consumer_key", "consumer_secret", "token_secret", "token_key", "unsigned"] as const),
];
/** Share of right requests that are signed by PLAINTEXT. */
const PLAINTEXT = 0.06;
/** The grounds of the refusal of an invalid date. */
const NO_DATE = ["A-01", "A-03"];
/** Share of wrong requests. */
const WRONG = 0.14;
/** How often a request is drawn until one is possible. */
const MAX_TRIES = 50;

/** How requests of sequences may be wrong. */
export const exploredRules = (spec: ContractSpec): readonly RequestRule[] =>
  requestRules(spec).filter(({ kind }) => !LEFT_OUT.has(kind));

/** Draws the steps of one sequence; each depends on what the earlier ones have made. */
export class Generator {
  readonly world = new World();
  readonly #source: Source;
  readonly #rules: readonly RequestRule[];
  readonly #weights: Record<Explored, number>;
  #count = 0;

  /**
   * @param rules how requests may be wrong, of {@link exploredRules}
   * @param avoid what is not drawn again, because its difference is known: `operation what`, an assumption, or an operation that the target does not have
   * @param tag put before names; empty on a target that only the suite uses
   */
  constructor(
    private readonly spec: ContractSpec,
    seed: string,
    target: Explorable,
    rules: readonly RequestRule[],
    private readonly avoid: ReadonlySet<string>,
    tag: string,
  ) {
    const random = new Random(seed);
    this.#source = {
      random,
      values: new Values(random, tag),
      world: this.world,
      hasLogin: target.exclusive === true && target.login !== undefined,
      hasSecond: target.second !== undefined,
    };
    this.#rules = rules;
    this.#weights = weightsFor(random, target);
  }

  /** The next step. */
  next(operations?: readonly Explored[]): Step {
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      const operation = this.#drawn(operations);
      const drawn = REQUESTS[operation](this.#source);
      const step = drawn && this.#step(operation, drawn);
      if (step && !this.#isAvoided(step)) return step;
    }
    // Nothing exists that those operations could be about.
    return this.#right("createProduct", REQUESTS.createProduct(this.#source)!);
  }

  /** Steps that read all that the sequence has made. */
  readings(): Step[] {
    return readings(this.world).map(({ operation, drawn }) => this.#right(operation, drawn));
  }

  /** One of a list, drawn like everything else. */
  oneOf<T>(list: readonly T[]): T {
    return this.#source.random.of(list);
  }

  #drawn(operations: readonly Explored[] | undefined): Explored {
    const { products, specs } = this.world;
    if (products.length === 0) return "createProduct";
    if (specs.length === 0 && this.#source.random.chance(0.4)) return "createTestSpec";
    const { random } = this.#source;
    return (operations ? random.of(operations) : random.weighted(this.#weights)) ?? "createProduct";
  }

  #step(operation: Explored, drawn: Drawn): Step {
    const { random } = this.#source;
    const right = this.#right(operation, drawn);
    if (!random.chance(WRONG)) return this.#signed(right);
    if (random.chance(0.12) && operation !== "createToken")
      return {
        ...right,
        ...{ what: "signature", by: ["D 29-30"], signature: random.of(SIGNATURES) },
      };
    if (random.chance(0.1)) return { ...right, request: withUnknownId(right.request), what: "unknown id" };
    const query = random.chance(0.5) ? withWrongDate(random, right.request.query) : undefined;
    if (query) return { ...right, request: { ...right.request, query }, what: "date", by: NO_DATE };
    const rule = random.maybeOf(this.#rulesFor(operation, drawn));
    if (!rule) return right;
    return { ...right, request: rule.break(right.request), what: rule.id, by: rule.provenance };
  }

  #signed(step: Step): Step {
    const isPlaintext = step.actor !== "anonymous" && this.#source.random.chance(PLAINTEXT);
    return isPlaintext ? { ...step, signature: "plaintext" } : step;
  }

  /** A body that has several forms is broken by the rules of its own form. */
  #rulesFor(operation: Explored, { body }: Drawn): RequestRule[] {
    const form = operation === "advertiseSnap" && Object.hasOwn(body ?? {}, "snaps") ? 1 : 0;
    const hasBody = body !== undefined;
    return this.#rules.filter(
      (rule) => rule.operation === operation && rule.form === form && (hasBody || !/^body/.test(rule.place)),
    );
  }

  #right(operation: Explored, { actor, path = {}, query = [], body }: Drawn): Step {
    this.#count += 1;
    const request: PlainRequest = {
      method: this.spec.operation(operation).method.toUpperCase(),
      path,
      query,
      headers: body === undefined ? {} : { "content-type": "application/json" },
      body: body === undefined ? null : JSON.stringify(body),
    };
    return { n: this.#count, operation, actor, request, what: "right", by: [] };
  }

  #isAvoided({ operation, what, by }: Step): boolean {
    if (this.avoid.has(operation)) return true;
    return (
      what !== "right" && (this.avoid.has(`${operation} ${what}`) || by.some((one) => this.avoid.has(one)))
    );
  }
}

function withUnknownId(request: PlainRequest): PlainRequest {
  const last = Object.keys(request.path).findLast((name) => name.endsWith("_id") && name !== "agent_id");
  if (last === undefined) return request;
  return { ...request, path: { ...request.path, [last]: last === "org_id" ? "no-such-org" : UNKNOWN_ID } };
}
