import { around } from "../mutants/around.js";
import { idsOf, objectOf, RESULTS, resultsOf, testSpecsOf } from "../mutants/bodies.js";
import type { Call, WireAnswer } from "../mutants/call.js";
import { become, onStatus, refuse, remembering } from "../mutants/changes.js";
import { defineFlaws, type WrittenFlaw } from "../mutants/define-flaws.js";
import type { Mutant } from "../mutants/mutant.js";

/** Lets concurrent requests run, as a server does that waits for its store between a check and a change. */
async function othersTurn(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** Changes requests that are concurrent with others of the same method and path. */
const raced = (
  operations: readonly string[],
  late: (call: Call, first: Promise<WireAnswer>) => Promise<WireAnswer>,
): Mutant["wrap"] =>
  around(operations, () => {
    const underWay = new Map<string, Promise<WireAnswer>>();
    return async (call) => {
      await call.text();
      const body = objectOf(await call.body());
      const name = call.request.method === "PUT" ? null : (body["token_name"] ?? body["name"]);
      const key = `${call.request.method} ${call.url.pathname} ${JSON.stringify(name ?? null)}`;
      const first = underWay.get(key);
      if (first) return late(call, first);
      const sent = othersTurn().then(() => call.send());
      underWay.set(key, sent);
      const answer = await sent;
      underWay.delete(key);
      return answer;
    };
  });

const copied = ({ status, headers, body, ...rest }: WireAnswer): WireAnswer => ({
  ...{ status, headers: new Headers(headers), body },
  ...rest,
});

const ADVERTISE = ["advertiseSnap", "advertiseGoldMaster", "advertiseImage"];

/** Compares a post less strictly with the first post for its opportunity. */
const compared = (lax: (post: Record<string, unknown>) => Record<string, unknown>): Mutant["wrap"] =>
  around(["postTestResult"], () => {
    const first = new Map<string, { post: string; answer: WireAnswer }>();
    return async (call) => {
      const id = call.path["test_opportunity_id"]!;
      const post = JSON.stringify(lax(objectOf(await call.body())));
      const known = first.get(id);
      if (known?.post === post) return { ...copied(known.answer), status: 200 };
      const answer = await call.send();
      if (answer.status === 201) first.set(id, { post, answer });
      return answer;
    };
  });

/** The opposite of {@link compared}: refuses a repetition that is only serialized in another way. */
const letterByLetter: Mutant["wrap"] = around(["postTestResult"], () => {
  const first = new Map<string, string>();
  return async (call) => {
    const id = call.path["test_opportunity_id"]!;
    const post = await call.text();
    const answer = await call.send();
    if (answer.status === 201) first.set(id, post);
    if (answer.status === 200 && first.get(id) !== post) refuse(answer, 409, "conflict");
    return answer;
  };
});

const without =
  (...names: string[]) =>
  (post: Record<string, unknown>): Record<string, unknown> =>
    Object.fromEntries(Object.entries(post).filter(([name]) => !names.includes(name)));

const deepSorted = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(deepSorted).toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
    : value;

const inPayload =
  (change: (payload: Record<string, unknown>) => Record<string, unknown>) =>
  (post: Record<string, unknown>): Record<string, unknown> => ({
    ...post,
    result_payload: change(objectOf(post["result_payload"])),
  });

const LAX: readonly [
  differs: string,
  breaks: string,
  lax: (post: Record<string, unknown>) => Record<string, unknown>,
][] = [
  ["test-status", "the status is not compared", without("test_status")],
  [
    "payload-value",
    "null in a payload counts as 0",
    inPayload(
      (payload) => JSON.parse(JSON.stringify(payload).replaceAll("null", "0")) as Record<string, unknown>,
    ),
  ],
  [
    "payload-order",
    "lists in a payload are compared as sets",
    inPayload((payload) => ({ ...payload, b: deepSorted(payload["b"]) })),
  ],
  [
    "payload-member-more",
    "null members of a payload are ignored",
    inPayload((payload) => Object.fromEntries(Object.entries(payload).filter(([, value]) => value !== null))),
  ],
  [
    "payload-member-less",
    "only the first member of a payload is compared",
    inPayload((payload) => Object.fromEntries(Object.entries(payload).filter(([name]) => name === "b"))),
  ],
  [
    "payload-type",
    "numbers in a payload are compared as text",
    inPayload(
      (payload) => JSON.parse(JSON.stringify(payload).replace("[1,", '["1",')) as Record<string, unknown>,
    ),
  ],
  ["agent-revno", "the agent's revision is not compared", without("agent_revno")],
  ["agent-timing", "the field agent is not compared", without("agent")],
  [
    "agent-timing-more",
    "only the first time in the field agent is compared",
    (post) => ({ ...post, agent: JSON.stringify(post["agent"] ?? null).slice(0, 50) }),
  ],
  ["no-agent", "null for the field agent equals any value", without("agent")],
];

/** Flaws that only show with concurrent, repeated or reordered requests. */
export const repeatFlaws = defineFlaws("repeats", [
  [
    "products.one",
    "concurrent requests for products of the same name create one product",
    "repeats.products",
    raced(["createProduct"], async (_, first) => copied(await first)),
  ],
  [
    "test-specs.one",
    "concurrent requests for Test Specs of the same name create one Test Spec",
    "repeats.test-specs",
    raced(["createTestSpec"], async (_, first) => copied(await first)),
  ],
  [
    "test-specs.by-name",
    "only the last of several Test Specs of the same name is listed",
    "repeats.test-specs",
    remembering(["listTestSpecs"], () => (answer) => {
      const specs = testSpecsOf(answer);
      const last = new Map(specs.map((spec) => [spec.name, spec]));
      specs.splice(0, specs.length, ...last.values());
    }),
  ],
  [
    "put.mixed",
    "concurrent replacements of a product are merged",
    "repeats.put",
    raced(["updateProduct"], async (call, first) => {
      const { release } = (await first).body as { release: string };
      return call.send({ body: { ...objectOf(await call.body()), release } });
    }),
  ],
  [
    "put.conflict",
    "a concurrent replacement is 409",
    "repeats.put",
    raced(["updateProduct"], async (_, first) => {
      const answer = copied(await first);
      refuse(answer, 409, "conflict");
      return answer;
    }),
  ],
  ...(["product", "test-spec"] as const).map((thing): WrittenFlaw => [
    `delete-${thing}.twice`,
    `several concurrent deletions of a ${thing} are 204`,
    `repeats.delete-${thing}`,
    raced([thing === "product" ? "deleteProduct" : "deleteTestSpec"], async (_, first) =>
      copied(await first),
    ),
  ]),
  ...(["snap", "gold-master", "image"] as const).flatMap((kind, n): WrittenFlaw[] => [
    [
      `advertise.${kind}.one`,
      `concurrent advertisements of ${kind} make one set of opportunities`,
      `repeats.advertise.${kind}`,
      raced([ADVERTISE[n]!], async (_, first) => copied(await first)),
    ],
    [
      `advertise.${kind}.lost`,
      `one of several concurrent advertisements of ${kind} is answered with ids but makes no opportunity`,
      `repeats.advertise.${kind}`,
      raced([ADVERTISE[n]!], async (call, first) => {
        const answer = copied(await first);
        for (const made of idsOf(answer)) {
          if (typeof made !== "string") made.test_opportunity_id = call.world.nonce().padEnd(36, "0");
        }
        return answer;
      }),
    ],
  ]),
  [
    "post.conflict",
    "a concurrent repetition of a post is 409",
    "repeats.post",
    raced(["postTestResult"], async (_, first) => {
      const answer = copied(await first);
      refuse(answer, 409, "conflict");
      return answer;
    }),
  ],
  [
    "post.created-twice",
    "a concurrent repetition of a post is 201",
    "repeats.post",
    raced(["postTestResult"], async (_, first) => copied(await first)),
  ],
  [
    "post.last-wins",
    "concurrent posts that differ are all accepted",
    "repeats.post.different",
    raced(["postTestResult"], async (_, first) => ({ ...copied(await first), status: 201 })),
  ],
  [
    "post.any-agent",
    "posts of other agents are accepted while the holder posts",
    "repeats.post.two-agents",
    around(["postTestResult"], () => async (call) => {
      await call.text();
      const answer = await call.send();
      if (answer.status === 409) become(answer, 201, { result_id: call.world.nonce() });
      return answer;
    }),
  ],
  ...LAX.map(([differs, breaks, lax]): WrittenFlaw => [
    `post.lax.${differs}`,
    `when a post is repeated, ${breaks}`,
    `repeats.post.other.${differs}`,
    compared(lax),
  ]),
  ...["members-in-another-order", "revision-left-out", "revision-null"].map((name): WrittenFlaw => [
    `post.letter.${name}`,
    `a repeated post is compared as text, not as JSON: ${name.replaceAll("-", " ")}`,
    `repeats.post.same.${name}`,
    letterByLetter,
  ]),
  [
    "post.spec-deleted",
    "a post for a deleted Test Spec is 404",
    "repeats.post.spec-deleted",
    remembering(["deleteTestSpec", "postTestResult"], () => {
      let isDeleted = false;
      return (answer, call) => {
        if (call.operationId === "deleteTestSpec") isDeleted ||= answer.status === 204;
        else if (isDeleted) refuse(answer, 404, "resource-not-found");
      };
    }),
  ],
  [
    "hold.one",
    "an agent that holds an opportunity gets no other",
    "repeats.hold-several",
    remembering(["pickTestOpportunity"], () => {
      const holders = new Set<unknown>();
      return (answer, call) => {
        if (answer.status !== 200) return;
        if (holders.has(call.path["agent_id"])) become(answer, 204);
        holders.add(call.path["agent_id"]);
      };
    }),
  ],
  [
    "hold.same-again",
    "an agent that polls again gets the opportunity that it holds",
    "repeats.hold-several",
    around(["pickTestOpportunity"], () => {
      const held = new Map<unknown, WireAnswer>();
      return async (call) => {
        const known = held.get(call.path["agent_id"]);
        if (known) return copied(known);
        const answer = await call.send();
        if (answer.status === 200) held.set(call.path["agent_id"], copied(answer));
        return answer;
      };
    }),
  ],
  [
    "hold.in-turn",
    "an agent may only post for its last pick",
    "repeats.hold-several",
    remembering(["pickTestOpportunity", "postTestResult"], () => {
      const last = new Map<unknown, unknown>();
      return async (answer, call) => {
        if (call.operationId === "pickTestOpportunity") {
          if (answer.status === 200)
            last.set(call.path["agent_id"], objectOf(answer.body)["test_opportunity_id"]);
          return;
        }
        const held = last.get(objectOf(await call.body())["agent_id"]);
        if (answer.status === 201 && held !== call.path["test_opportunity_id"])
          refuse(answer, 409, "conflict");
      };
    }),
  ],
  [
    "hold.last-revision",
    "a result without a revision of its own has that of the agent's last pick",
    "repeats.hold-several",
    remembering(["pickTestOpportunity", ...RESULTS], () => {
      const last = new Map<unknown, string | null>();
      return async (answer, call) => {
        if (call.operationId === "pickTestOpportunity") {
          const { agent_revno } = objectOf(await call.body());
          if (answer.status === 200) last.set(call.path["agent_id"], (agent_revno ?? null) as string | null);
          return;
        }
        for (const result of resultsOf(answer)) {
          const revision = last.get(result["agent-id"]);
          if (/^r\d$/.test(result.agent_revno ?? "") && revision !== undefined) result.agent_revno = revision;
        }
      };
    }),
  ],
  [
    "hold.others-end",
    "a post queues the agent's other opportunities again",
    "repeats.hold-several.one-posted",
    remembering(["listTestEvents", "postTestResult"], () => {
      let posted = false;
      return (answer, { operationId }) => {
        if (operationId === "postTestResult") posted ||= answer.status === 201;
        else if (posted) {
          for (const { events } of (answer.body as { event_logs: { events: unknown[] }[] }).event_logs)
            if (events.length === 2) events.pop();
        }
      };
    }),
  ],
  [
    "post.many-mixed",
    "two concurrent posts are exchanged",
    "repeats.post.many",
    around(["postTestResult"], () => {
      let other: ((body: unknown) => void) | null = null;
      return async (call) => {
        const body = objectOf(await call.body());
        if (other) {
          other(body["result_payload"]);
          other = null;
          return call.send();
        }
        const swapped = new Promise<unknown>((resolve) => (other = resolve));
        const payload = await Promise.race([swapped, othersTurn().then(() => body["result_payload"])]);
        other = null;
        return call.send({ body: { ...body, result_payload: payload } });
      };
    }),
  ],
  [
    "pick.twice",
    "agents that poll concurrently get the same opportunity",
    ["repeats.pick.one", "repeats.pick.while-advertised"],
    (fetch, world) => shared(false)(fetch, world),
  ],
  [
    "pick.same-agent-twice",
    "concurrent polls of one agent get the same opportunity",
    "repeats.pick.same-agent",
    (fetch, world) => shared(true)(fetch, world),
  ],
  [
    "delete-and-post",
    "a post for a deleted product makes a result",
    "repeats.delete-and-post",
    onStatus(["postTestResult"], 404, (answer, call) =>
      become(answer, 201, { result_id: call.world.nonce() }),
    ),
  ],
  [
    "token.two",
    "concurrent requests for one token make one token each",
    "repeats.token",
    raced(["createToken"], async (call, first) => {
      await first;
      const body = objectOf(await call.body());
      return call.send({
        body: { ...body, token_name: `${String(body["token_name"])}${call.world.nonce()}`.slice(0, 200) },
      });
    }),
  ],
  [
    "token.conflict",
    "a concurrent request for the same token is 409",
    "repeats.token",
    raced(["createToken"], async (_, first) => {
      const answer = copied(await first);
      refuse(answer, 409, "conflict");
      return answer;
    }),
  ],
]);

/** Gives concurrent picks (of one agent, or of one platform) the same answer. */
function shared(ofOneAgent: boolean): Mutant["wrap"] {
  return around(["pickTestOpportunity"], () => {
    const underWay = new Map<string, Promise<WireAnswer>>();
    return async (call) => {
      const { platform } = objectOf(await call.body());
      const key = ofOneAgent ? call.path["agent_id"]! : String(platform);
      const first = underWay.get(key);
      if (first) return copied(await first);
      const sent = othersTurn().then(() => call.send());
      underWay.set(key, sent);
      const answer = await sent;
      underWay.delete(key);
      return copied(answer);
    };
  });
}
