import type { RawRequest, SignOtherwise } from "../target/answer.js";
import type { Answer } from "../target/answer.js";
import { pathOf } from "../generate/plain-request.js";
import { Skip } from "../judge/mismatch.js";
import type { Context } from "../run/context.js";
import { isObject } from "../../src/schema/json-type.js";
import { filled, type Reference, type Step, valueAtPath } from "./step.js";

/** What came of a step. */
export type Outcome =
  | { kind: "answer"; answer: Answer }
  /** No answer, or a server error. */
  | { kind: "error"; error: unknown }
  /** It was not sent: it needs an answer that did not come, or must not be sent to this target. */
  | { kind: "unsent"; why: string };

/** Characters of the answers that are kept for the steps of one sequence, without blanks at their ends; no step is sent beyond. */
const MAX_KEPT = 32 * 1024 * 1024;

/** Characters of an answer's text that are kept: more than a message shows. */
const MAX_TEXT = 400;

/** One server, the target or the model, and its answers to the steps of one sequence. */
export class Side {
  readonly #answers = new Map<number, Answer>();
  #kept = 0;

  /** @param unique put into names of things that nobody can delete, so that a sequence can be repeated */
  constructor(
    private readonly t: Context,
    private readonly unique: string,
  ) {}

  /** Sends a step. @throws the signal's reason if it aborts */
  async send(step: Step): Promise<Outcome> {
    if (this.#kept > MAX_KEPT) return { kind: "unsent", why: "the answers before it are too long" };
    try {
      const { text, ...rest } = await this.t.send(this.#raw(step), this.#actor(step));
      this.#kept += text.trim().length;
      // What is compared is JSON; messages show the beginning of a text.
      const answer = { ...rest, text: beginningOf(text), textLength: text.length };
      this.#answers.set(step.n, answer);
      return { kind: "answer", answer };
    } catch (error) {
      this.t.signal.throwIfAborted();
      if (error instanceof Skip || error instanceof Unanswered) return { kind: "unsent", why: error.message };
      return { kind: "error", error };
    }
  }

  /** Waits until a posted result is stored. @throws Mismatch if it takes too long */
  async settle(step: Step): Promise<void> {
    const { answer, about } = this.#posted(step);
    if (answer?.status !== 201 || about === null) return;
    await this.t.until("RESULT_STORED after a post", async () => {
      const { status, json } = await this.t.call(
        "listTestEvents",
        { path: { product_id: about.product }, query: { test_opportunity_id: about.opportunity } },
        step.actor,
      );
      // A product that was deleted in the meantime has no events.
      return status !== 200 || JSON.stringify(json).includes("RESULT_STORED") ? true : null;
    });
  }

  /** The value of a hole. @throws Unanswered */
  readonly value = ({ step, at }: Reference): string => {
    if (step === null) return this.#fact(at);
    const value = valueAtPath(this.#answers.get(step)?.json, at);
    if (typeof value === "string") return value;
    throw new Unanswered(`step ${step} has no ${at}`);
  };

  #fact(name: string): string {
    const { organization, login } = this.t.target;
    const { email, password } = login ?? {};
    const known = { organization, email, password, unique: this.unique }[name];
    if (known === undefined) throw new Unanswered(`the account has no ${name}`);
    return known;
  }

  #posted(step: Step): {
    answer: Answer | undefined;
    about: { product: string; opportunity: string } | null;
  } {
    const answer = this.#answers.get(step.n);
    if (answer === undefined || step.operation !== "postTestResult") return { answer, about: null };
    const opportunity = filled(step.request, this.value).path["test_opportunity_id"]!;
    const product = [...this.#answers.values()]
      .map(({ json }) => json)
      .find((json) => isObject(json) && json["test_opportunity_id"] === opportunity && "product_id" in json);
    return {
      answer,
      about: isObject(product) ? { product: product["product_id"] as string, opportunity } : null,
    };
  }

  #raw(step: Step): RawRequest {
    const request = filled(step.request, this.value);
    const { method, headers, body } = request;
    const sign = this.#sign(step);
    const path = pathOf(this.t.spec.operation(step.operation), request);
    return {
      ...{ method, path, headers },
      ...(body === null ? {} : { body }),
      ...(sign ? { sign } : {}),
    };
  }

  #actor({ actor, signature }: Step): Step["actor"] {
    return signature === "unsigned" ? "anonymous" : actor;
  }

  #sign({ signature }: Step): SignOtherwise | undefined {
    if (signature === undefined || signature === "unsigned") return undefined;
    if (signature === "plaintext") return { method: "PLAINTEXT" };
    return { credentials: { [signature]: "wrong" } };
  }
}

/** A copy of its own: a part of a text keeps the whole one. */
const beginningOf = (text: string): string => Buffer.from(text.slice(0, MAX_TEXT)).toString();

/** A step needs a value of an answer that has none. */
class Unanswered extends Error {
  override name = "Unanswered";
}
