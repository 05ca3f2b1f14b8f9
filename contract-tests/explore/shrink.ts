import type { ContractSpec } from "../run/contract-spec.js";
import { isObject } from "../../src/schema/json-type.js";
import { bodyOf } from "../generate/plain-request.js";
import { referencesOf, type Step } from "./step.js";

/**
 * Runs a shorter sequence. Gives the steps up to the one that differs, if it is the same difference; null otherwise, or
 * if there is no time left.
 */
export type StillDiffers = (steps: readonly Step[]) => Promise<readonly Step[] | null>;

/** Makes a sequence that shows a difference as short and as simple as possible. */
export async function shrink(
  spec: ContractSpec,
  steps: readonly Step[],
  differs: StillDiffers,
): Promise<readonly Step[]> {
  const shorter = await byOneAccount(await withoutSteps(steps, differs), differs);
  const simpler = await withSimplerSteps(spec, shorter, differs);
  return simpler === shorter ? shorter : withoutSteps(simpler, differs);
}

/** All requests of the first account, if that differs, too. */
async function byOneAccount(steps: readonly Step[], differs: StillDiffers): Promise<readonly Step[]> {
  if (steps.every(({ actor }) => actor !== "second")) return steps;
  const ofFirst = steps.map((step) =>
    step.actor === "second" ? { ...step, actor: "first" as const } : step,
  );
  return (await differs(ofFirst)) ?? steps;
}

/** Leaves out steps, first many at once, with those that need their answers. */
async function withoutSteps(steps: readonly Step[], differs: StillDiffers): Promise<readonly Step[]> {
  let kept = steps;
  for (let size = Math.ceil(kept.length / 2); ; size = Math.ceil(size / 2)) {
    let hasShrunk = false;
    for (let end = kept.length - 1; end > 0; end -= size) {
      const candidate = without(kept, kept.slice(Math.max(0, end - size), end));
      // The last step shows the difference.
      if (candidate.at(-1)?.n !== kept.at(-1)!.n) continue;
      const found = await differs(candidate);
      if (!found) continue;
      kept = found;
      hasShrunk = true;
      end = Math.min(end, kept.length);
    }
    if (size === 1 && !hasShrunk) return kept;
  }
}

/** The steps without some of them, and without those that need their answers. */
export function without(steps: readonly Step[], removed: readonly Step[]): readonly Step[] {
  const gone = new Set<number | null>(removed.map(({ n }) => n));
  return steps.filter((step) => {
    if (referencesOf(step).some((reference) => gone.has(reference.step))) gone.add(step.n);
    return !gone.has(step.n);
  });
}

async function withSimplerSteps(
  spec: ContractSpec,
  steps: readonly Step[],
  differs: StillDiffers,
): Promise<readonly Step[]> {
  let kept = steps;
  for (let index = kept.length - 1; index >= 0; index -= 1) {
    for (let tries = 0; tries < MAX_SIMPLER; tries += 1) {
      const found = await firstSimpler(spec, kept, index, differs);
      if (!found) break;
      kept = found;
      if (index >= kept.length) break;
    }
  }
  return kept;
}

/** Maximum number of simplifications of a step. */
const MAX_SIMPLER = 20;

async function firstSimpler(
  spec: ContractSpec,
  steps: readonly Step[],
  index: number,
  differs: StillDiffers,
): Promise<readonly Step[] | null> {
  for (const simpler of simplerSteps(spec, steps[index]!)) {
    const found = await differs(steps.map((step, at) => (at === index ? simpler : step)));
    if (found) return found;
  }
  return null;
}

/** The same step with one part left out, or with a plain value in one place. */
export function simplerSteps(spec: ContractSpec, step: Step): Step[] {
  const { request, operation, what, client } = step;
  const asked = (changed: Partial<Step["request"]>): Step => ({
    ...step,
    request: { ...request, ...changed },
  });
  const others = request.query.map((_, index) =>
    asked({ query: request.query.filter((__, at) => at !== index) }),
  );
  const isAlone = client === undefined && step.actor === "second" && what === "right";
  const simpler = isAlone ? [{ ...step, actor: "first" as const }] : [];
  const body = bodyOf(request);
  if (!isObject(body)) return [...simpler, ...others];
  const required = requiredFields(spec, operation, body);
  const bodies = Object.entries(body).flatMap(([name, value]) => {
    const rest = Object.fromEntries(Object.entries(body).filter(([other]) => other !== name));
    const plain = plainValues(value).map((put) => ({ ...body, [name]: put }));
    return required.includes(name) ? plain : [rest, ...plain];
  });
  return [...simpler, ...others, ...bodies.map((changed) => asked({ body: JSON.stringify(changed) }))];
}

function requiredFields(spec: ContractSpec, operation: string, body: object): readonly string[] {
  const schema = spec.reader.operation(operation).body?.schema;
  const forms = schema && schema.forms.length > 0 ? schema.forms : schema ? [schema] : [];
  const form = forms.find(({ required }) => required.every((name) => Object.hasOwn(body, name)));
  return form?.required ?? Object.keys(body);
}

/** Simpler values of the same type, the simplest first. */
function plainValues(value: unknown): unknown[] {
  if (typeof value === "string") return value === "a" || HAS_MEANING.test(value) ? [] : ["a"];
  if (typeof value === "number") return value === 1 ? [] : [1];
  if (Array.isArray(value))
    return value.map((_, index) => (value as unknown[]).filter((__, at) => at !== index));
  if (!isObject(value)) return [];
  const keys = Object.keys(value);
  if (keys.length === 0) return [];
  const fewer = keys.map((left) => Object.fromEntries(Object.entries(value).filter(([key]) => key !== left)));
  return [{}, ...(keys.length > 1 ? fewer : [])];
}

/** Values of lists that the contract defines, and holes. */
const HAS_MEANING = /^(edge|beta|candidate|stable|PASSED|FAILED|ERROR)$|⟦/;
