/** The contradictions of section 9, settled for one side. */
import type { ModelSwitch } from "../changes.js";

export const contradictionSwitches: ModelSwitch[] = [
  {
    id: "c1-table",
    about: "C-1",
    says: "Results are at the path of the table only.",
    apply(p) {
      p.hides = ({ route }) => route?.path === "/products/{product_id}/results";
    },
  },
  {
    id: "c1-example",
    about: "C-1",
    says: "Results are at the path of the example only.",
    apply(p) {
      p.hides = ({ route }) => route?.path === "/products/{product_id}/tests/results";
    },
  },
  {
    id: "c2-table",
    about: "C-2",
    says: "A gold master is taken at /gold-masters only.",
    apply(p) {
      p.readers.isGoldMaster = () => false;
    },
  },
  {
    id: "c2-example",
    about: "C-2",
    says: "A gold master is taken at /snaps only.",
    apply(p) {
      p.hides = ({ operation }) => operation === "advertiseGoldMaster";
    },
  },
  {
    id: "c3-hyphens",
    about: "C-3",
    says: "Events say agent-id as results do.",
    apply(p) {
      const right = p.views.event;
      p.views.event = (event) => {
        const { agent_id, ...rest } = right(event);
        return agent_id === undefined ? rest : { ...rest, "agent-id": agent_id };
      };
    },
  },
  {
    id: "c3-underscores",
    about: "C-3",
    says: "Results say agent_id as events do.",
    apply(p) {
      const right = p.views.olderResult;
      p.views.olderResult = (o) => {
        const { "agent-id": agentId, ...rest } = right(o);
        return { ...rest, agent_id: agentId };
      };
    },
  },
  {
    id: "c4-required",
    about: "C-4",
    says: "An image's channel and extra_snaps are required.",
    apply(p) {
      const right = p.readers.image;
      p.readers.image = (body) => {
        const fields = p.rules.anyObject(body, "The body");
        p.rules.channel(p.rules.required(fields, "channel"), "channel");
        p.rules.list(p.rules.required(fields, "extra_snaps"), "extra_snaps");
        return right(body);
      };
    },
  },
  {
    id: "c5-not-null",
    about: "C-5",
    says: "An image's image_reference may not be null.",
    apply(p) {
      const right = p.readers.image;
      p.readers.image = (body) => {
        const image = right(body);
        return image.imageReference === null ? p.rules.refuse("image_reference", "other than null") : image;
      };
    },
  },
];
