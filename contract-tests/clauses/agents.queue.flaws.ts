import { objectOf } from "../mutants/bodies.js";
import type { Call, WireAnswer } from "../mutants/call.js";
import type { Mutant } from "../mutants/mutant.js";
import { become, eachLog, onBody, remembering } from "../mutants/changes.js";
import { type WrittenFlaw } from "../mutants/define-flaws.js";
import { around } from "../mutants/around.js";

export const PICK = ["pickTestOpportunity"];

export const platformOf = async (call: Call): Promise<unknown> => objectOf(await call.body())["platform"];

export const copy = (answer: WireAnswer, from: WireAnswer): void => become(answer, from.status, from.body);

/** If no opportunity fits, gives one of the newest Test Spec, provided that `fits` accepts the platforms. */
const otherPlatform = (fits: (asked: unknown, of: string) => boolean): Mutant["wrap"] =>
  remembering(["createTestSpec", ...PICK], () => {
    let last: unknown = null;
    return async (answer, call) => {
      if (call.operationId === "createTestSpec") last = (await platformOf(call)) ?? last;
      else if (answer.status === 204 && typeof last === "string" && fits(await platformOf(call), last))
        copy(answer, await call.send({ body: { platform: last } }));
    };
  });

/** Flaws of which work agents get. */
export const queueFlaws: readonly WrittenFlaw[] = [
  [
    "twice",
    "a picked opportunity is also given to the next agent of the platform",
    ["agents.at-most-one", "agents.exclusive-afterwards"],
    remembering(PICK, () => {
      const last = new Map<unknown, WireAnswer>();
      return async (answer, call) => {
        const platform = await platformOf(call);
        if (answer.status === 200) last.set(platform, { ...answer });
        else if (last.has(platform)) copy(answer, last.get(platform)!);
      };
    }),
  ],
  [
    "twice.every-second",
    "every second poll of a platform gets the same opportunity as the poll before",
    "agents.exclusive-under-concurrency",
    remembering(PICK, () => {
      const last = new Map<unknown, WireAnswer>();
      return async (answer, call) => {
        const platform = await platformOf(call);
        const before = last.get(platform);
        if (before) copy(answer, before);
        if (before) last.delete(platform);
        else if (answer.status === 200) last.set(platform, { ...answer });
      };
    }),
  ],
  [
    "newest-first",
    "the newest opportunity is given first",
    "agents.oldest-first",
    around(PICK, () => {
      const held = new Map<unknown, WireAnswer[]>();
      return async (call) => {
        const platform = await platformOf(call);
        const own = held.get(platform) ?? [];
        held.set(platform, own);
        for (let answer = await call.send(); ; answer = await call.send()) {
          if (answer.status !== 200) return own.pop() ?? answer;
          own.push(answer);
        }
      };
    }),
  ],
  [
    "platform.of-agent",
    "after a pick the opportunity in a log has the agent's platform",
    "agents.any-platform",
    eachLog((log) => (log.test_opportunity.platform ??= log.events[1]?.platform ?? null)),
  ],
  [
    "group.needs-platform",
    "the group of an agent without a platform is not kept",
    "agents.any-platform.group-alone",
    eachLog(({ events }) => {
      for (const event of events) if (event.platform === null) event.agent_group = null;
    }),
  ],
  [
    "platform.own-first",
    "work of the agent's platform goes before older work without a platform",
    "agents.oldest-first.any-platform",
    around(PICK, () => {
      const held = new Map<string, WireAnswer[]>();
      return async (call) => {
        const platform = await platformOf(call);
        const kept = held.get(String(platform)) ?? [];
        held.set(String(platform), kept);
        for (let answer = await call.send(); ; answer = await call.send()) {
          if (answer.status !== 200) return kept.shift() ?? answer;
          if (objectOf(answer.body)["platform"] === platform) return answer;
          kept.push(answer);
        }
      };
    }),
  ],
  [
    "platform.ignored",
    "an agent gets work of another platform",
    "agents.platform",
    otherPlatform((asked) => asked !== undefined),
  ],
  [
    "platform.letters",
    "platforms are compared without case",
    "agents.platform",
    otherPlatform((asked, of) => asked === of.toUpperCase()),
  ],
  [
    "platform.prefix",
    "platforms are compared by their beginning",
    "agents.platform",
    otherPlatform((asked, of) => asked === `${of}x`),
  ],
  [
    "platform.none-named",
    "an agent that names no platform gets work of any platform",
    "agents.platform.none-named",
    otherPlatform((asked) => asked === undefined),
  ],
  [
    "platform.first",
    "an agent gets an opportunity that the same trigger made for another platform",
    "agents.platform.two",
    onBody(PICK, (got) => (objectOf(got["test_spec"])["platform"] = "another")),
  ],
];
