import type { Answer } from "../target/answer.js";
import type { ClauseContext } from "./clause.js";
import { check } from "../judge/mismatch.js";
import type { TestResult } from "./support/bodies.js";
import { defineClauses, MAKE, WALK } from "./support/define.js";
import { answered, fields, filled, list, same } from "./support/expect.js";
import { logOf, testResults } from "./support/read.js";
import { advertise, productWithSpecs, trigger } from "./support/trigger.js";
import { sharedWalk } from "./support/walk.js";

/**
 * If two documented statements disagree (contract.md §9), a target may honour either. So each side is a clause whose mismatch
 * is a finding (C-n) that names the side. A target that honours neither breaks both statements: it fails the clause "either".
 */
const address = (operation: "listTestResults" | "listTestResultsAlias") => ({
  operation,
  async run(t: ClauseContext) {
    const { id } = await t.make.sharedProduct();
    const query = { image_unique_id: t.uuid() };
    answered(await t.call(operation, { path: { product_id: id }, query }), 200, ["C-1"]);
  },
});

const goldMasterOf = (snap: string) => ({ snaps: [{ name: snap, revision: 1 }], channel: "stable" });

/** Whether a trigger was accepted (201) or refused (4xx). Other statuses decide nothing. */
const isTaken = ({ status }: Answer): boolean => status === 201;

