import { offsetTime } from "./dates.js";
import { whenText } from "./times-text.js";
import { type Reason, standingParts, stillness, type Why, type WhyFacts, type WhyPart } from "./why-facts.js";
import { whyQueued } from "./why-queued.js";

/** Explains why an opportunity is in its state, and what it waits for. */
export function explain(facts: WhyFacts): Why {
  const { state } = facts;
  const { sentence, parts } =
    state === "QUEUED_FOR_AGENTS"
      ? whyQueued(facts)
      : state === "PICKED_BY_AGENT"
        ? whyPicked(facts)
        : whyPosted(facts);
  return { sentence, state, parts };
}

function whyPicked(facts: WhyFacts): Reason {
  const { opportunity, holder, since, now, agents } = facts;
  const id = holder!.agent_id;
  const picked = `${id} picked it ${whenText(since, now, "at")}`;
  const agent = agents.find((one) => one.agent_id === id && one.account_id === opportunity.account_id);
  const device = agent?.device;
  if (agent && device?.opportunity_id === opportunity.id) {
    const standing = facts.standing(agent);
    const [part] = standingParts([standing]);
    const sentence =
      device.activity === "vanished"
        ? `${picked} and vanished with it: it stays picked (A-16).`
        : `${id} is at work on it: it ${standing.text}.`;
    return stillness(facts, { sentence, parts: [part!] }, device.activity !== "vanished");
  }
  const detail = { agent_id: id, picked_at: offsetTime(since) };
  if (device) {
    // A device that has not polled again is about to begin: the answer to its pick is on the way, or it reads its disk.
    const hasLeft = device.activity === "stopped" || (agent.polled_at !== null && agent.polled_at > since);
    const does = hasLeft ? "no longer works on it" : "is about to begin";
    return {
      sentence: hasLeft ? `${picked} and ${does}: it stays picked (A-16).` : `${picked} and ${does}.`,
      parts: [{ kind: "device", text: `${id} ${does}.`, detail: { ...detail, activity: device.activity } }],
    };
  }
  const lastRequest = agent?.heard_at ?? null;
  const silent = lastRequest === null || lastRequest <= since;
  const text = silent
    ? `${picked} and has sent no request since.`
    : `${picked} and polled again ${whenText(lastRequest, now, "at")} without a result.`;
  return {
    sentence: silent ? text : `${text.slice(0, -1)}: it stays picked (A-16).`,
    parts: [
      {
        kind: "agent",
        text,
        detail: { ...detail, heard_at: lastRequest === null ? null : offsetTime(lastRequest) },
      },
    ],
  };
}

function whyPosted(facts: WhyFacts): Reason {
  const { state, holder, test_status, since, stored_at, now } = facts;
  const status = String(test_status);
  if (state === "RESULT_STORED") {
    return {
      sentence: `It is finished: ${status} by ${holder!.agent_id}, stored ${whenText(since, now, "at")}.`,
      parts: [],
    };
  }
  const posted = `${holder!.agent_id} posted ${status} ${whenText(since, now, "at")}`;
  const will = stored_at === null ? "shortly" : whenText(stored_at, now, "at");
  const part: WhyPart = {
    kind: "result",
    text: `${posted}.`,
    detail: {
      agent_id: holder!.agent_id,
      test_status,
      stored_at: stored_at === null ? null : offsetTime(stored_at),
    },
  };
  return stillness(facts, { sentence: `${posted}; the result will be stored ${will}.`, parts: [part] }, true);
}
