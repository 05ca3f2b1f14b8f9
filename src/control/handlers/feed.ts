import { offsetTime } from "../../domain/dates.js";
import { comingOf, type DueRevision } from "../../domain/feed.js";
import { isRefusal } from "../../domain/refusal.js";
import { advertisedList } from "../../operations/advertised.js";
import { flows, publishByHand } from "../../sandbox/snap-feed.js";
import type { ControlHandlers } from "../control.js";

/** Maximum number of coming revisions shown per source, which may be endless. */
const MAX_COMING = 10;

export const feed: Pick<ControlHandlers, "listFeed" | "publishNow"> = {
  listFeed(_, { sandbox }) {
    const here = sandbox();
    const entries = [...here.state.tables.feed.values()]
      .flatMap((source) => {
        const { product_id, name, channel } = source;
        const entry = ({ at, revision }: DueRevision, published: boolean) => ({
          ...{ at, product_id, name, revision, channel, published },
        });
        return [
          ...source.recent.map((due) => entry(due, true)),
          ...(flows(here, source) ? comingOf(source, MAX_COMING) : []).map((due) => entry(due, false)),
        ];
      })
      .sort((a, b) => a.at - b.at);
    return {
      status: 200,
      body: { entries: entries.map((entry) => ({ ...entry, at: offsetTime(entry.at) })) },
    };
  },

  async publishNow({ body }, call) {
    const sandbox = call.sandbox();
    const { product_id, ...snap } = body;
    const decision = publishByHand(sandbox, product_id.toLowerCase(), snap);
    if (isRefusal(decision)) return decision;
    await sandbox.flushed();
    return advertisedList(decision.value);
  },
};
