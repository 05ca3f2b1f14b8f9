/** What is remembered, found, deleted and signed wrongly in places of their own. */
import { flawsOf, onStatus, onSuccess, wrap } from "../changes.js";
import { MINUTE } from "../dates.js";
import type { Policy } from "../policy.js";
import { sameJson } from "../json.js";
import type { Answer, Opportunity } from "../records.js";

const DAY = 24 * 60 * MINUTE;

const secondRepeats = flawsOf("repeats and races", {
  "post-again-with-its-revno": [
    "`7.same-post-again`: a repetition that names the revision of the pick, which was left out at first, is 409.",
    (p) => {
      const sent = new Map<string, boolean>();
      p.before.push((call) => {
        if (call.operation === undefined || !call.incoming.path.startsWith("/test-opportunities/"))
          return undefined;
        const names = call.incoming.body.toString().includes('"agent_revno"');
        const path = call.incoming.path.toLowerCase();
        const differs = sent.has(path) && sent.get(path) !== names;
        sent.set(path, sent.get(path) ?? names);
        return differs
          ? { status: 409, headers: {}, body: p.errors.body(409, "Another result is there.") }
          : undefined;
      });
    },
  ],
  "pick-one-at-a-time": [
    "`7.pick`: an agent that holds an opportunity gets no other until it has posted.",
    (p) => {
      let held: Opportunity[] = [];
      wrap(p.scope, "waiting", (right) => (state, account) => {
        held = [...state.opportunities.values()].filter(
          ({ holder, result }) => holder !== null && result === null,
        );
        return right(state, account);
      });
      wrap(
        p.match,
        "fits",
        (right) => (o, agent) => right(o, agent) && !held.some(({ holder }) => holder!.id === agent.id),
      );
    },
  ],
  "post-key-order": [
    "`7.same-post-again`: a repetition with its members in another order is 409.",
    (p) => (p.post.same = (a, b) => JSON.stringify(a) === JSON.stringify(b)),
  ],
  "post-list-order": [
    "`7.different-post`: a post whose payload has a list in another order is taken for the same.",
    (p) => {
      const sorted = (value: unknown): unknown => {
        if (Array.isArray(value))
          return value.map(sorted).toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
        if (typeof value !== "object" || value === null) return value;
        return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, sorted(part)]));
      };
      p.post.same = (a, b) => sameJson(sorted(a), sorted(b));
    },
  ],
});

const secondFilters = flawsOf("filters", {
  "end-day-included": [
    "`2.date-forms`: an end_date that is a plain day means the end of that day.",
    (p) => {
      wrap(p.rules, "date", (right) => (value, field) => {
        const at = right(value, field);
        return field === "end_date" && /^(\d{8}|\d{4}-\d{2}-\d{2})$/.test(value) ? at + DAY : at;
      });
    },
  ],
  "image-first-only": [
    "`5.filters`: image_unique_id finds the logs of the image's first advertisement only.",
    (p) =>
      wrap(p.order, "logs", (right) => (list) => {
        const isOne =
          list.length > 1 && list.every(({ imageUniqueId }) => imageUniqueId === list[0]!.imageUniqueId);
        return right(isOne ? list.filter(({ queuedAt }) => queuedAt === list[0]!.queuedAt) : list);
      }),
  ],
  "results-dates-of-pick": [
    "`6.filter-dates`: the dates of results apply to the pick.",
    (p) =>
      wrap(
        p.filters,
        "time",
        (right) => (listing, o) =>
          listing.endsWith("results") ? (o.events[1]?.at ?? right(listing, o)) : right(listing, o),
      ),
  ],
});

const secondContexts = flawsOf("contexts", {
  "contexts-lost-by-put": [
    "`4.advertised-again`: a replacement forgets the bases of earlier snap revisions.",
    (p) =>
      onSuccess(p, ["updateProduct"], (body, { product }) => {
        product!.bases.clear();
        return body;
      }),
  ],
  "base-of-same-channel": [
    "`4.context-of-snap`: a gold master on the channel of the snap is no base.",
    (p) =>
      wrap(p.contexts, "base", (right) => (product, snap, channel) => {
        const base = right(product, snap, channel);
        return base === channel ? null : base;
      }),
  ],
});

