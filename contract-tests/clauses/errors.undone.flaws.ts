import { around } from "../mutants/around.js";
import { objectOf } from "../mutants/bodies.js";
import type { Call, WireAnswer } from "../mutants/call.js";
import { type WrittenFlaw } from "../mutants/define-flaws.js";
import type { Mutant } from "../mutants/mutant.js";
import { UNKNOWN } from "./support/request-faults.js";

/** Carries out a refused request, with its fault corrected, and still answers the refusal. */
const doneAllTheSame = (
  operations: readonly string[],
  status: number,
  corrected: (call: Call) => Promise<WireAnswer>,
): Mutant["wrap"] =>
  around(operations, () => async (call) => {
    await call.text();
    const refused = await call.send();
    if (refused.status === status) await corrected(call);
    return refused;
  });

const CHANGING = [
  "updateProduct",
  "deleteProduct",
  "createTestSpec",
  "deleteTestSpec",
  "advertiseImage",
  "advertiseSnap",
  "advertiseGoldMaster",
  "postTestResult",
  "pickTestOpportunity",
  "legacyAdvertiseSnap",
];

export const undone = CHANGING.flatMap((operation): WrittenFlaw[] => [
  [
    `undone.${operation}.credentials`,
    `${operation}: a request without credentials is refused but carried out`,
    `errors.undone.${operation}`,
    doneAllTheSame([operation], 401, (call) =>
      call.send({ as: call.world.accounts[0]!, resign: "fresh nonce" }),
    ),
  ],
  [
    `undone.${operation}.query`,
    `${operation}: a request with an unknown parameter is refused but carried out`,
    `errors.undone.${operation}`,
    doneAllTheSame([operation], 400, (call) => call.send({ query: { [UNKNOWN]: null } })),
  ],
]);

/** Not of picks: another account's agent gets that account's work. */
export const undoneOfAccounts = CHANGING.filter((operation) => operation !== "pickTestOpportunity").map(
  (operation): WrittenFlaw => [
    `undone.${operation}.account`,
    `${operation}: a request of another account is refused but carried out`,
    `errors.undone.${operation}`,
    doneAllTheSame([operation], 404, (call) =>
      call.send({ as: call.world.accounts[0]!, resign: "fresh nonce" }),
    ),
  ],
);

export const undoneBodies = CHANGING.filter((operation) => !operation.startsWith("delete")).flatMap(
  (operation): WrittenFlaw[] => [
    [
      `undone.${operation}.type`,
      `${operation}: a body of another content type is refused but carried out`,
      `errors.undone.${operation}`,
      doneAllTheSame([operation], 415, async (call) => call.send({ body: await call.body() })),
    ],
    [
      `undone.${operation}.field`,
      `${operation}: a body with an unknown field is refused but carried out`,
      `errors.undone.${operation}`,
      doneAllTheSame([operation], 400, async (call) => {
        const fields = Object.entries(objectOf(await call.body())).filter(([name]) => name !== UNKNOWN);
        return call.send({ body: Object.fromEntries(fields) });
      }),
    ],
    [
      `undone.${operation}.tail`,
      `${operation}: a body with text after its JSON is refused but carried out`,
      `errors.undone.${operation}`,
      doneAllTheSame([operation], 400, async (call) =>
        call.send({ text: (await call.text()).replace(/\{\}$/, "") }),
      ),
    ],
  ],
);
