/** Lists that are cut, out of order, doubled or of another form. */
import { flawsOf, isFields, onSuccess, wrap } from "../changes.js";
import type { Policy } from "../policy.js";
import type { Operation } from "../routes.js";
import type { Opportunity } from "../records.js";

type Items = Record<string, unknown>[];

const LISTS: Operation[] = ["listProducts", "listTestSpecs", "listTestEvents", "listTestResults"];

/** Something happens to the list of an answer. */
const list =
  (operation: Operation, change: (items: Items) => unknown[]) =>
  (p: Policy): void =>
    onSuccess(p, [operation], (body) =>
      Object.fromEntries(Object.entries(body).map(([name, items]) => [name, change(items as Items)])),
    );

const by =
  (name: string) =>
  (a: Record<string, unknown>, b: Record<string, unknown>): number =>
    String(a[name]) < String(b[name]) ? -1 : 1;

const oncePer =
  (name: string) =>
  (items: Items): Items =>
    items.filter((item, i) => items.findIndex((other) => other[name] === item[name]) === i);

const lastPer =
  (name: string) =>
  (items: Items): Items =>
    items.filter((item, i) => items.findLastIndex((other) => other[name] === item[name]) === i);

const ids =
  (change: (ids: Items) => unknown[]) =>
  (p: Policy): void =>
    onSuccess(p, ["advertiseImage", "advertiseSnap", "advertiseGoldMaster"], (body) => ({
      ids: change(body.ids as Items),
    }));

