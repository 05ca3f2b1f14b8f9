import type { Clause, ClauseContext } from "./clause.js";
import { oncePerRun } from "../run/once-per-run.js";
import { check } from "../judge/mismatch.js";
import { type Agent, pickOne, poll, posted } from "./support/agent.js";
import type { EventLog, Product, TestResult } from "./support/bodies.js";
import { defineClauses, MAKE, WALK } from "./support/define.js";
import { answered, fields, same } from "./support/expect.js";
import { logWith, storedResult } from "./support/read.js";
import { advertise } from "./support/trigger.js";

/** Ends of names that a server might change: in a path, in storage, or when it compares. */
const TEXTS: Readonly<Record<string, string>> = {
  "upper-case": "ABC",
  "inner-blank": " a  b",
  plus: "a+b",
  percent: "100%25",
  slash: "a/b",
  query: "a?b&c=d#e",
  quotes: `a'b"c\\d`,
  markup: "<b>&amp;</b>",
  composed: "\u00e9",
  decomposed: "e\u0301",
  "outside-the-basic-plane": "\u{1f6f0}",
};

/** A finished opportunity in which every name ends with the same text. */
interface NamedWalk {
  product: Product;
  specName: string;
  agent: Required<Agent>;
  log: EventLog;
  result: TestResult;
}

function namedWalk(t: ClauseContext, name: string, text: string): Promise<NamedWalk> {
  return oncePerRun(t, `text.${name}`, async () => {
    const product = await t.make.product();
    const [specName, platform] = [`${t.name("spec")}${text}`, `${t.make.platform()}${text}`];
    await t.make.testSpec(product.id, { name: specName, platform });
    const body = { image_unique_id: t.uuid(), image_reference: null };
    const [{ test_opportunity_id: id }] = await advertise(t, "image", product.id, body);
    const agent_id = `${t.make.agent()}${text}`;
    const agent = { agent_id, platform, agent_group: `group${text}`, agent_revno: `1${text}` };
    await pickOne(t, agent, [id]);
    await posted(t, id, { agent_id, agent_revno: agent.agent_revno });
    const result = await storedResult(t, product.id, id);
    return { product, specName, agent, log: await logWith(t, 4, product.id, id), result };
  });
}

const ofText = ([name, text]: [string, string]): Clause[] => [
  ...defineClauses(
    { operation: "getProduct", answer: "200", needs: MAKE, leaves: "product" },
    {
      [`text.product.${name}`]: {
        title: `A product's name and release are stored unchanged: ${name.replaceAll("-", " ")}`,
        provenance: ["D 250-258", "A-07"],
        statements: ["4.product"],
        async run(t) {
          const sent = { name: `${t.name("product")}${text}`, release: `15.04${text}` };
          const { id } = await t.make.product({ ...sent, snaps: [] });
          const read = answered<Product>(await t.call("getProduct", { path: { product_id: id } }), 200);
          same("name and release", { name: read.name, release: read.release }, sent);
        },
      },
    },
  ),
  ...defineClauses(
    { operation: "listTestEvents", answer: "200", needs: WALK, leaves: "opportunities" },
    {
      [`text.agent.${name}`]: {
        title: `An agent's id, platform, group and revision are shown unchanged: ${name.replaceAll("-", " ")}`,
        provenance: ["D 969", "D 1145", "A-21"],
        statements: ["5.picked", "6.agent-id", "6.agent-revno"],
        async run(t) {
          const { agent, log, result } = await namedWalk(t, name, text);
          const { agent_id, platform, agent_group } = fields(log.events[1]);
          const shown = { agent_id, platform, agent_group, agent_revno: result.agent_revno };
          same("the agent in its event and result", shown, agent);
          same("agent-id", fields(result)["agent-id"], agent.agent_id);
        },
      },
      [`text.test-spec.${name}`]: {
        title: `A Test Spec's name is shown unchanged: ${name.replaceAll("-", " ")}`,
        provenance: ["A-15", "A-19"],
        statements: ["5.log-rest"],
        async run(t) {
          const { specName, log, result } = await namedWalk(t, name, text);
          same("spec_name of the log", log.spec_name, specName, ["A-15"]);
          same("name of the result's Test Spec", fields(result.test_spec)["name"], specName, ["A-19"]);
        },
      },
    },
  ),
];

/** Platforms that are similar but not equal. */
const UNEQUAL: Readonly<Record<string, readonly [of: string, asked: string]>> = {
  case: ["ab", "AB"],
  "unicode-form": ["\u00e9", "e\u0301"],
  blank: ["a b", "a  b"],
  wildcard: ["abc", "a%c"],
  prefix: ["abc", "ab"],
};

const compared = Object.entries(UNEQUAL).flatMap(([name, [of, asked]]) =>
  defineClauses(
    { operation: "pickTestOpportunity", answer: "204", needs: WALK, leaves: "opportunities" },
    {
      [`text.platform.${name}`]: {
        title: `Work of platform "${of}" is not given to an agent of platform "${asked}"`,
        provenance: ["A-21"],
        statements: ["7.platform"],
        async run(t) {
          const product = await t.make.product();
          const platform = t.make.platform();
          await t.make.testSpec(product.id, { platform: `${platform}${of}` });
          const body = { image_unique_id: t.uuid(), image_reference: null };
          await advertise(t, "image", product.id, body);
          const got = await poll(t, { agent_id: t.make.agent(), platform: `${platform}${asked}` });
          check(got === null, "nothing for the agent", got);
        },
      },
    },
  ),
);

/** Names are stored, shown and compared exactly (contract.md §4-7). */
export const text: readonly Clause[] = [...Object.entries(TEXTS).flatMap(ofText), ...compared];
