import type { AgentFacts, Standing } from "./standing.js";
import { whenText } from "./times-text.js";
import { NAMED, type Reason, standingParts, stillness, type WhyFacts, type WhyPart } from "./why-facts.js";

/** More platforms than this are only counted. */
const PLATFORMS_NAMED = 10;

/** Why no agent has picked it. */
export function whyQueued(facts: WhyFacts): Reason {
  const { opportunity, agents, ahead } = facts;
  const { platform, account_id } = opportunity;
  const fitting = agents.filter((agent) => platform === null || agent.platform === platform);
  const own = fitting.filter((agent) => agent.account_id === account_id);
  const onPlatform: WhyPart = {
    kind: "platform",
    text:
      platform === null ? "Its Test Spec is for any platform." : `Its Test Spec is for platform ${platform}.`,
    detail: { platform },
  };
  if (own.length === 0) return nobodyFits(facts, fitting, onPlatform);
  const standings = own.map(facts.standing);
  const queue: WhyPart[] =
    ahead === 0 ? [] : [{ kind: "queue", text: `${goFirst(ahead)}.`, detail: { ahead } }];
  return stillness(
    facts,
    {
      sentence: waitingFor(facts, standings),
      parts: [onPlatform, ...standingParts(standings), ...queue],
    },
    standings.some(({ agent }) => agent.device !== null),
  );
}

/** The reason if no known agent can ever get it; null if one can. */
function nobodyFits(facts: WhyFacts, fitting: readonly AgentFacts[], onPlatform: WhyPart): Reason {
  const { opportunity, agents, emailOf, lab } = facts;
  const { platform, account_id } = opportunity;
  const labOff: WhyPart[] =
    lab === "off" ? [{ kind: "lab", text: "The lab is off (--no-lab).", detail: { lab: false } }] : [];
  const but = lab === "off" ? "; the lab is off (--no-lab)" : "";
  if (fitting.length > 0) {
    const shown = fitting.slice(0, NAMED);
    const names = shown.map((agent) => `${agent.agent_id} (${emailOf(agent.account_id)})`).join(", ");
    const what = platform === null ? "the known agents" : `agents of platform ${platform} exist, but they`;
    return {
      sentence: `It waits for an agent of its account, ${emailOf(account_id)}: ${what} work for another account: ${names}${more(fitting.length)}.`,
      parts: [
        onPlatform,
        ...shown.map((agent): WhyPart => {
          const account = emailOf(agent.account_id);
          return {
            kind: "account",
            text: `${agent.agent_id} works for ${account}.`,
            detail: { agent_id: agent.agent_id, account },
          };
        }),
        ...labOff,
      ],
    };
  }
  if (agents.length === 0) {
    return { sentence: `No agent has polled at all${but}.`, parts: [onPlatform, ...labOff] };
  }
  const platforms = [...new Set(agents.map((agent) => agent.platform ?? "none"))].sort();
  const known = platforms.slice(0, PLATFORMS_NAMED);
  const left = platforms.length - known.length;
  const names = known.join(", ") + (left > 0 ? ` and ${left} more` : "");
  return {
    sentence: `No agent of platform ${String(platform)} has polled (known platforms: ${names})${but}.`,
    parts: [
      onPlatform,
      {
        kind: "platform",
        text: `Agents of these platforms are known: ${names}.`,
        detail: left > 0 ? { known, more: left } : { known },
      },
      ...labOff,
    ],
  };
}

function waitingFor({ opportunity, ahead, now, lab }: WhyFacts, standings: readonly Standing[]): string {
  const { platform } = opportunity;
  const of = platform === null ? "" : ` of platform ${platform}`;
  const free = standings.filter(({ kind }) => kind === "free");
  const [first] = free;
  if (first && ahead > 0) {
    const turn = ahead === 1 ? "1 older one is ahead" : `${ahead} older ones are ahead`;
    return `It waits its turn: ${turn} for ${free.length === 1 ? first.agent.agent_id : `the ${free.length} free agents${of}`}.`;
  }
  if (first) {
    if (lab === "asleep" && first.agent.device)
      return `It waits for ${first.agent.agent_id}, which is about to wake.`;
    const soonest = free.reduce((a, b) => ((b.until ?? Infinity) < (a.until ?? Infinity) ? b : a));
    return `It waits for the next poll of ${soonest.agent.agent_id}, which ${soonest.text}.`;
  }
  const older = ahead === 0 ? "" : `; ${goFirst(ahead)}`;
  const [only] = standings;
  if (only && standings.length === 1) {
    const known = only.agent.device ? "the lab's only one" : "the only one known";
    return `It waits for an agent${of}; ${known}, ${only.agent.agent_id}, ${only.text}${older}.`;
  }
  if (standings.every(({ kind }) => kind === "busy")) {
    const ends = standings.flatMap(({ until }) => until ?? []);
    const until = ends.length === 0 ? "" : ` until ${whenText(Math.min(...ends), now)} at least`;
    return `All ${standings.length} agents${of} are busy${until}${older}.`;
  }
  const named = standings.slice(0, 3).map(({ agent, text }) => `${agent.agent_id} ${text}`);
  const rest = standings.length > 3 ? `, and ${standings.length - 3} more` : "";
  return `It waits for an agent${of}; none of the ${standings.length} is free: ${named.join(", ")}${rest}${older}.`;
}

const goFirst = (n: number): string => (n === 1 ? "1 older one goes first" : `${n} older ones go first`);
const more = (all: number): string => (all > NAMED ? ` and ${all - NAMED} more` : "");
