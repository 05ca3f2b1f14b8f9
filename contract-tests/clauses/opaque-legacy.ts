import type { ClauseContext } from "./clause.js";
import { oncePerRun } from "../run/once-per-run.js";
import { pickOne, posted } from "./support/agent.js";
import { defineClauses, WALK } from "./support/define.js";
import { answered, fields, filled, list, same } from "./support/expect.js";
import { testResults } from "./support/read.js";
import { agentFor } from "./support/walk.js";
import { VALUES } from "./support/opaque-values.js";

/** Every type of JSON, and all {@link VALUES} as members. */
const REFERENCES: Readonly<Record<string, unknown>> = {
  members: VALUES,
  list: Object.values(VALUES),
  text: " a\u0000 ",
  "text-of-an-object": '{"a": 1}',
  "empty-text": "",
  zero: 0,
  false: false,
  null: null,
  "empty-list": [],
  "empty-object": {},
};

/** Finished legacy images, one with each of the {@link REFERENCES}; their logs and results by the names. */
const ofLegacy = (t: ClauseContext) =>
  oncePerRun(t, "opaque.legacy", async () => {
    const path = { org_id: t.target.organization! };
    const product = await t.make.product();
    const [platform, image_name] = [t.make.platform(), t.name("image")];
    await t.make.testSpec(product.id, { platform, image_name });
    const ids: Record<string, string> = {};
    for (const [name, image_reference] of Object.entries(REFERENCES)) {
      const body = { image_reference, image_unique_id: t.uuid(), image_name };
      const made = answered(await t.call("legacyAdvertiseImage", { path, body }), 201);
      const [id] = filled<string>(made, "ids");
      const agent = agentFor(t, platform);
      await pickOne(t, agent, [id]);
      await posted(t, id, { agent_id: agent.agent_id });
      ids[name] = id;
    }
    await t.until("a result of each legacy image", async () =>
      (await testResults(t, product.id)).length >= Object.keys(ids).length ? true : null,
    );
    const read = async (operation: string, name: string): Promise<unknown[]> =>
      list(answered(await t.call(operation, { path }), 200), name);
    return {
      ids,
      logs: await read("legacyListTestEvents", "event_logs"),
      results: await read("legacyListTestResults", "test_results"),
    };
  });

export const legacyReferences = Object.entries(REFERENCES).flatMap(([name, value]) =>
  defineClauses(
    {
      operation: "legacyAdvertiseImage",
      answer: "201",
      needs: [...WALK, "legacy"],
      leaves: "opportunities",
    },
    {
      [`opaque.legacy-image-reference.${name}`]: {
        title: `A legacy image's image_reference comes back unchanged: ${name.replaceAll("-", " ")}`,
        provenance: ["L 714-727", "L 1057-1074", "A-15"],
        statements: ["8.legacyAdvertiseImage", "8.legacyListTestResults"],
        async run(t) {
          const { ids, logs, results } = await ofLegacy(t);
          const isIts = (each: unknown): boolean => fields(each)["test_opportunity_id"] === ids[name];
          const [result, log] = [fields(results.find(isIts)), fields(logs.find(isIts))];
          same("that of the result", result["image_reference"], value, ["L 714-727", "L 1057-1074"]);
          same("that of the log", fields(log["test_opportunity"])["image_reference"], value, ["A-15"]);
        },
      },
    },
  ),
);
