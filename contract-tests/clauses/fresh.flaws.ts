import { around } from "../mutants/around.js";
import type { WireAnswer } from "../mutants/call.js";
import { defineFlaws, type WrittenFlaw } from "../mutants/define-flaws.js";
import type { Mutant } from "../mutants/mutant.js";

const copied = (answer: WireAnswer): WireAnswer => ({
  ...structuredClone({ status: answer.status, body: answer.body }),
  headers: new Headers(answer.headers),
});

/** After a write, serves outdated answers for an address that was read before. */
const behind = (
  reads: readonly string[],
  writes: readonly string[],
  readings: number,
  fits: (url: URL) => boolean = () => true,
): Mutant["wrap"] =>
  around("*", () => {
    const kept = new Map<string, { answer: WireAnswer; old: number }>();
    return async (call) => {
      if (writes.includes(call.operationId)) {
        const answer = await call.send();
        if (answer.status < 300) for (const one of kept.values()) one.old = readings;
        return answer;
      }
      const key = `${call.account?.token_key ?? ""} ${call.url.pathname}${call.url.search}`;
      const known = reads.includes(call.operationId) && fits(call.url) ? kept.get(key) : undefined;
      if (known && known.old > 0) {
        known.old -= 1;
        return copied(known.answer);
      }
      const answer = await call.send();
      if (answer.status === 200) kept.set(key, { answer: copied(answer), old: 0 });
      return answer;
    };
  });

const READ_AND_WRITTEN: readonly [clause: string, reads: string, writes: string][] = [
  ["product-made", "listProducts", "createProduct"],
  ["product-replaced", "getProduct", "updateProduct"],
  ["product-replaced", "listProducts", "updateProduct"],
  ["product-deleted", "getProduct", "deleteProduct"],
  ["product-deleted", "listProducts", "deleteProduct"],
  ["test-specs", "listTestSpecs", "createTestSpec"],
  ["test-specs", "listTestSpecs", "deleteTestSpec"],
  ["test-specs", "getTestSpec", "deleteTestSpec"],
  ["advertised", "listTestEvents", "advertiseImage"],
  ["picked-and-posted", "listTestEvents", "pickTestOpportunity"],
  ["picked-and-posted", "listTestEvents", "postTestResult"],
];

/** Flaws of outdated or inconsistent reads. */
export const freshFlaws = defineFlaws("fresh", [
  ...READ_AND_WRITTEN.flatMap(([clause, reads, writes]) =>
    [1, 1000].map((readings): WrittenFlaw => [
      `${clause}.${reads}.after-${writes}.${readings === 1 ? "once" : "for-long"}`,
      `after ${writes} ${readings === 1 ? "the first" : "every"} answer of ${reads} is outdated`,
      `fresh.${clause}`,
      behind([reads], [writes], readings),
    ]),
  ),
  [
    "stored.first-kept",
    "a list of results that is not empty is kept and does not show later results",
    "fresh.stored",
    around(["listTestResults"], () => {
      const kept = new Map<string, WireAnswer>();
      return async (call) => {
        const key = `${call.url.pathname}${call.url.search}`;
        const answer = kept.get(key) ?? (await call.send());
        if (answer.status === 200 && JSON.stringify(answer.body).includes('"id"')) kept.set(key, answer);
        return copied(answer);
      };
    }),
  ],
  [
    "advertised.by-image",
    "only logs filtered by image are outdated after an advertisement",
    "fresh.advertised",
    behind(["listTestEvents"], ["advertiseImage"], 1, (url) => url.searchParams.has("image_unique_id")),
  ],
  [
    "picked.by-image",
    "only logs filtered by image are outdated after a pick",
    "fresh.picked-and-posted",
    around("*", () => {
      const kept = new Map<string, WireAnswer>();
      return async (call) => {
        const image = call.url.searchParams.get("image_unique_id");
        if (call.operationId !== "listTestEvents") return call.send();
        const answer = await call.send();
        const { pathname } = call.url;
        const known = kept.get(pathname);
        if (image !== null && known) return copied(known);
        if (!known) kept.set(pathname, copied(answer));
        return answer;
      };
    }),
  ],
  [
    "snaps.kept",
    "snaps of a product that matched once match forever",
    "fresh.snaps-match",
    around(["advertiseSnap"], () => {
      const matched = new Map<string, WireAnswer>();
      return async (call) => {
        const key = `${call.url.pathname} ${await call.text()}`;
        const answer = await call.send();
        if (answer.status === 201) matched.set(key, copied(answer));
        return matched.has(key) ? copied(matched.get(key)!) : answer;
      };
    }),
  ],
  ...(["listTestResults", "listTestResultsAlias"] as const).map((operation): WrittenFlaw => [
    `stored.${operation}.every-other`,
    `every other answer of ${operation} has no results`,
    "fresh.stored",
    around([operation], () => {
      let readings = 0;
      return async (call) => {
        const answer = await call.send();
        readings += 1;
        if (readings % 2 === 0 && answer.status === 200) answer.body = { test_results: [] };
        return answer;
      };
    }),
  ]),
  ...(["getProduct", "listTestSpecs", "listTestEvents"] as const).map((operation): WrittenFlaw => [
    `alike.${operation}`,
    `one of several servers answers ${operation} with other times`,
    "fresh.read-alike",
    around([operation], () => {
      let readings = 0;
      return async (call) => {
        const answer = await call.send();
        readings += 1;
        const text = JSON.stringify(answer.body ?? null);
        if (readings % 3 === 0) answer.body = JSON.parse(text.replaceAll(/\.\d{6}/g, ".000000")) as unknown;
        return answer;
      };
    }),
  ]),
]);
