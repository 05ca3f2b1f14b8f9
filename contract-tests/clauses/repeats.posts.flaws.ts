import { around } from "../mutants/around.js";
import { objectOf, RESULTS, resultsOf } from "../mutants/bodies.js";
import type { WireAnswer } from "../mutants/call.js";
import { become, refuse, remembering } from "../mutants/changes.js";
import { type WrittenFlaw } from "../mutants/define-flaws.js";
import { copied, raced, othersTurn } from "./repeats.raced.flaws.js";

/** Flaws of posts that come again and of several held opportunities. */
export const repeatedPostFlaws: readonly WrittenFlaw[] = [
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
];
