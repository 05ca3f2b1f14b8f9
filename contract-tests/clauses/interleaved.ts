import type { Clause } from "./clause.js";
import { type EventLog, FLOW } from "./support/bodies.js";
import { defineClauses, WALK } from "./support/define.js";
import { fields, same } from "./support/expect.js";
import { interleaved, eachShows, listedLogs, agentOf, type Work, idOf } from "./support/interleaved.js";
import { inResults } from "./interleaved-results.js";
import { queues } from "./interleaved-agents.js";

const shownAgent = (event: unknown): unknown => {
  const { agent_id, platform, agent_group } = fields(event);
  return { agent_id, platform, agent_group };
};

const inLogs = defineClauses(
  { operation: "listTestEvents", answer: "200", needs: WALK, leaves: "opportunities" },
  {
    "events.interleaved.agents": {
      title: "Each log has the agent, platform and group of its own pick, with several agents at work",
      provenance: ["D 969-971", "D 977-979", "A-21"],
      statements: ["5.picked", "5.posted"],
      async run(t) {
        const all = await interleaved(t);
        const agents = (log: EventLog): unknown => log.events.slice(1, 3).map(shownAgent);
        eachShows(listedLogs(all), "the agents", agents, (one) =>
          one.post ? [agentOf(one), agentOf(one)] : [agentOf(one)],
        );
      },
    },
    "events.interleaved.results": {
      title: "Each log has the result id and status of its own post, with several agents at work",
      provenance: ["D 974-975", "D 983-984", "A-20", "A-21"],
      statements: ["5.posted", "5.stored-repeats-posted", "5.ids-agree"],
      async run(t) {
        const all = await interleaved(t);
        const shown = ({ events }: EventLog): unknown =>
          events.slice(2).map((event) => [fields(event)["result_id"], fields(event)["test_status"]]);
        const sent = ({ post, resultId }: Work): unknown =>
          post ? [resultId, resultId].map((id) => [id, post.test_status]) : [];
        eachShows(listedLogs(all), "result ids and statuses", shown, sent);
      },
    },
    "events.interleaved.flow": {
      title: "Each log has the whole flow, and the one without a result only its beginning",
      provenance: ["D 905-907", "A-16", "A-21"],
      statements: ["5.flow", "5.prefix", "5.no-lease"],
      async run(t) {
        const all = await interleaved(t);
        const types = ({ events }: EventLog): unknown => events.map(({ event_type }) => event_type);
        eachShows(listedLogs(all), "the events", types, ({ post }) => (post ? [...FLOW] : FLOW.slice(0, 2)));
      },
    },
    "events.interleaved.spec": {
      title: "Each log names its own Test Spec and image",
      provenance: ["A-15"],
      statements: ["5.log-rest"],
      async run(t) {
        const all = await interleaved(t);
        const shown = (log: EventLog): unknown => [
          log.spec_name,
          log.image_unique_id,
          log.test_opportunity?.image_reference,
          log.test_opportunity?.platform,
        ];
        eachShows(listedLogs(all), "Test Spec and image", shown, ({ spec, image }) => [
          spec.name,
          image,
          image,
          spec.platform,
        ]);
      },
    },
    "events.interleaved.order": {
      title: "Logs are listed in the order of the advertisements, whatever was picked and posted first",
      provenance: ["A-23"],
      statements: ["5.no-filter"],
      async run(t) {
        const { logs, work } = await interleaved(t);
        same(
          "the opportunities",
          logs.map(idOf),
          work.map(({ id }) => id),
        );
      },
    },
  },
);

/** Several opportunities, agents and posts at once (contract.md §5-7). */
export const interleavedWork: readonly Clause[] = [...inLogs, ...inResults, ...queues];
