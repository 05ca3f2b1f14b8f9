import type { Clause, ClauseContext } from "./clause.js";
import { oncePerRun } from "../run/once-per-run.js";
import { check } from "../judge/mismatch.js";
import { type Agent, pickOne, poll, posted } from "./support/agent.js";
import type { EventLog, Product, TestResult, TestSpec } from "./support/bodies.js";
import { defineClauses, MAKE, WALK } from "./support/define.js";
import { answered, fields, same } from "./support/expect.js";
import { eventLogs, logWith, storedResult, testResults } from "./support/read.js";
import { advertise } from "./support/trigger.js";

/** A text before and a text behind a name. */
type Ends = readonly [before: string, behind: string];

/** What a server might change in names: in a path, in storage, or when it compares. */
const TEXTS: Readonly<Record<string, Ends>> = {
  "upper-case": ["Ab", "ABC"],
  "inner-blank": ["", " a  b"],
  "outer-blanks": ["  ", " "],
  "outer-spaces-of-unicode": ["\ufeff\u00a0", "\u3000\u2028"],
  plus: ["+", "a+b"],
  percent: ["%41", "100%25"],
  slash: ["/", "a/b/"],
  dots: ["../", "/./.."],
  query: ["?", "a?b&c=d#e"],
  quotes: [`"`, `a'b"c\\d`],
  markup: ["<!--", "<b>&amp;</b>"],
  template: ["$" + "{", "}{{0}}%s"],
  "leading-zeros": ["00", ".10"],
  composed: ["\u00c9", "\u00e9"],
  decomposed: ["E\u0301", "e\u0301"],
  ligature: ["\ufb01", "\u212b"],
  "direction-and-joiners": ["\u200f\u2066", "\u200d\u00ad\u202e"],
  "outside-the-basic-plane": ["\u{20000}", "\u{1f6f0}"],
};

const within = ([before, behind]: Ends, name: string): string => `${before}${name}${behind}`;

/** A finished opportunity in which every name has the same texts around it. */
interface NamedWalk {
  product: Product;
  spec: TestSpec;
  /** As they were sent. */
  sent: { spec: Pick<TestSpec, "name" | "platform" | "image_name">; image_unique_id: string };
  agent: Required<Agent>;
  log: EventLog;
  result: TestResult;
}

function namedWalk(t: ClauseContext, name: string, ends: Ends): Promise<NamedWalk> {
  return oncePerRun(t, `text.${name}`, async () => {
    const product = await t.make.product();
    const [specName, platform, image_name] = [t.name("spec"), t.make.platform(), t.name("image")].map(
      (each) => within(ends, each),
    ) as [string, string, string];
    const named = { name: specName, platform, image_name };
    const spec = await t.make.testSpec(product.id, named);
    const image_unique_id = within(ends, t.uuid().slice(0, 13));
    const [{ test_opportunity_id: id }] = await advertise(t, "image", product.id, {
      image_unique_id,
      image_reference: null,
    });
    const agent_id = within(ends, t.make.agent());
    const agent = {
      agent_id,
      platform,
      agent_group: within(ends, "group"),
      agent_revno: within(ends, "1"),
    };
    await pickOne(t, agent, [id]);
    await posted(t, id, { agent_id, agent_revno: agent.agent_revno });
    const result = await storedResult(t, product.id, id);
    const sent = { spec: named, image_unique_id };
    return { product, spec, sent, agent, result, log: await logWith(t, 4, product.id, id) };
  });
}

