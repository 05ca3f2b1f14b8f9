import type { Operation } from "../../src/spec/operation-table.js";
import { type PlainRequest } from "../generate/plain-request.js";
import { leavesOf, needsOf, rightRequest } from "../generate/right-request.js";
import { allOf, groundsOfOperation } from "../judge/grounds.js";
import { check } from "../judge/mismatch.js";
import type { Answer } from "../target/answer.js";
import type { Clause, ClauseContext } from "./clause.js";
import { defineClauses } from "./support/define.js";
import { refused } from "./support/expect.js";
import { together } from "./support/together.js";
import { type Fault, signed, FAULTS, send } from "./support/request-faults.js";

/** Pairs of faults that are checked at the same stage, so that either may be reported. */
const SAME_STAGE = new Set(["query path", "path owner"]);

/** A path has one fault at a time: an id that is not a UUID is of no object. */
const fitsTogether = (one: Fault, other: Fault): boolean => `${one.name} ${other.name}` !== "path owner";

/** A request with all of these faults; the last ones of the order come first, so that the earlier ones stay. */
const withAll = (faults: readonly Fault[], operation: Operation, right: PlainRequest, t: ClauseContext) =>
  faults.toReversed().reduce((request, fault) => fault.spoil(operation, request, t)!, right);

/** The expected refusal of a request with several faults. */
function tellsFirst(answer: Answer, first: Fault, others: readonly Fault[]): void {
  const { operation } = answer.exchange;
  const ofOperation = operation === null ? [] : groundsOfOperation(operation);
  const grounds = allOf(
    first.grounds,
    ...others.map((other) => other.grounds),
    ["A-01", "A-05"],
    ofOperation,
  );
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
          const possible = FAULTS.filter((fault) => fault.spoil(operation, right, t));
          await together(possible, fitsTogether, async (faults) => {
            const request = withAll(faults, operation, right, t);
            refused(await send(t, operation, request, "anonymous"), 401, ["A-05"]);
          });
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
            await together(possible, fitsTogether, async (others) => {
              const late = withAll(others, operation, right, t);
              tellsFirst(await send(t, operation, first.spoil(operation, late, t)!), first, others);
            });
          },
        },
      });
    }),
  ];
});
