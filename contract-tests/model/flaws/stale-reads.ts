/** Answers that were true a moment ago. */
import { flawsOf } from "../changes.js";
import type { Policy } from "../policy.js";
import type { Answer } from "../records.js";
import type { Call, Operation } from "../routes.js";

/** Answers of an operation are kept, until one of these operations succeeds. */
const cached =
  (
    operation: Operation,
    until: Operation[],
    key: (call: Call) => string = ({ incoming }) => incoming.path + incoming.rawQuery,
  ) =>
  (p: Policy): void => {
    const known = new Map<string, Answer>();
    p.after.push((answer, call) => {
      if (answer.status < 300 && call.operation && until.includes(call.operation)) known.clear();
      if (call.operation !== operation || answer.status !== 200 || call.incoming.method === "HEAD")
        return answer;
      const name = `${call.account?.name ?? ""} ${key(call)}`;
      // The answer may hold what changes; so it is kept as a text.
      const kept = known.get(name) ?? (JSON.parse(JSON.stringify(answer)) as Answer);
      known.set(name, kept);
      return kept;
    });
  };

export const staleFlaws = flawsOf("stale reads", {
  "products-cached": [
    "`4.listProducts`: the list stays as it was first asked for.",
    cached("listProducts", []),
  ],
  "products-cached-until-create": [
    "`4.listProducts`: the list changes only when a product is made, not when one is replaced or deleted.",
    cached("listProducts", ["createProduct"]),
  ],
  "product-cached": [
    "`4.updateProduct`: a product that was read stays as it was.",
    cached("getProduct", ["deleteProduct"]),
  ],
  "specs-cached": [
    "`4.listTestSpecs`: the list stays as it was first asked for.",
    cached("listTestSpecs", []),
  ],
  "spec-cached": [
    "`4.deleteTestSpec`: a Test Spec that was read once can be read after it was deleted.",
    (p) => {
      const known = new Map<string, Answer>();
      p.after.push((answer, { operation, incoming }) => {
        if (operation !== "getTestSpec") return answer;
        if (answer.status === 200) known.set(incoming.path, answer);
        return answer.status === 404 ? (known.get(incoming.path) ?? answer) : answer;
      });
    },
  ],
  "events-cached-until-trigger": [
    "`5.flow`: logs that were read stay as they were until the next trigger.",
    cached("listTestEvents", ["advertiseImage", "advertiseSnap", "advertiseGoldMaster"]),
  ],
  "events-cached-until-post": [
    "`5.flow`: logs that were read change only when a result is posted.",
    cached("listTestEvents", ["advertiseImage", "advertiseSnap", "advertiseGoldMaster", "postResult"]),
  ],
  "events-cached-whatever-query": [
    "`5.filters`: logs that were read come whatever the next query is.",
    cached(
      "listTestEvents",
      ["advertiseImage", "advertiseSnap", "advertiseGoldMaster", "pick", "postResult"],
      ({ incoming }) => incoming.path,
    ),
  ],
  "results-cached": [
    "`6.shows-when-stored`: an empty list that was read stays empty.",
    cached("listTestResults", []),
  ],
  "results-cached-until-post": [
    "`6.shows-when-stored`: what was read after a post stays without its result.",
    cached("listTestResults", ["postResult"]),
  ],
  "legacy-results-cached": [
    "`8.legacyListTestResults`: a list that was read stays as it was.",
    cached("legacyListTestResults", []),
  ],
  "head-cached": [
    "`2.methods`: HEAD tells the length of the first answer.",
    (p) => {
      const lengths = new Map<string, string>();
      p.after.push((answer, { incoming }) => {
        if (answer.status !== 200 || !answer.body) return answer;
        const key = incoming.path + incoming.rawQuery;
        const length = lengths.get(key) ?? String(Buffer.byteLength(JSON.stringify(answer.body)));
        lengths.set(key, length);
        return incoming.method === "HEAD"
          ? { ...answer, headers: { ...answer.headers, "Content-Length": length } }
          : answer;
      });
    },
  ],
});