const ofText = ([name, ends]: [string, Ends]): Clause[] => [
  ...defineClauses(
    { operation: "getProduct", answer: "200", needs: MAKE, leaves: "product" },
    {
      [`text.product.${name}`]: {
        title: `A product's name, release and snaps are stored unchanged: ${name.replaceAll("-", " ")}`,
        provenance: ["D 250-258", "A-07"],
        statements: ["4.product"],
        async run(t) {
          const sent = {
            name: within(ends, t.name("product")),
            release: within(ends, "15.04"),
            snaps: [within(ends, t.name("snap")), within(ends, "b")],
          };
          const { id } = await t.make.product(sent);
          const read = answered<Product>(await t.call("getProduct", { path: { product_id: id } }), 200);
          const { name: shown, release, snaps } = read;
          same("name, release and snaps", { name: shown, release, snaps }, sent);
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
          const { agent, log, result } = await namedWalk(t, name, ends);
          const { agent_id, platform, agent_group } = fields(log.events[1]);
          const shown = { agent_id, platform, agent_group, agent_revno: result.agent_revno };
          same("the agent in its event and result", shown, agent);
          same("agent-id", fields(result)["agent-id"], agent.agent_id);
        },
      },
      [`text.test-spec.${name}`]: {
        title: `A Test Spec's name, platform and image_name are shown unchanged: ${name.replaceAll("-", " ")}`,
        provenance: ["A-08", "A-15", "A-19"],
        statements: ["4.test-spec", "5.log-rest"],
        async run(t) {
          const { product, spec, sent, log, result } = await namedWalk(t, name, ends);
          same("spec_name of the log", log.spec_name, sent.spec.name, ["A-15"]);
          same("platform of the log", log.test_opportunity?.platform, sent.spec.platform, ["A-08", "A-15"]);
          same("the result's Test Spec", result.test_spec, { ...spec, ...sent.spec }, ["A-08", "A-19"]);
          const path = { product_id: product.id, test_spec_id: spec.id };
          const read = answered<TestSpec>(await t.call("getTestSpec", { path }), 200);
          same("the Test Spec", read, { ...spec, ...sent.spec }, ["A-08"]);
        },
      },
      [`text.image.${name}`]: {
        title: `An image_unique_id is kept, shown and found unchanged: ${name.replaceAll("-", " ")}`,
        provenance: ["D 748", "D 760", "D 1143", "A-15", "A-23"],
        statements: ["4.image-keeps-id", "5.filters", "6.filter-image"],
        async run(t) {
          const { product, sent, log, result } = await namedWalk(t, name, ends);
          const { image_unique_id } = sent;
          same("that of the result", result.image_unique_id, image_unique_id, ["D 748", "D 760", "D 1143"]);
          same("that of the log", log.image_unique_id, image_unique_id, ["D 748", "D 760", "A-15"]);
          const results = await testResults(t, product.id, { image_unique_id });
          same("the results found", results, [result], ["D 717", "P"]);
          const logs = await eventLogs(t, product.id, { image_unique_id });
          same("the logs found", logs.map(idOf), [log.test_opportunity_id], ["A-23"]);
        },
      },
    },
  ),
];

const idOf = ({ test_opportunity_id }: { test_opportunity_id: string }): string => test_opportunity_id;

/** Platforms that are similar but not equal. */
const UNEQUAL: Readonly<Record<string, readonly [of: string, asked: string]>> = {
  case: ["ab", "AB"],
  "unicode-form": ["\u00e9", "e\u0301"],
  blank: ["a b", "a  b"],
  wildcard: ["abc", "a%c"],
  "wildcard-of-spec": ["a%c", "abc"],
  prefix: ["abc", "ab"],
  "outer-blank": ["ab", "ab "],
  "compatible-form": ["fi", "\ufb01"],
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

/** Snap names with all of {@link TEXTS}, in the contexts of a gold master and of snap revisions. */
const snaps = defineClauses(
  { operation: "listTestEvents", answer: "200", needs: MAKE, leaves: "opportunities" },
  {
    "text.snaps.in-contexts": {
      title: "Names of snaps are shown as they were sent, with all of these texts",
      provenance: ["D 777-779", "D 810", "D 874", "A-13", "A-15"],
      statements: ["4.snap-matches", "4.context-of-snap", "4.context-of-gold-master"],
      async run(t) {
        const names = Object.values(TEXTS).map((ends) => within(ends, t.name("Snap")));
        const product = await t.make.product({ snaps: names });
        await t.make.testSpec(product.id);
        const all = names.map((name, at) => ({ name, revision: at }));
        await advertise(t, "gold-master", product.id, { snaps: all, channel: "stable" });
        for (const snap of all) await advertise(t, "snap", product.id, { ...snap, channel: "edge" });
        const shown = (await eventLogs(t, product.id)).map(({ test_opportunity }) => [
          test_opportunity?.snaps,
          test_opportunity?.primary_snap_name,
        ]);
        const sent: unknown[][] = [[all, names.at(-1)], ...all.map((snap) => [[snap], snap.name])];
        // The order of the logs is another clause's.
        const keyOf = ([snaps, name]: unknown[]): string =>
          `${String(name)} ${String((snaps as unknown[] | undefined)?.length)}`;
        const inOrder = (all: unknown[][]): unknown[][] => all.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
        same("snaps and primary_snap_name", inOrder(shown), inOrder(sent));
      },
    },
  },
);

/** Names are stored, shown and compared exactly (contract.md §4-7). */
export const text: readonly Clause[] = [...Object.entries(TEXTS).flatMap(ofText), ...compared, ...snaps];
