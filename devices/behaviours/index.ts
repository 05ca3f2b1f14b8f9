import type { BehaviourForm, Hooks, SettingProblem } from "./behaviour.js";
import { failsFromRevision } from "./fails-from-revision.js";
import { flaky } from "./flaky.js";
import { offline } from "./offline.js";
import { oversizedPayload } from "./oversized-payload.js";
import { postsToForeign } from "./posts-to-foreign.js";
import { postsTwice } from "./posts-twice.js";
import { provisioningFails } from "./provisioning-fails.js";
import { rebootsMidTest } from "./reboots-mid-test.js";
import type { JsonSchema } from "./setting.js";
import { slow } from "./slow.js";
import { vanishesAfterPick } from "./vanishes-after-pick.js";

/** Every behaviour, in the order of the profile's schema. */
const ALL = [
  slow,
  flaky,
  failsFromRevision,
  provisioningFails,
  vanishesAfterPick,
  rebootsMidTest,
  postsTwice,
  oversizedPayload,
  postsToForeign,
  offline,
] as const;

type SettingsOf<Form> =
  Form extends BehaviourForm<infer Kind, infer Settings> ? { kind: Kind } & Settings : never;

/** An entry of a profile's `behaviours`: its kind and its settings, durations in milliseconds. */
export type BehaviourSettings = SettingsOf<(typeof ALL)[number]>;

/** An entry as written in a profile, already checked by the schema. */
export type WrittenBehaviour = { kind: BehaviourSettings["kind"] } & Record<string, unknown>;

/** A behaviour of a device, ready to run. */
export type Behaviour = Hooks & { kind: string };

type AnyForm = BehaviourForm<BehaviourSettings["kind"], Record<string, unknown>>;
const FORMS = new Map(ALL.map((form) => [form.kind, form as unknown as AnyForm]));
const formOf = (kind: BehaviourSettings["kind"]): AnyForm => FORMS.get(kind)!;

/** The schemas of all behaviours, for the profile's. */
export function behaviourSchemas(): JsonSchema[] {
  return [...FORMS.values()].map(({ kind, description, settings }) => {
    const entries = Object.entries(settings);
    const required = entries.filter(([, one]) => one.default === undefined && !one.optional);
    const properties = entries.map(([name, { schema, default: standard }]) => [
      name,
      { ...schema, ...(standard === undefined ? {} : { default: standard }) },
    ]);
    return {
      description,
      type: "object",
      additionalProperties: false,
      required: ["kind", ...required.map(([name]) => name)],
      properties: { kind: { const: kind }, ...(Object.fromEntries(properties) as object) },
    };
  });
}

/** A behaviour's settings, with the defaults filled in: Ajv fills none in under `oneOf`. */
export function readBehaviour(written: WrittenBehaviour): BehaviourSettings {
  const read = Object.entries(formOf(written.kind).settings).flatMap(([name, setting]) => {
    const value = written[name] ?? setting.default;
    if (value === undefined) return [];
    return [[name, setting.read ? setting.read(value as never) : value]];
  });
  return { kind: written.kind, ...Object.fromEntries(read) } as BehaviourSettings;
}

/** Checks of a behaviour's settings that the schema cannot express. */
export function behaviourProblems(settings: BehaviourSettings): Iterable<SettingProblem> {
  const { kind, ...rest } = settings;
  return formOf(kind).problems?.(rest) ?? [];
}

/** A profile's behaviours, ready to run, in the profile's order. */
export function makeBehaviours(settings: readonly BehaviourSettings[]): Behaviour[] {
  return settings.map(({ kind, ...rest }) => ({ kind, ...formOf(kind).hooks(rest) }));
}

/** The first defined value of a hook. */
export function firstOf<T>(
  behaviours: readonly Behaviour[],
  ask: (one: Behaviour) => T | undefined,
): T | undefined {
  for (const behaviour of behaviours) {
    const said = ask(behaviour);
    if (said !== undefined) return said;
  }
  return undefined;
}
