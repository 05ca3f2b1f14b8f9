/** Values, names, lists and errors that are wrong in places of their own. */
import { deep, flawsOf, isFields, onStatus, onSuccess, wrap } from "../changes.js";
import type { OpaquePlace, Policy, TextPlace } from "../policy.js";
import type { Opportunity } from "../records.js";
import type { View } from "../views.js";

const kept =
  (place: OpaquePlace, change: (value: unknown) => unknown) =>
  (p: Policy): void =>
    wrap(p.store, "opaque", (right) => (where, value) => {
      const stored = right(where, value);
      return where === place ? change(stored) : stored;
    });

const named =
  (place: TextPlace, change: (text: string) => string) =>
  (p: Policy): void =>
    wrap(p.store, "text", (right) => (where, text) => {
      const stored = right(where, text);
      return where === place ? change(stored) : stored;
    });

/** Cuts what is nested deeper. */
function shallow(value: unknown, levels: number): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (levels === 0) return null;
  if (Array.isArray(value)) return value.map((part) => shallow(part, levels - 1));
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, shallow(part, levels - 1)]));
}

const secondOpaque = flawsOf("opaque values", {
  "reference-number-text-in-result": [
    "`4.image-reference-opaque`: a number as image_reference is a text in results, and a number elsewhere.",
    (p) =>
      wrap(p.views, "result", (right) => (o) => {
        const shown = right(o);
        const reference = shown.image_reference;
        return { ...shown, image_reference: typeof reference === "number" ? String(reference) : reference };
      }),
  ],
  "test-payload-template": [
    "`4.test-payload`: {product} in a text of test_payload becomes the product's name when an agent gets it.",
    (p) =>
      wrap(p.views, "opportunity", (right) => (o) => ({
        ...right(o),
        test_payload: deep(o.spec.testPayload, (part) =>
          typeof part === "string" ? part.replaceAll("{product}", o.product.name) : part,
        ),
      })),
  ],
  "result-payload-depth-60": [
    "`6.result` (`result_payload`): what is nested deeper than 60 levels is null.",
    kept("result_payload", (value) => shallow(value, 60)),
  ],
  "timing-name-cut": [
    "`6.result-rest`: names of timing are cut to 64 characters.",
    kept("agent", (value) => {
      const { timing } = (value ?? {}) as { timing?: Record<string, string> };
      if (!timing) return value;
      return {
        timing: Object.fromEntries(Object.entries(timing).map(([name, at]) => [name.slice(0, 64), at])),
      };
    }),
  ],
});

const secondText = flawsOf("text", {
  "agent-group-64": [
    "`5.picked`: an agent_group is cut to 64 characters.",
    named("agent_group", (text) => text.slice(0, 64)),
  ],
  "gold-master-snap-lower-case": [
    "`4.context-of-gold-master`: snap names of advertisements are kept in lower case.",
    named("snap name", (text) => text.toLowerCase()),
  ],
  "spec-name-tabular": [
    "`4.test-spec`: a vertical bar or semicolon in a Test Spec's name becomes a comma.",
    named("spec name", (text) => text.replace(/[|;]/g, ",")),
  ],
  "release-right-to-left": [
    "`4.product`: marks of direction and joiners of Unicode are taken out of a release.",
    named("release", (text) => text.replace(/[\u200b-\u200f\u202a-\u202e]/g, "")),
  ],
});

const secondLists = flawsOf("lists", {
  "specs-slot-again": [
    "`4.listTestSpecs`: a new Test Spec takes the place of one that was deleted.",
    (p) => {
      const free = new Map<unknown, number[]>();
      wrap(p.remove, "spec", (right) => (state, spec) => {
        const at = [...state.specs.values()].filter(({ product }) => product === spec.product).indexOf(spec);
        free.set(spec.product, [...(free.get(spec.product) ?? []), at]);
        right(state, spec);
      });
      wrap(p.order, "specs", (right) => (list) => {
        const [slot] = free.get(list[0]?.product) ?? [];
        const all = [...right(list)];
        if (slot !== undefined && slot < all.length - 1) all.splice(slot, 0, all.pop()!);
        return all;
      });
    },
  ],
  "results-latest-of-image": [
    "`6.filter-image`: of several results of one Test Spec and image only the latest is listed.",
    (p) =>
      wrap(p.order, "results", (right) => (list) => {
        const key = ({ imageUniqueId, spec }: Opportunity): string => `${imageUniqueId} ${spec.id}`;
        const sorted = right(list);
        return sorted.filter((o, at) => !sorted.slice(at + 1).some((later) => key(later) === key(o)));
      }),
  ],
  "logs-unfinished-last": [
    "`5.no-filter`: logs of finished opportunities come before the others.",
    (p) =>
      wrap(p.order, "logs", (right) => (list) => {
        const isDone = ({ result }: Opportunity): boolean => result !== null;
        return [...right(list).filter(isDone), ...right(list).filter((o) => !isDone(o))];
      }),
  ],
});