const secondTimes = flawsOf("times", {
  "list-created-at-hour": [
    "`4.product-created-at`: created_at in the list of products is an hour later than elsewhere.",
    (p) =>
      onSuccess(p, ["listProducts"], (body, { state, account }) => ({
        products: (body.products as { id: string }[]).map((shown) => {
          const product = state.products.get(shown.id)!;
          const isOwn = product.account === account;
          return isOwn ? { ...shown, created_at: p.dates.naive(product.createdAt + 60 * MINUTE) } : shown;
        }),
      })),
  ],
  "result-spec-time-of-storing": [
    "`4.test-spec`: created_at of the Test Spec in a result is the time of storing.",
    (p) =>
      wrap(p.views, "olderResult", (right) => (o) => ({
        ...right(o),
        test_spec: { ...p.views.spec(o.spec), created_at: p.dates.naive(o.result!.storedAt!) },
      })),
  ],
  "event-microseconds-lost": [
    "`5.updated-at`: the last three digits of updated_at are zeros.",
    (p) =>
      wrap(p.views, "log", (right) => (o) => ({
        ...right(o),
        updated_at: p.dates.offset(o.updatedAt - (o.updatedAt % 1000)),
      })),
  ],
});

const secondScope = flawsOf("scope", {
  "put-refused-and-done": [
    "`3.privacy`: the replacement of another account's product is 404, and is done.",
    (p) =>
      onStatus(p, [404], (answer, { operation, params, state, body }) => {
        const product = state.products.get(params.product_id ?? "");
        if (operation === "updateProduct" && product) Object.assign(product, body);
        return answer;
      }),
  ],
  "results-of-image-anywhere": [
    "`6.filter-image`: image_unique_id finds results of all products of the account.",
    (p) =>
      onSuccess(p, ["listTestResults"], (body, { state, account, query, product }) => {
        const id = query.image_unique_id;
        if (id === undefined) return body;
        const others = [...state.opportunities.values()].filter(
          (o) =>
            o.product.account === account &&
            o.product !== product &&
            o.imageUniqueId === id &&
            p.filters.shows(o),
        );
        return {
          test_results: [...(body.test_results as unknown[]), ...others.map((o) => p.views.result(o))],
        };
      }),
  ],
  "agent-platform-sticks": [
    "`7.platform`: an agent that names no platform counts with that of its last pick.",
    (p) => {
      const last = new Map<string, string>();
      wrap(p.match, "fits", (right) => (o, agent) => {
        if (agent.platform !== null) last.set(agent.id, agent.platform);
        return right(o, { ...agent, platform: agent.platform ?? last.get(agent.id) ?? null });
      });
    },
  ],
});

const secondStale = flawsOf("stale reads", {
  "none-stays-none": [
    "`6.none`: a query of results that found nothing finds nothing later.",
    (p) => {
      const none = new Set<string>();
      onSuccess(p, ["listTestResults"], (body, { incoming }) => {
        const key = incoming.path + incoming.rawQuery;
        if ((body.test_results as unknown[]).length === 0 && incoming.rawQuery !== "") none.add(key);
        return none.has(key) ? { test_results: [] } : body;
      });
    },
  ],
  "log-of-one-cached": [
    "`5.prefix`: the log of one opportunity stays as it was first asked for by its id; the whole list is right.",
    (p) => {
      const known = new Map<string, unknown>();
      onSuccess(p, ["listTestEvents"], (body, { incoming, query }) => {
        if (query.test_opportunity_id === undefined) return body;
        const key = incoming.path + incoming.rawQuery;
        if (!known.has(key) && (body.event_logs as unknown[]).length > 0)
          known.set(key, JSON.parse(JSON.stringify(body)));
        return known.get(key) ?? body;
      });
    },
  ],
});