export const listFlaws = flawsOf("lists", {
  "products-20": [
    "`4.listProducts`: only the first 20 come.",
    list("listProducts", (items) => items.slice(0, 20)),
  ],
  "products-newest-20": [
    "`4.listProducts`: only the newest 20 come.",
    list("listProducts", (items) => items.slice(-20)),
  ],
  "products-by-name": [
    "`4.listProducts`: they come by name.",
    list("listProducts", (items) => items.toSorted(by("name"))),
  ],
  "products-by-id": [
    "`4.listProducts`: they come by id.",
    list("listProducts", (items) => items.toSorted(by("id"))),
  ],
  "products-updated-last": [
    "`4.listProducts`: a product that was replaced comes last.",
    (p) =>
      p.after.push((answer, { operation, product, state }) => {
        if (operation === "updateProduct" && answer.status === 200) {
          state.products.delete(product!.id);
          state.products.set(product!.id, product!);
        }
        return answer;
      }),
  ],
  "product-names-once": [
    "`4.product-ids`: of products of one name only the first is listed.",
    list("listProducts", oncePer("name")),
  ],
  "snaps-sorted": [
    "`4.product`: snaps come back sorted.",
    (p) =>
      wrap(p.views, "product", (right) => (product) => ({
        ...right(product),
        snaps: product.snaps.toSorted(),
      })),
  ],
  "specs-by-name": [
    "`4.listTestSpecs`: they come by name.",
    list("listTestSpecs", (items) => items.toSorted(by("name"))),
  ],
  "specs-10": [
    "`4.listTestSpecs`: only the first ten come.",
    list("listTestSpecs", (items) => items.slice(0, 10)),
  ],
  "specs-10-run": [
    "`4.one-per-test-spec`: only the first ten Test Specs make opportunities.",
    (p) => wrap(p.match, "specs", (right) => (state, specs) => right(state, specs).slice(0, 10)),
  ],
  "spec-first-only": [
    "`4.one-per-test-spec`: only the first Test Spec makes an opportunity.",
    (p) => wrap(p.match, "specs", (right) => (state, specs) => right(state, specs).slice(0, 1)),
  ],
  "spec-last-missing": [
    "`4.one-per-test-spec`: the last of several Test Specs is left out (off by one).",
    (p) =>
      wrap(
        p.match,
        "specs",
        (right) => (state, specs) => right(state, specs).slice(0, Math.max(1, specs.length - 1)),
      ),
  ],
  "spec-names-once": [
    "`4.one-per-test-spec`: of Test Specs of one name only one makes an opportunity.",
    (p) =>
      wrap(p.match, "specs", (right) => (state, specs) => [
        ...new Map(right(state, specs).map((spec) => [spec.name, spec])).values(),
      ]),
  ],
  "spec-with-image-name-not": [
    "`4.one-per-test-spec`: Test Specs with an image_name make no opportunities of the product's triggers.",
    (p) =>
      wrap(p.match, "specs", (right) => (state, specs) => {
        const all = right(state, specs);
        const own = all.filter(({ imageName }) => imageName === null);
        return own.length > 0 ? own : all;
      }),
  ],
  "ids-reversed": [
    "`4.one-per-test-spec`: ids come in the order of the last Test Spec first.",
    ids((all) => all.toReversed()),
  ],
  "ids-by-id": [
    "`4.one-per-test-spec`: ids come sorted.",
    ids((all) => all.toSorted(by("test_opportunity_id"))),
  ],
  "ids-first-only": [
    "`4.one-per-test-spec`: the answer has only the first id.",
    ids((all) => all.slice(0, 1)),
  ],
  "ids-plain": [
    "`4.advertiseImage`: ids are plain strings.",
    ids((all) => all.map((each) => each.test_opportunity_id)),
  ],
  "logs-newest-first": [
    "`5.no-filter`: logs come newest first.",
    (p) => (p.order.logs = (logs) => logs.toReversed()),
  ],
  "logs-by-update": [
    "`5.no-filter`: logs come by updated_at.",
    (p) => (p.order.logs = (logs) => logs.toSorted((a, b) => a.updatedAt - b.updatedAt)),
  ],
  "logs-trigger-reversed": [
    "`5.no-filter`: logs of one advertisement come in the order of the last Test Spec first.",
    (p) =>
      (p.order.logs = (logs) =>
        logs.toReversed().toSorted((a: Opportunity, b: Opportunity) => a.queuedAt - b.queuedAt)),
  ],
  "logs-50": [
    "`5.no-filter`: only the first 50 logs come.",
    list("listTestEvents", (items) => items.slice(0, 50)),
  ],
  "logs-once-per-image": [
    "`4.image-keeps-id`: of one image_unique_id only the last log is there.",
    list("listTestEvents", lastPer("image_unique_id")),
  ],
  "logs-open-only": [
    "`5.no-filter`: a finished log is left out where no filter asks for it.",
    (p) =>
      onSuccess(p, ["listTestEvents"], (body, { incoming }) =>
        incoming.rawQuery === ""
          ? {
              event_logs: (body.event_logs as { events: unknown[] }[]).filter(
                ({ events }) => events.length < 4,
              ),
            }
          : body,
      ),
  ],
  "results-newest-first": [
    "`6.order`: results come newest first.",
    (p) => wrap(p.order, "results", (right) => (results) => right(results).toReversed()),
  ],
  "results-by-queue": [
    "`6.order`: results come in the order of their opportunities.",
    (p) => (p.order.results = (results) => results),
  ],
  "results-once-per-image": [
    "`4.shared-image-unique-id`: of one image_unique_id only one result is there.",
    list("listTestResults", oncePer("image_unique_id")),
  ],
  "results-joined": [
    "`6.filters`: a result comes once for each Test Spec of its product (a join).",
    (p) =>
      onSuccess(p, ["listTestResults"], (body, { state, product }) => {
        const specs = Math.max(1, p.scope.specs(state, product!).length);
        return {
          test_results: (body.test_results as Items).flatMap((each) => Array<unknown>(specs).fill(each)),
        };
      }),
  ],
  "results-10": [
    "`6.filters`: only the first ten results come.",
    list("listTestResults", (items) => items.slice(0, 10)),
  ],
  "results-first-lost": [
    "`6.filters`: the first of several results is left out (OFFSET 1).",
    list("listTestResults", (items) => (items.length > 1 ? items.slice(1) : items)),
  ],
  "empty-is-404": [
    "`6.none`: a list without anything in it is 404.",
    (p) =>
      p.after.push((answer, { operation }) => {
        const isNone =
          answer.status === 200 &&
          isFields(answer.body) &&
          Object.values(answer.body).some((all) => Array.isArray(all) && all.length === 0);
        const isList = operation !== undefined && LISTS.slice(2).includes(operation);
        return isNone && isList
          ? { status: 404, headers: {}, body: p.errors.body(404, "Nothing found.") }
          : answer;
      }),
  ],
  "empty-is-null": [
    "`6.none`: a list without anything in it is null.",
    (p) =>
      wrap(
        p.views,
        "list",
        (right) => (name, items) => (items.length > 0 ? right(name, items) : { [name]: null }),
      ),
  ],
  "empty-is-204": [
    "`6.none`: a list of results without anything in it is 204.",
    (p) =>
      p.after.push((answer, { operation }) =>
        operation === "listTestResults" && JSON.stringify(answer.body) === '{"test_results":[]}'
          ? { status: 204, headers: {} }
          : answer,
      ),
  ],
  "one-is-bare": [
    "`6.none`: a list of one result is the result itself (XML).",
    (p) =>
      onSuccess(p, ["listTestResults"], (body) => {
        const all = body.test_results as Items;
        return all.length === 1 ? { test_results: all[0] } : body;
      }),
  ],
});
