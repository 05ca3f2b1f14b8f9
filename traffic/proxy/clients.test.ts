import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { modelFlaws } from "../../contract-tests/model/flaws/index.js";
import { TRUSTED } from "../../contract-tests/testing/deployment.js";
import type { Ended } from "../../src/testing/emulator-process.js";
import { missingPython, PYTHON } from "../../src/testing/programs.js";
import { EXAMPLES, runExample } from "../testing/examples.js";
import { type Fronted, frontedModel, PREFIX } from "../testing/fronted-model.js";
import { startedProxy, type StartedProxy, type Wanted } from "../testing/started-proxy.js";

const missing = missingPython();
/** The certificate is good for localhost, which is the name of the deployment of the tests and of their proxy. */
const tls = {
  cert: readFileSync(TRUSTED, "utf8"),
  key: readFileSync(join(TRUSTED, "..", "key.pem"), "utf8"),
};
const TRUST = { REQUESTS_CA_BUNDLE: TRUSTED, NODE_EXTRA_CA_CERTS: TRUSTED };

/** An example through a proxy in front of a deployment; `at` makes the address that the client is given. */
async function through(
  example: readonly string[],
  how: Partial<Wanted>,
  {
    at = ({ url }: StartedProxy): string => url,
    ...fronted
  }: Fronted & { at?: (to: StartedProxy) => string } = {},
): Promise<{ proxy: StartedProxy; ended: Ended }> {
  const { url, model } = await frontedModel(fronted);
  const [{ credentials }] = model.accounts as [(typeof model.accounts)[0]];
  const proxy = await startedProxy({ target: url, credentials: [credentials], ...how });
  return { proxy, ended: await runExample(example, credentials, at(proxy), TRUST) };
}

function expectRight({ proxy, ended: { code, stderr } }: { proxy: StartedProxy; ended: Ended }): void {
  expect([code, stderr]).toEqual([0, ""]);
  const seen = proxy.judged();
  expect(seen.length).toBeGreaterThan(1);
  expect(seen.every(({ exchange }) => exchange.account === "account-1")).toBe(true);
  expect(seen.every(({ operation }) => operation !== null)).toBe(true);
  expect(proxy.problems()).toEqual([]);
}

describe.for(EXAMPLES)("%s, which knows nothing of the proxy, works through it", (example) => {
  const why = example[1] === PYTHON ? missing : undefined;

  it("signed again", async (context) => {
    context.skip(why !== undefined, why);
    expectRight(await through(example, {}));
  });

  it("signed again, over HTTPS", async (context) => {
    context.skip(why !== undefined, why);
    expectRight(await through(example, { tls, host: "localhost" }));
  });

  it("under the deployment's own name and path, with the Host kept", async (context) => {
    context.skip(why !== undefined, why);
    const at = ({ url }: StartedProxy): string => url + PREFIX;
    expectRight(await through(example, { tls, host: "localhost", preservesHost: true }, { at }));
  });
});

describe("a violation that is planted in the deployment", () => {
  it.for([
    ["picked-no-group", "fails", "traffic.listTestEvents.200", "D 971"],
    ["posted-no-result-id", "fails", "traffic.listTestEvents.200", "D 974"],
    ["updated-at-naive", "fails", "traffic.listTestEvents.200", "D 989"],
    ["events-seen-sorted", "finding", "traffic.events.events-seen", "A-15"],
  ] as const)(
    "%s is reported with its statement in the traffic of walk.py, and nothing else is",
    async (planted, context) => {
      context.skip(missing !== undefined, missing);
      const [id, verdict, rule, by] = planted;
      const { apply } = modelFlaws.find((flaw) => flaw.id === id)!;
      const { proxy } = await through(EXAMPLES[0], {}, { changes: [apply] });
      expect(proxy.problems().map((one) => [one.verdict, one.id, one.by[0]])).toEqual([[verdict, rule, by]]);
    },
  );
});
