import type { Json, JsonObject, TestOpportunity, TestStatus } from "./api-types.js";
import { channelOf, revisionOf, testCommands, unpackJson } from "./opportunity.js";

/** The sources of the placeholders' values. */
export interface TemplateContext {
  opportunity: TestOpportunity;
  agentId: string;
  platform: string | null;
  status: TestStatus;
  /** The reason for the outcome. */
  reason: string;
}

const VALUES: Record<string, (context: TemplateContext) => Json | undefined> = {
  agent: (context) => context.agentId,
  channel: (context) => channelOf(context.opportunity),
  image_reference: (context) => unpackJson(context.opportunity.image_reference),
  image_unique_id: (context) => context.opportunity.image_unique_id,
  opportunity: (context) => context.opportunity.test_opportunity_id,
  platform: (context) => context.opportunity.platform ?? context.platform,
  product: (context) => context.opportunity.product_id,
  reason: (context) => context.reason,
  revision: (context) => revisionOf(context.opportunity),
  snap: (context) => context.opportunity.primary_snap_name,
  snaps: (context) => context.opportunity.snaps,
  spec: (context) => context.opportunity.test_spec?.name,
  status: (context) => context.status,
  test_cmds: (context) => testCommands(context.opportunity),
  test_payload: (context) => unpackJson(context.opportunity.test_payload),
};

/** The names of the placeholders. */
export const PLACEHOLDERS: readonly string[] = Object.keys(VALUES);

const PLACEHOLDER = /\{\{\s*([^{}]*?)\s*\}\}/g;

/** The unknown placeholders of a text. */
export function unknownPlaceholders(text: string): string[] {
  return [...text.matchAll(PLACEHOLDER)]
    .map((match) => match[1] ?? "")
    .filter((name) => !Object.hasOwn(VALUES, name));
}

/**
 * Fills a result payload. A string that is a single placeholder becomes the value with its type (null if missing); in
 * a longer text a missing value becomes `none`.
 */
export function fillTemplate(template: JsonObject, context: TemplateContext): JsonObject {
  return fill(template, context) as JsonObject;
}

function fill(template: Json, context: TemplateContext): Json {
  if (typeof template === "string") return fillText(template, context);
  if (Array.isArray(template)) return template.map((entry) => fill(entry, context));
  if (template === null || typeof template !== "object") return template;
  return Object.fromEntries(Object.entries(template).map(([key, value]) => [key, fill(value, context)]));
}

function fillText(text: string, context: TemplateContext): Json {
  const value = (name: string): Json =>
    Object.hasOwn(VALUES, name) ? (VALUES[name]?.(context) ?? null) : null;
  const whole = [...text.matchAll(PLACEHOLDER)];
  if (whole.length === 1 && whole[0]?.[0] === text) return value(whole[0][1] ?? "");
  return text.replace(PLACEHOLDER, (_, name: string) => {
    const found = value(name);
    return found === null ? "none" : typeof found === "string" ? found : JSON.stringify(found);
  });
}
