import { LOGS, logsOf, objectOf } from "../mutants/bodies.js";
import type { WireAnswer } from "../mutants/call.js";
import { later } from "../mutants/times.js";
import type { Mutant } from "../mutants/mutant.js";
import { become, onBody, onStatus, OTHER_ID, refuse, remembering } from "../mutants/changes.js";
import { defineFlaws, type WrittenFlaw } from "../mutants/define-flaws.js";
import { copy, PICK, platformOf, queueFlaws } from "./agents.queue.flaws.js";

const POST = ["postTestResult"];

/** Accepts a refused post of the holder as a repetition of the first, without comparing one field. */
const ignoring = (field: string): Mutant["wrap"] =>
  remembering(POST, () => {
    const first = new Map<unknown, Record<string, unknown>>();
    return async (answer, call) => {
      const body = objectOf(await call.body());
      const id = call.path["test_opportunity_id"];
      if (answer.status === 201) first.set(id, body);
      const known = first.get(id);
      if (answer.status === 409 && known)
        copy(answer, await call.send({ body: { ...body, [field]: known[field] } }));
    };
  });

/** Changes the answer to a post for an opportunity that has a result. */
const again = (change: (answer: WireAnswer) => void): Mutant["wrap"] => onStatus(POST, 200, change);

const pickField = (
  name: string,
  owner: string,
  change: (got: Record<string, unknown>) => void,
): WrittenFlaw => [`pick.${name}`, `the agent gets another ${name}`, owner, onBody(PICK, change)];

/** Flaws of how agents get work and post results (contract.md §7). */
export const agentFlaws = defineFlaws("agents", [
  pickField("product_id", "agents.pick.opportunity", (got) => (got["product_id"] = OTHER_ID)),
  pickField("image_unique_id", "agents.pick.opportunity", (got) => (got["image_unique_id"] = OTHER_ID)),
  pickField("test_spec", "agents.pick.test-spec", (got) => (objectOf(got["test_spec"])["name"] = "another")),
  pickField(
    "queued_at",
    "agents.pick.queued-at",
    (got) => (got["queued_at"] = later(String(got["queued_at"]), 1)),
  ),
  [
    "nothing.404",
    "a pick without work for the agent is 404",
    "agents.nothing",
    onStatus(PICK, 204, (a) => refuse(a, 404, "resource-not-found")),
  ],
  ...(["any-platform", "any-platform.none-named"] as const).map((clause): WrittenFlaw => [
    `${clause}.left`,
    `work for any platform is not given to an agent that names ${clause === "any-platform" ? "a platform" : "no platform"}`,
    `agents.${clause}`,
    remembering(PICK, () => async (answer, call) => {
      const isNamed = (await platformOf(call)) !== undefined;
      if (objectOf(answer.body)["platform"] === null && isNamed === (clause === "any-platform"))
        become(answer, 204);
    }),
  ]),
  [
    "account.pick",
    "an agent gets work of another account",
    "agents.others-account",
    remembering(PICK, () => async (answer, call) => {
      if (answer.status === 204) copy(answer, await call.send({ as: call.others[0]! }));
    }),
  ],
  [
    "account.post",
    "a post of another account is accepted",
    "agents.others-account.post",
    remembering(POST, () => async (answer, call) => {
      if (answer.status === 404) copy(answer, await call.send({ as: call.others[0]! }));
    }),
  ],
  ["again.201", "a repeated post is 201", "agents.same-post-again", again((a) => void (a.status = 201))],
  [
    "again.other-id",
    "a repeated post gets another result id",
    ["agents.same-post-again", "agents.lost-answer"],
    again((a) => (a.body = { result_id: OTHER_ID })),
  ],
  [
    "again.409",
    "a repeated post is refused",
    "agents.same-post-again.before-stored",
    again((a) => refuse(a, 409, "conflict")),
  ],
  [
    "again.second-event",
    "a repeated post is stored twice",
    "agents.same-post-again.no-second-event",
    remembering([...POST, ...LOGS], () => {
      const twice = new Set<unknown>();
      return (answer, call) => {
        if (call.operationId === "postTestResult" && answer.status === 200)
          twice.add(call.path["test_opportunity_id"]);
        for (const log of logsOf(answer))
          if (twice.has(log.test_opportunity_id)) log.events.push({ ...log.events.at(-1)! });
      };
    }),
  ],
  ...["test_status", "result_payload", "agent", "agent_revno"].map((field): WrittenFlaw => [
    `different.${field}`,
    `a second post that differs in ${field} counts as a repetition`,
    "agents.different-post-again",
    ignoring(field),
  ]),
  [
    "holder.any",
    "a post of an agent that does not hold the opportunity is accepted",
    "agents.only-holder",
    remembering([...PICK, ...POST], () => {
      const holders = new Map<unknown, string>();
      return async (answer, call) => {
        const { test_opportunity_id } = objectOf(answer.body);
        if (call.operationId === "pickTestOpportunity")
          holders.set(test_opportunity_id, call.path["agent_id"]!);
        const holder = holders.get(call.path["test_opportunity_id"]);
        if (answer.status !== 409 || holder === undefined) return;
        copy(answer, await call.send({ body: { ...objectOf(await call.body()), agent_id: holder } }));
      };
    }),
  ],
  [
    "holder.stored",
    "once the result is stored, a post of any agent is 200",
    "agents.only-holder.after-stored",
    onStatus(POST, 409, (a) => become(a, 200, { result_id: OTHER_ID })),
  ],
  [
    "holder.unpicked",
    "a post for an opportunity that no agent picked is accepted",
    "agents.only-holder.unpicked",
    onStatus(POST, 409, (a) => become(a, 201, { result_id: OTHER_ID })),
  ],
  [
    "holder.unnamed",
    "the refusal of a post names neither the state nor the holder",
    ["agents.only-holder", "agents.only-holder.unpicked", "agents.only-holder.after-stored"],
    onStatus(POST, 409, (a) => refuse(a, 409, "conflict", "not yours")),
  ],
  [
    "unknown.409",
    "a post for an unknown opportunity is 409",
    "agents.unknown-opportunity",
    onStatus(POST, 404, (a) => refuse(a, 409, "conflict")),
  ],
  [
    "limit.taken",
    "a result over the limit is refused, but an empty result is stored",
    "agents.payload-limit",
    remembering(POST, () => async (answer, call) => {
      if (answer.status === 413)
        await call.send({ body: { ...objectOf(await call.body()), result_payload: {} } });
    }),
  ],
  [
    "by-itself",
    "an opportunity of a gold master shows PICKED_BY_AGENT without a pick",
    "agents.never-by-itself",
    onStatus(LOGS, 200, (answer) => {
      for (const { events } of logsOf(answer))
        if (events.length === 1) events.push({ ...events[0]!, event_type: "PICKED_BY_AGENT" });
    }),
  ],
  [
    "lease",
    "a picked opportunity is queued again when another result is posted",
    "events.stays-picked",
    remembering([...POST, ...LOGS], () => {
      let posts = 0;
      return (answer, call) => {
        if (call.operationId === "postTestResult") posts += 1;
        for (const { events } of logsOf(answer)) if (posts > 0 && events.length === 2) events.pop();
      };
    }),
  ],
  ...queueFlaws,
]);
