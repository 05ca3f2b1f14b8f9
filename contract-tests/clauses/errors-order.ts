import { type PlainRequest } from "../generate/plain-request.js";
import { leavesOf, needsOf, rightRequest } from "../generate/right-request.js";
import { allOf, groundsOfOperation } from "../judge/grounds.js";
import { check } from "../judge/mismatch.js";
import type { Answer } from "../target/answer.js";
import type { Clause, ClauseContext } from "./clause.js";
import { defineClauses } from "./support/define.js";
import { refused } from "./support/expect.js";
import { type Fault, signed, FAULTS, send } from "./support/request-faults.js";

/** Pairs of faults that are checked at the same stage, so that either may be reported. */
const SAME_STAGE = new Set(["query path", "path owner"]);

/** The expected refusal of a request with two faults. */
function tellsFirst(answer: Answer, first: Fault, second: Fault): void {
  const { operation } = answer.exchange;
  const ofOperation = operation === null ? [] : groundsOfOperation(operation);
  const grounds = allOf(first.grounds, second.grounds, ["A-01", "A-05"], ofOperation);
  const { message } = refused(answer, first.status, grounds);
  const isTold = first.names === undefined || message.includes(first.names);
  check(isTold, `a message about ${first.words}`, message, grounds);
}

export const order = signed.flatMap((operation): Clause[] => {
  const { operationId } = operation;
  const common = {
    operation: operationId,
    answer: null,
    needs: needsOf(operation),
    leaves: leavesOf(operation),
  };
  return [
    ...defineClauses(common, {
      [`errors.order.${operationId}.credentials`]: {
        title: `${operationId}: missing credentials are reported before any other fault`,
        provenance: ["A-05"],
        statements: ["2.authenticated", "3.unauthorized"],
        async run(t) {
          const right = await rightRequest(t, operationId);
          for (const fault of FAULTS) {
            const request = fault.spoil(operation, right, t);
            if (request) refused(await send(t, operation, request, "anonymous"), 401, ["A-05"]);
          }
        },
      },
    }),
    ...FAULTS.flatMap((first, at) => {
      const later = FAULTS.slice(at + 1).filter((second) => !SAME_STAGE.has(`${first.name} ${second.name}`));
      // Only the request shows which of the later faults this operation can have.
      const probe: PlainRequest = {
        ...{ method: "", query: [], headers: {}, body: null },
        path: Object.fromEntries([...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => [name!, "x"])),
      };
      const can = (fault: Fault): boolean =>
        fault.spoil(operation, probe, { uuid: () => "x" } as ClauseContext) !== null;
      const possible = later.filter(can);
      if (!can(first) || possible.length === 0) return [];
      return defineClauses(common, {
        [`errors.order.${operationId}.${first.name}`]: {
          title: `${operationId}: ${first.words} is reported before ${possible.map(({ words }) => words).join(", ")}`,
          // The order of the checks is assumed with that of the credentials.
          provenance: ["A-01", "A-05", ...first.grounds],
          statements: ["2.error-ids"],
          async run(t) {
            const right = await rightRequest(t, operationId);
            for (const second of possible) {
              const late = second.spoil(operation, right, t)!;
              tellsFirst(await send(t, operation, first.spoil(operation, late, t)!), first, second);
            }
          },
        },
      });
    }),
  ];
});
