import { around, onAnswer } from "../mutants/around.js";
import { logsOf, objectOf } from "../mutants/bodies.js";
import { refuse, remembering } from "../mutants/changes.js";
import { defineFlaws, type WrittenFlaw } from "../mutants/define-flaws.js";

const OPERATIONS = ["advertiseSnap", "advertiseGoldMaster", "legacyAdvertiseSnap"];

/** How a lenient server reads an invalid revision, by the clause that sends it. */
const LENIENT: readonly [clause: string, breaks: string, text: RegExp, becomes: string][] = [
  ["text-of-digits", "a string of digits is accepted as a revision", /"revision": "7"/, '"revision": 7'],
  ["empty-text", "an empty string is accepted as revision 0", /"revision": ""/, '"revision": 0'],
  ["fraction", "a fraction is rounded", /"revision": 7\.5/, '"revision": 7'],
  ["small-fraction", "a fraction is truncated", /"revision": 1e-3/, '"revision": 0'],
  ["true", "true is accepted as revision 1", /"revision": true/, '"revision": 1'],
  ["false", "false is accepted as revision 0", /"revision": false/, '"revision": 0'],
  ["list", "a list of one revision is accepted", /"revision": \[7\]/, '"revision": 7'],
  ["object", "an object is accepted as a revision", /"revision": \{"n": 7\}/, '"revision": 7'],
  ["null", "null is accepted as revision 0", /"revision": null/, '"revision": 0'],
  ["negative", "a negative revision is accepted", /"revision": -1/, '"revision": 1'],
  [
    "too-large",
    "a revision that is too large is reduced to the maximum",
    /"revision": 9007199254740992/,
    '"revision": 9007199254740991',
  ],
  [
    "much-too-large",
    "any number is accepted as a revision",
    /"revision": 1e300/,
    '"revision": 9007199254740991',
  ],
];

/** Flaws of numbers and lengths at their limits. */
export const numberFlaws = defineFlaws("numbers", [
  ...OPERATIONS.flatMap((operation): WrittenFlaw[] => [
    ...LENIENT.map(([clause, breaks, text, becomes]): WrittenFlaw => [
      `${operation}.${clause}`,
      `${operation}: ${breaks}`,
      `numbers.${operation}.refused.${clause}`,
      around([operation], () => async (call) => {
        const body = await call.text();
        return call.send(text.test(body) ? { text: body.replace(text, becomes) } : {});
      }),
    ]),
    [
      `${operation}.written-otherwise`,
      `${operation}: 1e3 is read as 1`,
      `numbers.${operation}.written-otherwise`,
      around([operation], () => async (call) => {
        const body = await call.text();
        return call.send({ text: body.replace("1e3", "1") });
      }),
    ],
    [
      `${operation}.bounds.32-bits`,
      `${operation}: a revision is stored in 32 bits`,
      `numbers.${operation}.bounds`,
      onAnswer(["listTestEvents"], (answer) => {
        for (const { test_opportunity } of logsOf(answer)) {
          for (const snap of test_opportunity.snaps) snap.revision |= 0;
        }
      }),
    ],
    [
      `${operation}.bounds.zero`,
      `${operation}: revision 0 is refused`,
      `numbers.${operation}.bounds`,
      remembering([operation], () => async (answer, call) => {
        if (/"revision": 0[,}]/.test(await call.text())) refuse(answer, 400, "invalid-data", "revision");
      }),
    ],
  ]),
  [
    "lengths.image.bytes",
    "the length of an image_unique_id is counted in bytes",
    "numbers.lengths.image-unique-id",
    remembering(["advertiseImage"], () => async (answer, call) => {
      const id = objectOf(await call.body())["image_unique_id"];
      if (Buffer.byteLength(String(id)) > 36) refuse(answer, 400, "invalid-data", "image_unique_id");
    }),
  ],
  [
    "lengths.image.units",
    "an image_unique_id is truncated to 36 units of UTF-16",
    "numbers.lengths.image-unique-id",
    onAnswer(["listTestEvents"], (answer) => {
      for (const log of logsOf(answer)) log.image_unique_id = log.image_unique_id.slice(0, 36);
    }),
  ],
  ...["createProduct", "createTestSpec"].map((operation): WrittenFlaw => [
    `lengths.${operation}.bytes`,
    `${operation}: the length of a name is counted in bytes`,
    "numbers.lengths.names",
    remembering([operation], () => async (answer, call) => {
      const { name } = objectOf(await call.body());
      if (Buffer.byteLength(String(name)) > 255) refuse(answer, 400, "invalid-data", "name");
    }),
  ]),
]);