const secondDeletion = flawsOf("deletion", {
  "deleted-spec-payload-lost": [
    "`4.deleteTestSpec`: an agent gets the opportunity of a deleted Test Spec without its payload.",
    (p) => {
      const gone = new Set<string>();
      wrap(p.remove, "spec", (right) => (state, spec) => {
        gone.add(spec.id);
        right(state, spec);
      });
      wrap(p.views, "opportunity", (right) => (o: Opportunity) => ({
        ...right(o),
        ...(gone.has(o.spec.id) && { test_payload: null }),
      }));
    },
  ],
  "deleted-spec-name-lost": [
    "`4.deleteTestSpec`: the log of a deleted Test Spec has an empty spec_name.",
    (p) => {
      const gone = new Set<string>();
      wrap(p.remove, "spec", (right) => (state, spec) => {
        gone.add(spec.id);
        right(state, spec);
      });
      wrap(p.views, "log", (right) => (o) => ({
        ...right(o),
        ...(gone.has(o.spec.id) && { spec_name: "" }),
      }));
    },
  ],
});

const refusedAt = (p: Policy): Answer => ({
  status: 401,
  headers: p.errors.headers(401),
  body: p.errors.body(401, "The token is no longer valid."),
});

const secondTokens = flawsOf("tokens and signatures", {
  "nonce-of-the-last-100": [
    "`3.nonce`: a nonce is taken again after 100 other requests.",
    (p) =>
      wrap(p.oauth, "checkNonce", (right) => (state, sent) => {
        right(state, sent);
        const [oldest] = state.nonces;
        if (state.nonces.size > 100) state.nonces.delete(oldest!);
      }),
  ],
  "nonce-per-method": [
    "`3.nonce`: a nonce may be used again with another method.",
    (p) => {
      wrap(p.oauth, "verify", (right) => (incoming, state, now) => {
        const key = p.oauth.nonceKey;
        p.oauth.nonceKey = (nonce, parameters) => `${incoming.method} ${key(nonce, parameters)}`;
        try {
          return right(incoming, state, now);
        } finally {
          p.oauth.nonceKey = key;
        }
      });
    },
  ],
  "tokens-three-at-most": [
    "`3.token-created`: with the third new token the first of them no longer signs.",
    (p) => {
      const made = new Map<string, string[]>();
      onSuccess(p, ["createToken"], (body, _call, answer) => {
        const consumer = String(body.consumer_key);
        if (answer.status === 201)
          made.set(consumer, [...(made.get(consumer) ?? []), String(body.token_key)]);
        return body;
      });
      p.before.push(({ incoming }) => {
        const header = incoming.headers.authorization ?? "";
        const old = [...made.values()].flatMap((keys) => keys.slice(0, -2));
        return old.some((key) => header.includes(`"${key}"`)) ? refusedAt(p) : undefined;
      });
    },
  ],
  "timestamp-not-signed": [
    "`3.hmac-sha1`: a timestamp that is one or two seconds later than the signed one is taken.",
    (p) =>
      wrap(p.oauth, "checkSignature", (right) => (incoming, signed) => {
        const at = Number(signed.parameters.get("oauth_timestamp"));
        const tries = [0, 1, 2].map(
          (by) => new Map([...signed.parameters, ["oauth_timestamp", String(at - by)]]),
        );
        const isRight = tries.some((parameters) => {
          try {
            right(incoming, { ...signed, parameters });
            return true;
          } catch {
            return false;
          }
        });
        if (!isRight) right(incoming, signed);
      }),
  ],
});

/** A second set of flaws, of what is remembered and found. */
export const secondStateFlaws = [
  ...secondRepeats,
  ...secondFilters,
  ...secondContexts,
  ...secondTimes,
  ...secondScope,
  ...secondStale,
  ...secondDeletion,
  ...secondTokens,
];
