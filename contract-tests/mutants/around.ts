import { Call, toResponse, type WireAnswer } from "./call.js";
import type { Fetch, Mutant, World } from "./mutant.js";

/** Operations by id; `*` for every request, also one that no operation matches. */
export type Operations = "*" | readonly string[];

/** What becomes of one request. */
export type Handle = (call: Call) => WireAnswer | Promise<WireAnswer>;

/** A wrapper that handles the requests of some operations; `prepare` runs once, so that it may remember things. */
export function around(operations: Operations, prepare: () => Handle): Mutant["wrap"] {
  return (fetch: Fetch, world: World): Fetch => {
    const handle = prepare();
    return async (request, bindings) => {
      const call = new Call(request, bindings, fetch, world);
      const ours = operations === "*" || operations.includes(call.operationId);
      return ours ? toResponse(await handle(call)) : fetch(request, bindings);
    };
  };
}

/** Changes answers of some operations, in place. HEAD answers have no body, so they are left as they are. */
export function onAnswer(
  operations: Operations,
  change: (answer: WireAnswer, call: Call) => void | Promise<void>,
): Mutant["wrap"] {
  return around(operations, () => async (call) => {
    const answer = await call.send();
    if (call.request.method !== "HEAD") await change(answer, call);
    return answer;
  });
}
