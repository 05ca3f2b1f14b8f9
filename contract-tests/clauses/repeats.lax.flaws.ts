import { around } from "../mutants/around.js";
import { objectOf } from "../mutants/bodies.js";
import { refuse } from "../mutants/changes.js";
import type { Mutant } from "../mutants/mutant.js";

/** The opposite of {@link compared}: refuses a repetition that is only serialized in another way. */
export const letterByLetter: Mutant["wrap"] = around(["postTestResult"], () => {
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

export const LAX: readonly [
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
