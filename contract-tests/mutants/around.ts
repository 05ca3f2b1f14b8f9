import { Call, toResponse, type WireAnswer } from "./call.js";
import type { Fetch, Mutant, World } from "./mutant.js";

/** Operations by id; `*` for every request, also one that no operation matches. */
export type Operations = "*" | readonly string[];

/** Handles one request. */
export type Handle = (call: Call) => WireAnswer | Promise<WireAnswer>;

/** A wrapper for the requests of some operations; `prepare` runs once and may hold state. */
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

/** Changes answers of some operations, in place. Skips HEAD, because its answers have no body. */
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
