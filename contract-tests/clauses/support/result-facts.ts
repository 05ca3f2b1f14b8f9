import { check } from "../../judge/mismatch.js";
import type { EventLog, TestResult, TestSpec } from "./bodies.js";
import { fields, same } from "./expect.js";
import { isNaive } from "./times.js";
import type { RecordFact } from "./record-fact.js";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The event RESULT_STORED of a log; an empty object if it has none. */
export const storedIn = (log: EventLog) =>
  fields(log.events.find((event) => event.event_type === "RESULT_STORED"));

/** Of one result. */
export const resultFacts = {
  ids: {
    id: "ids",
    title: "Ids of results and opportunities are UUIDs",
    provenance: ["D 1077", "D 1146"],
    statements: ["2.ids"],
    judge(result) {
      for (const id of [result.id, result.test_opportunity_id]) check(UUID.test(id), "a UUID", id);
    },
  },
  timingForm: {
    id: "timing-form",
    title: "Times in agent.timing have no offset and six digits",
    provenance: ["A-19", "L 1074"],
    statements: ["2.naive-times"],
    judge(result) {
      const wrong = Object.values(fields(fields(result.agent)["timing"])).find((time) => !isNaive(time));
      check(wrong === undefined, "times such as 2015-08-26T00:00:22.651078", wrong, ["A-19"]);
    },
  },
} satisfies Record<string, RecordFact<TestResult>>;

/** Of the results that one answer lists of a product. */
export const oneResultEach: RecordFact<readonly TestResult[]> = {
  id: "one-each",
  title: "An opportunity has one result",
  provenance: ["D 1077", "D 905-907"],
  statements: ["6.ids-agree"],
  judge(results) {
    const ids = results.map((result) => result.test_opportunity_id);
    check(new Set(ids).size === ids.length, "each opportunity once", ids);
  },
};

/** A log with RESULT_STORED, and the results of its product that were read afterwards. */
export const onceStored: RecordFact<{ log: EventLog; results: readonly TestResult[] }> = {
  id: "once-stored",
  title: "Each opportunity with RESULT_STORED has its result, with the id and status of that event",
  provenance: ["D 983-984", "D 1144-1146"],
  statements: ["6.ids-agree", "6.shows-when-stored", "5.ids-agree"],
  judge({ log, results }) {
    const { result_id, test_status } = storedIn(log);
    const result = results.find(({ id }) => id === result_id);
    check(result !== undefined, `result ${String(result_id)} of ${log.test_opportunity_id}`, "none", [
      "A-18",
      "D 983",
    ]);
    same("its test_status", result.test_status, test_status);
    same("its opportunity", result.test_opportunity_id, log.test_opportunity_id);
    same("its image", result.image_unique_id, log.image_unique_id, ["A-15"]);
  },
};

/** A result, and the log of its opportunity that was read afterwards. */
export const notBeforeStored: RecordFact<{ log: EventLog; result: TestResult }> = {
  id: "not-before-stored",
  title: "A listed result has RESULT_STORED in its log",
  provenance: ["A-18"],
  statements: ["6.shows-when-stored"],
  judge({ log, result }) {
    same("the result of RESULT_STORED", storedIn(log)["result_id"], result.id);
  },
};

/** A finished log and its result. */
export const finishedFacts = {
  agent: {
    id: "agent",
    title: "agent-id of a result is the agent_id of its events",
    provenance: ["D 1145", "D 977"],
    statements: ["6.agent-id", "9.c-3"],
    judge({ log, result }) {
      same("agent-id", fields(result)["agent-id"], fields(log.events[1])["agent_id"]);
    },
  },
  asTriggered: {
    id: "as-triggered",
    title: "Results have the same fields of their opportunity as the events",
    provenance: ["A-13", "A-15", "A-19"],
    statements: ["6.result"],
    judge({ log, result }) {
      const names = ["image_reference", "extra_snaps", "primary_snap_name", "base_channel", "update_channel"];
      for (const name of names) same(name, fields(result)[name], fields(log.test_opportunity)[name]);
    },
  },
} satisfies Record<string, RecordFact<{ log: EventLog; result: TestResult }>>;

/** A result and a Test Spec of its id. */
export const sameTestSpec: RecordFact<{ result: TestResult; spec: TestSpec }> = {
  id: "test-spec",
  title: "test_spec of a result is an unchanged Test Spec of the product, or a deleted one",
  provenance: ["A-19", "A-29"],
  statements: ["6.result-rest"],
  judge({ result, spec }) {
    same("test_spec", result.test_spec, spec);
  },
};

/** What an agent posted, and the result of that opportunity. */
export const payloadUnchanged: RecordFact<{ posted: { result_payload: unknown }; result: TestResult }> = {
  id: "payload",
  title: "result_payload comes back unchanged",
  provenance: ["D 1147-1148"],
  statements: ["6.result", "7.kit-result"],
  judge({ posted, result }) {
    same("result_payload", result.result_payload, posted.result_payload);
  },
};