export const contradictions = [
  ...defineClauses(
    { operation: "listTestResults", answer: "200", needs: ["history"], leaves: "nothing" },
    {
      "contradictions.c-1.either": {
        title: "Results are served at one or both of the documented addresses",
        provenance: ["D 1047", "D 1068"],
        statements: ["9.c-1"],
        async run(t) {
          const { id } = await t.make.sharedProduct();
          const input = { path: { product_id: id }, query: { image_unique_id: t.uuid() } };
          const statuses = [
            (await t.call("listTestResults", input)).status,
            (await t.call("listTestResultsAlias", input)).status,
          ];
          check(statuses.includes(200), "200 from one or both", statuses);
        },
      },
      "contradictions.c-1.tests-results": {
        title: "Results are served at /products/{id}/tests/results, as in the table",
        provenance: ["D 1047"],
        statements: ["9.c-1"],
        ...address("listTestResults"),
      },
      "contradictions.c-1.results": {
        title: "Results are served at /products/{id}/results, as in the example",
        provenance: ["D 1068"],
        statements: ["9.c-1"],
        ...address("listTestResultsAlias"),
      },
    },
  ),
  ...defineClauses(
    { operation: "listTestResults", answer: "200", needs: WALK, leaves: "opportunities" },
    {
      "contradictions.c-1.same": {
        title: "Both addresses of results give the same answer",
        provenance: ["D 1047", "D 1068"],
        statements: ["9.c-1"],
        async run(t) {
          const { product, opportunityId, resultId } = await sharedWalk(t, "snap");
          const query = { test_opportunity_id: opportunityId };
          const table = await testResults(t, product.id, query);
          const example = await t.call("listTestResultsAlias", { path: { product_id: product.id }, query });
          same("the results", list<TestResult>(answered(example, 200, ["C-1"]), "test_results"), table);
          same(
            "their ids",
            table.map(({ id }) => id),
            [resultId],
          );
        },
      },
      "contradictions.c-3": {
        title: "A result has agent-id with a hyphen, its events have agent_id with an underscore",
        provenance: ["D 1145", "D 969"],
        statements: ["9.c-3"],
        async run(t) {
          const { result, log, agent } = await sharedWalk(t, "snap");
          const [shown, picked] = [fields(result), fields(log.events[1])];
          const either = [shown["agent-id"], shown["agent_id"]];
          check(either.includes(agent.agent_id), `agent-id ${agent.agent_id}`, shown);
          same("agent-id of the result", shown["agent-id"], agent.agent_id, ["C-3"]);
          check(!("agent_id" in shown), "no agent_id in the result", shown["agent_id"], ["C-3"]);
          same("agent_id of the event", picked["agent_id"], agent.agent_id);
          check(!("agent-id" in picked), "no agent-id in the event", picked["agent-id"], ["C-3"]);
        },
      },
      "contradictions.c-5": {
        title: "image_reference is null in a gold master's result and unchanged in an image's result",
        provenance: ["D 1076", "D 704"],
        statements: ["9.c-5"],
        async run(t) {
          same(
            "image_reference in the gold master's result",
            (await sharedWalk(t, "gold-master")).result.image_reference,
            null,
          );
          const { body, result } = await sharedWalk(t, "image");
          same("image_reference in the image's result", result.image_reference, body["image_reference"]);
        },
      },
    },
  ),
  ...defineClauses(
    { operation: "advertiseGoldMaster", answer: "201", needs: MAKE, leaves: "opportunities" },
    {
      "contradictions.c-2.either": {
        title: "A gold master is accepted at one or both of the documented addresses",
        provenance: ["D 853", "D 869"],
        statements: ["9.c-2"],
        async run(t) {
          const { product } = await productWithSpecs(t);
          const input = { path: { product_id: product.id }, body: goldMasterOf(product.snaps[0]!) };
          const answers = [await t.call("advertiseGoldMaster", input), await t.call("advertiseSnap", input)];
          check(
            answers.some(isTaken),
            "201 from one or both",
            answers.map(({ status }) => status),
          );
        },
      },
      "contradictions.c-2.gold-masters": {
        title: "A gold master is accepted at /gold-masters, as in the table",
        provenance: ["D 853"],
        statements: ["9.c-2"],
        async run(t) {
          const { product } = await productWithSpecs(t);
          const input = { path: { product_id: product.id }, body: goldMasterOf(product.snaps[0]!) };
          answered(await t.call("advertiseGoldMaster", input), 201, ["C-2"]);
        },
      },
      "contradictions.c-2.snaps": {
        title: "A gold master is accepted at /snaps, as in the example, and treated as a gold master",
        provenance: ["D 869"],
        statements: ["9.c-2"],
        operation: "advertiseSnap",
        async run(t) {
          const { product } = await productWithSpecs(t);
          const [name] = product.snaps;
          const input = { path: { product_id: product.id }, body: goldMasterOf(name!) };
          const [made] = filled<{ test_opportunity_id: string }>(
            answered(await t.call("advertiseSnap", input), 201, ["C-2"]),
            "ids",
          );
          const log = await logOf(t, product.id, made.test_opportunity_id);
          const { base_channel, update_channel } = fields(log.test_opportunity);
          const channels = { base_channel: "stable", update_channel: null };
          same("its channels", { base_channel, update_channel }, channels, ["A-13", "A-15"]);
          const [next] = await advertise(t, "snap", product.id, { name, revision: 2, channel: "edge" });
          const { test_opportunity } = await logOf(t, product.id, next.test_opportunity_id);
          same("the base of a later revision", test_opportunity?.base_channel, "stable", ["A-13", "A-15"]);
        },
      },
      "contradictions.c-4": {
        title:
          "An image with all four fields is accepted; the two fields that are documented as FIXME are optional",
        provenance: ["D 701", "D 720-721"],
        statements: ["9.c-4"],
        operation: "advertiseImage",
        async run(t) {
          const { product } = await trigger(t, "image");
          const body = { image_unique_id: t.uuid(), image_reference: "http://foo.com/bar" };
          const without = await t.call("advertiseImage", { path: { product_id: product.id }, body });
          answered(without, 201, ["C-4"]);
        },
      },
      "contradictions.c-5.image": {
        title: "image_reference of an image may be null",
        provenance: ["D 704", "D 1076"],
        statements: ["9.c-5"],
        operation: "advertiseImage",
        async run(t) {
          const { product } = await productWithSpecs(t);
          const body = {
            image_unique_id: t.uuid(),
            image_reference: null,
            channel: "stable",
            extra_snaps: [],
          };
          answered(await t.call("advertiseImage", { path: { product_id: product.id }, body }), 201, ["C-5"]);
        },
      },
    },
  ),
];
