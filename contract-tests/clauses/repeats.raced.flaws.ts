import { around } from "../mutants/around.js";
import { objectOf } from "../mutants/bodies.js";
import type { Call, WireAnswer } from "../mutants/call.js";
import type { Mutant } from "../mutants/mutant.js";

/** Lets concurrent requests run, as a server does that waits for its store between a check and a change. */
export async function othersTurn(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** Changes requests that are concurrent with others of the same method and path. */
export const raced = (
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

export const copied = ({ status, headers, body, ...rest }: WireAnswer): WireAnswer => ({
  ...{ status, headers: new Headers(headers), body },
  ...rest,
});

/** Gives concurrent picks (of one agent, or of one platform) the same answer. */
export function shared(ofOneAgent: boolean): Mutant["wrap"] {
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
