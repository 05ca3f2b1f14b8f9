import { type TestResult } from "./support/bodies.js";
import { defineClauses, WALK } from "./support/define.js";
import { fields, list, same, answered } from "./support/expect.js";
import { testResults } from "./support/read.js";
import { interleaved, eachShows, listedResults, idOf, type Work } from "./support/interleaved.js";

export const inResults = defineClauses(
  { operation: "listTestResults", answer: "200", needs: WALK, leaves: "opportunities" },
  {
    "results.interleaved.posts": {
      title: "Each result has its own id, status and payload, with several agents at work",
      provenance: ["D 1074", "D 1144-1148", "A-20", "A-21"],
      statements: ["6.result", "6.ids-agree", "6.statuses"],
      async run(t) {
        const all = await interleaved(t);
        const shown = ({ id, test_status, result_payload }: TestResult): unknown => [
          id,
          test_status,
          result_payload,
        ];
        eachShows(listedResults(all), "id, status and payload", shown, ({ resultId, post }) => [
          resultId,
          post!.test_status,
          post!.result_payload,
        ]);
      },
    },
    "results.interleaved.agents": {
      title: "Each result has the agent, its revision, platform and timing of its own post",
      provenance: ["D 1075", "D 1145", "A-19", "A-21"],
      statements: ["6.agent-id", "6.agent-revno", "6.result-rest"],
      async run(t) {
        const all = await interleaved(t);
        const shown = (result: TestResult): unknown => ({
          "agent-id": fields(result)["agent-id"],
          agent_revno: result.agent_revno,
          platform: result.platform,
          agent: result.agent,
        });
        eachShows(listedResults(all), "the agent", shown, ({ agent, post }) => ({
          "agent-id": agent.agent_id,
          agent_revno: post!.agent_revno ?? agent.agent_revno ?? null,
          platform: agent.platform,
          agent: post!.agent ?? null,
        }));
      },
    },
    "results.interleaved.specs": {
      title: "Each result has its own Test Spec and image",
      provenance: ["D 1143", "D 1076", "A-19"],
      statements: ["6.result-rest", "6.result", "6.ids-agree"],
      async run(t) {
        const all = await interleaved(t);
        const ids = ({ image_unique_id, image_reference }: TestResult): unknown => [
          image_unique_id,
          image_reference,
        ];
        eachShows(listedResults(all), "the image", ids, ({ image }) => [image, image]);
        eachShows(
          listedResults(all),
          "the Test Spec",
          ({ test_spec }) => test_spec,
          ({ spec }) => spec,
          ["A-19"],
        );
      },
    },
    "results.interleaved.order": {
      title: "Results are listed in the order of storing, not in that of the advertisements or picks",
      provenance: ["A-17"],
      statements: ["6.order"],
      async run(t) {
        const { results, stored, work } = await interleaved(t);
        same("the opportunities", results.map(idOf), stored);
        const [image] = work.map((one) => one.image) as [string];
        const ofImage = stored.filter((id) => work.find((one) => one.id === id)!.image === image);
        const { productId } = await interleaved(t);
        const found = await testResults(t, productId, { image_unique_id: image });
        same("those of one image", found.map(idOf), ofImage);
      },
    },
    "results-alias.interleaved": {
      title: "Both paths of the results list the same, in the same order, with every filter",
      provenance: ["C-1", "D 1047", "D 1068"],
      statements: ["9.c-1", "6.filters"],
      operation: "listTestResultsAlias",
      async run(t) {
        const { productId, results, stored, work } = await interleaved(t);
        const [first] = work as [Work];
        const filters = [{}, { image_unique_id: first.image }, { test_opportunity_id: stored[1]! }];
        for (const query of filters) {
          const expected = await testResults(t, productId, query);
          const shown = await testResults(t, productId, query, "listTestResultsAlias");
          same(`what ${JSON.stringify(query)} finds`, shown, expected, ["C-1", "D 1047", "D 1068"]);
        }
        same("all results", await testResults(t, productId, {}, "listTestResultsAlias"), results, ["C-1"]);
      },
    },
    "results.interleaved.legacy": {
      title: "An organization lists the same results, whatever their status, in the order of storing",
      provenance: ["A-17", "A-20", "A-32"],
      statements: ["8.one-set", "8.legacyListTestResults"],
      operation: "legacyListTestResults",
      needs: [...WALK, "legacy"],
      async run(t) {
        const { stored, work } = await interleaved(t);
        const path = { org_id: t.target.organization! };
        const answer = await t.call("legacyListTestResults", { path });
        const ours = list<TestResult>(answered(answer, 200), "test_results").filter((one) =>
          stored.includes(idOf(one)),
        );
        const sent = stored.map((id) => [id, work.find((one) => one.id === id)!.post!.test_status]);
        same(
          "opportunities and statuses",
          ours.map((one) => [idOf(one), one.test_status]),
          sent,
        );
      },
    },
  },
);