const secondErrors = flawsOf("errors", {
  "slash-at-the-end": [
    "`2.methods`: a path with a slash at the end is the path without it.",
    (p) =>
      p.after.push((answer, { incoming }) =>
        answer.status === 404 && incoming.path === "/products/"
          ? { status: 200, headers: {}, body: { products: [] } }
          : answer,
      ),
  ],
  "conflict-stored-without-holder": [
    "`7.only-holder`: the message of a 409 names no holder once the result is stored.",
    (p) =>
      onStatus(p, [409], (answer, { opportunity }) => {
        if (typeof opportunity?.result?.storedAt !== "number") return answer;
        return { ...answer, body: p.errors.body(409, "The opportunity's state is RESULT_STORED.") };
      }),
  ],
  "image-null-id-made": [
    "`4.advertiseImage`: an image_unique_id of null is taken, and an id is made.",
    (p) =>
      wrap(p.readers, "image", (right) => (body) => {
        const isNull = isFields(body) && body.image_unique_id === null;
        return right(isNull ? { ...body, image_unique_id: p.make.imageUniqueId() } : body);
      }),
  ],
  "name-after-the-first-error": [
    "`2.error-ids`: if two fields are wrong, the message names a field that is right.",
    (p) =>
      wrap(p.readers, "product", (right) => (body) => {
        const isWrong = isFields(body) && typeof body.name !== "string" && typeof body.release !== "string";
        return isWrong ? p.rules.refuse("snaps", "a list") : right(body);
      }),
  ],
});

const secondResults = flawsOf("results and events", {
  "group-of-first-pick": [
    "`5.picked`: the group and platform of an agent are those of its first pick for ever.",
    (p) => {
      const known = new Map<string, { platform: string | null; group: string | null }>();
      wrap(p.flow, "picked", (right) => (at, agent) => {
        const first = known.get(agent.id) ?? { platform: agent.platform, group: agent.group };
        known.set(agent.id, first);
        return right(at, { ...agent, ...first });
      });
    },
  ],
  "revno-of-latest-pick": [
    "`7.post`: the default of agent_revno is that of the agent's latest pick, of whatever opportunity.",
    (p) => {
      const latest = new Map<string, string | null>();
      wrap(p.flow, "picked", (right) => (at, agent) => {
        latest.set(agent.id, agent.revno);
        return right(at, agent);
      });
      p.post.revno = (post) => post.agentRevno ?? latest.get(post.agentId) ?? null;
    },
  ],
  "error-without-payload": [
    "`6.result`: a result of ERROR has an empty payload.",
    (p) =>
      wrap(p.views, "olderResult", (right) => (o) => {
        const shown: View = right(o);
        return shown.test_status === "ERROR" ? { ...shown, result_payload: {} } : shown;
      }),
  ],
  "agent-of-first-result": [
    "`6.result-rest`: the timing of a result is that of the agent's first result.",
    (p) => {
      const first = new Map<string, unknown>();
      wrap(p.views, "olderResult", (right) => (o) => {
        const { agentId, agent } = o.result!.post;
        if (!first.has(agentId)) first.set(agentId, agent);
        return { ...right(o), agent: first.get(agentId) };
      });
    },
  ],
});

const secondLegacy = flawsOf("legacy API", {
  "legacy-image-one-product": [
    "`8.image-name`: of several products only the one with the most Test Specs of the name is triggered.",
    (p) =>
      wrap(p.match, "legacyImage", (right) => (state, account, name) => {
        const all = right(state, account, name);
        const of = (id: string): number => all.filter(({ product }) => product.id === id).length;
        const most = Math.max(0, ...all.map(({ product }) => of(product.id)));
        return all.filter(({ product }) => of(product.id) === most);
      }),
  ],
  "legacy-snap-as-edge": [
    "`4.advertised-again`: a legacy snap revision shares its context with the channel edge.",
    (p) => wrap(p.contexts, "baseKey", (right) => (snap, channel) => right(snap, channel ?? "edge")),
  ],
  "legacy-events-name-of-latest": [
    "`8.legacyListTestEvents`: image_name is that of the account's latest legacy image.",
    (p) => {
      let latest: string | null = null;
      onSuccess(p, ["legacyAdvertiseImage"], (body, { body: sent }) => {
        latest = String((sent as View).image_name);
        return body;
      });
      wrap(p.views, "legacyLog", (right) => (o, organization) => ({
        ...right(o, organization),
        image_name: o.imageName === null ? null : latest,
      }));
    },
  ],
});

/** A second set of flaws, of values and answers. */
export const secondValueFlaws = [
  ...secondOpaque,
  ...secondText,
  ...secondLists,
  ...secondErrors,
  ...secondResults,
  ...secondLegacy,
];
