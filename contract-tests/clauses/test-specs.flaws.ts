import { around } from "../mutants/around.js";
import { objectOf, type TestSpec, testSpecsOf } from "../mutants/bodies.js";
import type { Mutant } from "../mutants/mutant.js";
import { later } from "../mutants/times.js";
import { become, onBody, onStatus, refill, refuse, remembering } from "../mutants/changes.js";
import { defineFlaws, type WrittenFlaw } from "../mutants/define-flaws.js";

const SHOW_ONE = ["createTestSpec", "getTestSpec"];
const listed = (change: (specs: TestSpec[]) => readonly TestSpec[]): Mutant["wrap"] =>
  onStatus(["listTestSpecs"], 200, (answer) => refill(testSpecsOf(answer), change([...testSpecsOf(answer)])));

const PAYLOADS: readonly [kind: string, is: (value: unknown) => boolean, other: unknown][] = [
  ["object", (value) => "nested" in objectOf(value), { test_cmds: [] }],
  ["list", (value) => Array.isArray(value), {}],
  ["json-string", (value) => typeof value === "string" && value.startsWith('{"'), { test_cmds: [] }],
  ["python-string", (value) => typeof value === "string" && value.startsWith("{'"), { foo: "bar" }],
  ["number", (value) => typeof value === "number", 2.5],
  ["false", (value) => value === false, null],
  ["null", (value) => value === null, {}],
];

/** Carries out an operation of a Test Spec below whatever product it is asked. */
const belowEvery = (operationId: string): Mutant["wrap"] =>
  remembering(["createTestSpec", operationId], () => {
    const products = new Map<unknown, string>();
    return async (answer, call) => {
      const { id } = objectOf(answer.body);
      if (call.operationId === "createTestSpec") products.set(id, call.path["product_id"]!);
      const spec = call.path["test_spec_id"];
      if (answer.status !== 404 || !products.has(spec)) return;
      const done = await call.send({ to: `/products/${products.get(spec)!}/test-specs/${spec!}` });
      become(answer, done.status, done.body);
    };
  });

/** Hides a deleted Test Spec; `use` decides what else happens to it. */
const hidden: Mutant["wrap"] = around(["deleteTestSpec", "getTestSpec", "listTestSpecs"], () => {
  const gone = new Set<string>();
  return async (call) => {
    const id = call.path["test_spec_id"] ?? "";
    if (call.operationId === "deleteTestSpec") {
      gone.add(id);
      return { status: 204, headers: new Headers(), body: undefined };
    }
    const answer = await call.send();
    if (gone.has(id)) refuse(answer, 404, "resource-not-found");
    const all = testSpecsOf(answer);
    refill(
      all,
      all.filter((spec) => !gone.has(spec.id)),
    );
    return answer;
  };
});

/** Flaws of Test Specs (contract.md §4). */
export const testSpecFlaws = defineFlaws("test specs", [
  ...PAYLOADS.map(([kind, is, other]): WrittenFlaw => [
    `payload.${kind}`,
    `a test payload that is a ${kind} is changed`,
    `test-specs.payload.${kind}`,
    onBody(SHOW_ONE, (spec) => {
      if (is(spec["test_payload"])) spec["test_payload"] = other;
    }),
  ]),
  [
    "payload.agent",
    "the agent gets the payload without nested values",
    "test-specs.payload.reaches-agent",
    onBody(["pickTestOpportunity"], (got) => (got["test_payload"] = { test_cmds: ["snap list"] })),
  ],
  [
    "create.image-name",
    "the image name of a Test Spec is lost",
    "test-specs.create.as-sent",
    onBody(SHOW_ONE, (spec) => (spec["image_name"] = null)),
  ],
  [
    "create.platform",
    "a Test Spec without a platform gets a platform",
    "test-specs.create.defaults",
    onBody(SHOW_ONE, (spec) => (spec["platform"] ??= "pi2")),
  ],
  [
    "create.time-back",
    "created_at of each Test Spec is an hour before that of the previous one",
    "test-specs.created-at.in-order",
    remembering(["createTestSpec"], () => {
      let hours = 0;
      return (answer) => {
        const body = objectOf(answer.body);
        body["created_at"] = later(String(body["created_at"]), (hours -= 1) * 3_600_000_000);
      };
    }),
  ],
  [
    "get.other",
    "a Test Spec that is read has another name",
    "test-specs.get.as-created",
    onBody(["getTestSpec"], (spec) => (spec["name"] = `${String(spec["name"])} `)),
  ],
  [
    "delete.any-product",
    "a Test Spec can be deleted below every product",
    "test-specs.get.other-product",
    belowEvery("deleteTestSpec"),
  ],
  [
    "get.any-product",
    "a Test Spec can be read below every product",
    "test-specs.get.other-product",
    belowEvery("getTestSpec"),
  ],
  [
    "list.newest-first",
    "Test Specs are listed newest first",
    "test-specs.list.has-them",
    listed((all) => all.reverse()),
  ],
  [
    "list.without-last",
    "the newest Test Spec is not in the list",
    "test-specs.list.has-them",
    listed((all) => all.slice(0, -1)),
  ],
  [
    "list.other",
    "a Test Spec differs in the list",
    "history.test-specs.read-alike",
    listed((all) => all.map((spec) => ({ ...spec, test_payload: "another" }))),
  ],
  [
    "list.none",
    "a product without Test Specs is 404, not an empty list",
    "test-specs.list.empty",
    onStatus(["listTestSpecs"], 200, (answer) => {
      if (testSpecsOf(answer).length === 0) refuse(answer, 404, "resource-not-found");
    }),
  ],
  [
    "delete.nothing",
    "a deletion of a Test Spec is 204 without effect",
    "test-specs.delete.gone",
    around(["deleteTestSpec"], () => async () => ({ status: 204, headers: new Headers(), body: undefined })),
  ],
  [
    "delete.again",
    "a repeated deletion is 204",
    "test-specs.delete.again",
    onStatus(["deleteTestSpec"], 404, (answer) => become(answer, 204)),
  ],
  [
    "delete.still-triggers",
    "a deleted Test Spec makes opportunities",
    "test-specs.delete.stops-opportunities",
    hidden,
  ],
  [
    "delete.unqueues",
    "opportunities of a deleted Test Spec are not given to agents",
    "test-specs.delete.opportunities-run-on",
    remembering(["deleteTestSpec", "pickTestOpportunity"], () => {
      const gone = new Set<unknown>();
      return (answer, call) => {
        if (call.operationId === "deleteTestSpec") gone.add(call.path["test_spec_id"]);
        else if (gone.has(objectOf(objectOf(answer.body)["test_spec"])["id"])) become(answer, 204);
      };
    }),
  ],
  [
    "joins-late",
    "the next trigger ignores a new Test Spec",
    "test-specs.joins-next-trigger",
    remembering(["advertiseSnap"], () => {
      const first = new Map<unknown, number>();
      return (answer, call) => {
        const { ids } = objectOf(answer.body) as { ids?: unknown[] };
        const product = call.path["product_id"];
        if (ids) ids.splice(first.get(product) ?? ids.length);
        if (ids && !first.has(product)) first.set(product, ids.length);
      };
    }),
  ],
]);
