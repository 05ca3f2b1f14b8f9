import { around, onAnswer } from "../mutants/around.js";
import { logsOf, objectOf, productsOf, resultsOf } from "../mutants/bodies.js";
import type { Call, WireAnswer } from "../mutants/call.js";
import type { Mutant } from "../mutants/mutant.js";
import { become, refuse, remembering } from "../mutants/changes.js";
import { defineFlaws, type WrittenFlaw } from "../mutants/define-flaws.js";

/** Operations on one product, and whether they change something. */
const OPERATIONS: Record<string, boolean> = {
  getProduct: false,
  updateProduct: true,
  deleteProduct: true,
  createTestSpec: true,
  listTestSpecs: false,
  getTestSpec: false,
  deleteTestSpec: true,
  advertiseImage: true,
  advertiseSnap: true,
  advertiseGoldMaster: true,
  listTestEvents: false,
  listTestResults: false,
  listTestResultsAlias: false,
};

/** Changes the refusal of a request for another account's product. */
const foreign = (
  operation: string,
  change: (answer: WireAnswer, call: Call) => void | Promise<void>,
): Mutant["wrap"] =>
  around([operation], () => async (call) => {
    await call.text();
    const answer = await call.send();
    if (answer.status !== 404) return answer;
    const to = `/products/${call.path["product_id"]!}`;
    const theirs = await call.send({ method: "GET", to, as: call.others[0]! });
    if (theirs.status === 200) await change(answer, call);
    return answer;
  });

const taken = async (answer: WireAnswer, call: Call): Promise<void> => {
  const { status, body } = await call.send({ as: call.others[0]! });
  become(answer, status, body);
};

const flawsOf = ([operation, changes]: [string, boolean]): WrittenFlaw[] => [
  [
    `${operation}.taken`,
    `${operation} of another account's product succeeds`,
    `privacy.${operation}`,
    foreign(operation, taken),
  ],
  [
    `${operation}.403`,
    `${operation} of another account's product is 403, which reveals that it exists`,
    `privacy.${operation}`,
    foreign(operation, (answer) => refuse(answer, 403, "forbidden")),
  ],
  [
    `${operation}.told`,
    `${operation}: the refusal of another account's product differs from that of an unknown product`,
    `privacy.${operation}`,
    foreign(operation, (answer) => refuse(answer, 404, "resource-not-found", "not yours")),
  ],
  ...(changes
    ? [
        [
          `${operation}.done`,
          `${operation} of another account's product is refused but carried out`,
          `privacy.${operation}`,
          foreign(operation, async (_, call) => {
            await call.send({ as: call.others[0]! });
          }),
        ] satisfies WrittenFlaw,
      ]
    : []),
];

/** Adds the other account's products to the list of products that account `by` reads. */
const listsAll = (by: 0 | 1): Mutant["wrap"] =>
  onAnswer(["listProducts"], async (answer, call) => {
    if (answer.status !== 200 || call.account !== call.world.accounts[by]) return;
    productsOf(answer).push(...productsOf(await call.send({ as: call.others[0]! })));
  });

/** The addresses below a product that list the same as those of an organization. */
const BELOW = { legacyListTestEvents: "/tests/events", legacyListTestResults: "/tests/results" } as const;

const listsOf = (answer: WireAnswer): unknown[][] => [logsOf(answer), resultsOf(answer)];

/** Applies a filter that finds nothing to the products of the other account as well. */
const foundByFilter = (operation: string, below: string, filter: string): Mutant["wrap"] =>
  remembering(["createProduct", operation], () => {
    const made: { id: string; by: unknown }[] = [];
    return async (answer, call) => {
      if (call.operationId === "createProduct") {
        made.push({ id: String(objectOf(answer.body)["id"]), by: call.account });
        return;
      }
      if (answer.status !== 200 || !call.url.searchParams.has(filter)) return;
      for (const { id } of made.filter(({ by }) => by !== call.account)) {
        const to = `/products/${id}${below}${call.url.search}`;
        const found = await call.send({ to, as: call.others[0]! });
        listsOf(answer).forEach((list, at) => list.push(...listsOf(found)[at]!));
      }
    };
  });

/** Flaws of privacy between accounts (contract.md §3). */
export const privacyFlaws = defineFlaws("privacy", [
  ...Object.entries(OPERATIONS).flatMap(flawsOf),
  ["list.second", "the first account's products are in the second's list", "privacy.products", listsAll(1)],
  ["list.first", "the second account's products are in the first's list", "privacy.products", listsAll(0)],
  ...["test_opportunity_id", "image_unique_id"].flatMap((filter): WrittenFlaw[] => [
    [
      `events.${filter}`,
      `${filter} finds logs of another account`,
      "privacy.events.by-id",
      foundByFilter("listTestEvents", "/tests/events", filter),
    ],
    [
      `results.${filter}`,
      `${filter} finds results of another account`,
      "privacy.results.by-id",
      foundByFilter("listTestResults", "/tests/results", filter),
    ],
  ]),
  [
    "same-image-id.refused",
    "an image_unique_id that another account has used is refused",
    "privacy.same-image-id",
    remembering(["advertiseImage"], () => {
      const users = new Map<unknown, unknown>();
      return async (answer, call) => {
        const { image_unique_id: id } = objectOf(await call.body());
        if (users.has(id) && users.get(id) !== call.account) refuse(answer, 409, "conflict");
        else users.set(id, call.account);
      };
    }),
  ],
  [
    "same-image-id.first",
    "an image_unique_id that another account has used gets the opportunities of that account",
    "privacy.same-image-id",
    remembering(["advertiseImage"], () => {
      const known = new Map<unknown, unknown>();
      return async (answer, call) => {
        const { image_unique_id: id } = objectOf(await call.body());
        if (known.has(id)) become(answer, 201, known.get(id));
        else known.set(id, answer.body);
      };
    }),
  ],
  ...(["legacyListTestEvents", "legacyListTestResults"] as const).map((operation): WrittenFlaw => [
    `organization.${operation}`,
    `${operation} lists another account's organization`,
    "privacy.organization",
    around([operation], () => async (call) => {
      const answer = await call.send();
      return answer.status === 404 ? call.send({ as: call.others[0]! }) : answer;
    }),
  ]),
  ...(["legacyAdvertiseImage", "legacyAdvertiseSnap"] as const).map((operation): WrittenFlaw => [
    `organization.${operation}`,
    `${operation} triggers tests of another account's organization`,
    "privacy.organization.triggers",
    around([operation], () => async (call) => {
      await call.text();
      const answer = await call.send();
      return answer.status === 404 ? call.send({ as: call.others[0]! }) : answer;
    }),
  ]),
  ...(["legacyListTestEvents", "legacyListTestResults"] as const).flatMap((operation) =>
    (["test_opportunity_id", "image_unique_id"] as const).map((filter): WrittenFlaw => [
      `organization.mixed.${operation}.${filter}`,
      `${operation} lists items of another organization by ${filter}`,
      "privacy.organization.lists",
      foundByFilter(operation, BELOW[operation], filter),
    ]),
  ),
]);
