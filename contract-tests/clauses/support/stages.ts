import { oncePerRun } from "../../run/once-per-run.js";
import type { ClauseContext } from "../clause.js";
import { pickOne, posted } from "./agent.js";
import type { EventLog, Product, TestSpec } from "./bodies.js";
import { answered } from "./expect.js";
import { logOf, logWith, storedResult } from "./read.js";
import { advertise } from "./trigger.js";
import { agentFor } from "./walk.js";

/** A time in an answer, and what it is the time of. */
interface Told {
  of: string;
  time: unknown;
}

/** An opportunity from its beginning to its end, with a new product before and after each step. */
interface Stages {
  product: Product;
  spec: TestSpec;
  id: string;
  /** The log after each step. */
  logs: EventLog[];
  /** All times in the order in which they came about; without `updated_at`, which may be later than the last event. */
  told: Told[];
  picked: unknown;
  testSpecOfResult: unknown;
}

const marker = async (t: ClauseContext, of: string): Promise<Told> => ({
  of,
  time: (await t.make.product({ snaps: [] })).created_at,
});

export const stages = (t: ClauseContext): Promise<Stages> =>
  oncePerRun(t, "time-order", async () => {
    const product = await t.make.product();
    const told: Told[] = [
      { of: "created_at of the product", time: product.created_at },
      await marker(t, "created_at of another product"),
    ];
    const platform = t.make.platform();
    const spec = await t.make.testSpec(product.id, { platform });
    told.push(
      { of: "created_at of its Test Spec", time: spec.created_at },
      await marker(t, "created_at of a product after the Test Spec"),
    );
    const logs: EventLog[] = [];
    const see = async (log: EventLog, event: string): Promise<void> => {
      logs.push(log);
      told.push(
        { of: event, time: log.events.at(-1)?.timestamp },
        await marker(t, `created_at of a product that was created after ${event}`),
      );
    };
    const body = { image_unique_id: t.uuid(), image_reference: null };
    const [{ test_opportunity_id: id }] = await advertise(t, "image", product.id, body);
    await see(await logOf(t, product.id, id), "QUEUED_FOR_AGENTS");
    const agent = agentFor(t, platform);
    const picked = await pickOne(t, agent, [id]);
    await see(await logOf(t, product.id, id), "PICKED_BY_AGENT");
    await posted(t, id, { agent_id: agent.agent_id });
    const result = await storedResult(t, product.id, id);
    await see(await logWith(t, 4, product.id, id), "RESULT_STORED");
    return { product, spec, id, logs, told, picked, testSpecOfResult: result.test_spec };
  });

/** The body of a GET. */
export const read = async (
  t: ClauseContext,
  operation: string,
  path: Record<string, string> = {},
): Promise<unknown> => answered(await t.call(operation, { path }), 200);
