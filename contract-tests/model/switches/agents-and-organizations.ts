/** Assumptions about agents and organizations, the other way round. */
import { onSuccess, problem, refuse } from "../changes.js";
import type { ModelSwitch } from "../changes.js";

export const agentSwitches: ModelSwitch[] = [
  {
    id: "a20-other-statuses",
    about: "A-20",
    says: "There is INCOMPLETE in the place of ERROR, which is refused.",
    apply(p) {
      p.rules.statuses = ["PASSED", "FAILED", "INCOMPLETE"];
    },
  },
  {
    id: "a20-more-statuses",
    about: "A-20",
    says: "There are SKIPPED and UNKNOWN besides.",
    apply(p) {
      p.rules.statuses = ["PASSED", "FAILED", "ERROR", "SKIPPED", "UNKNOWN"];
    },
  },
  {
    id: "a21-absent",
    about: "A-21",
    says: "The agent API has other paths: those of the page are 404.",
    apply(p) {
      p.hides = ({ route }) => /^\/(agents|test-opportunities)\//.test(route?.path ?? "");
    },
  },
  {
    id: "a21-wrapped",
    about: "A-21",
    says: "A pick is 200 with the opportunity in a list, which is empty where nothing matches.",
    apply(p) {
      p.success.nothingToPick = 200;
      onSuccess(p, ["pick"], (body) => ({ test_opportunities: (body as object | undefined) ? [body] : [] }));
    },
  },
  {
    id: "a21-nothing-is-404",
    about: "A-21",
    says: "A pick where nothing matches is 404.",
    apply: (p) =>
      p.after.push((answer, { operation }) =>
        operation === "pick" && answer.status === 204 ? problem(p, 404, "Nothing to test.") : answer,
      ),
  },
  {
    id: "a21-post-200",
    about: "A-21",
    says: "A posted result is 200.",
    apply(p) {
      const right = p.success.status;
      p.success.status = (operation) => (operation === "postResult" ? 200 : right(operation));
    },
  },
  {
    id: "a21-again-is-409",
    about: "A-21",
    says: "The same post again is 409.",
    apply(p) {
      p.post.same = () => false;
    },
  },
  {
    id: "a21-anyone-may-post",
    about: "A-21",
    says: "Any agent of the account may post the result of what is picked.",
    apply(p) {
      p.post.holds = ({ holder }) => holder !== null;
    },
  },
  {
    id: "a21-newest-first",
    about: "A-21",
    says: "The newest opportunity goes first.",
    apply(p) {
      p.match.next = (fitting) => fitting.at(-1);
    },
  },
  {
    id: "a21-platform-is-a-wish",
    about: "A-21",
    says: "An agent that names no platform gets opportunities of any.",
    apply(p) {
      p.match.platform = (wanted, agents) => agents === null || wanted === agents;
    },
  },
  {
    id: "a21-agent-named-once",
    about: "A-21",
    says: "A post tells no agent_revno: one that is sent is not looked at.",
    apply(p) {
      p.post.revno = (_post, { holder }) => holder?.revno ?? null;
    },
  },
  {
    id: "a22-any-organization",
    about: "A-22",
    says: "Any organization's name means the account's own.",
    apply(p) {
      p.scope.organization = (_account, name) => name;
    },
  },
  {
    id: "a22-403",
    about: "A-22",
    says: "Another's organization is 403.",
    apply(p) {
      const right = p.scope.organization;
      p.scope.organization = (account, name) => right(account, name) ?? refuse(403, "It is another's.");
    },
  },
  {
    id: "a26-refused",
    about: "A-26",
    says: "upgrade_snaps is 400, as it is not implemented.",
    apply(p) {
      const right = p.readers.legacyImage;
      p.readers.legacyImage = (body) => {
        const image = right(body);
        return image.upgradeSnaps === undefined ? image : p.rules.refuse("upgrade_snaps", "left out");
      };
    },
  },
  {
    id: "a26-shown",
    about: "A-26",
    says: "upgrade_snaps shows as extra_snaps.",
    apply(p) {
      const right = p.contexts.legacyImage;
      p.contexts.legacyImage = (reference, snaps) => ({
        ...right(reference, snaps),
        extra_snaps: (snaps as unknown[] | undefined) ?? [],
      });
    },
  },
  {
    id: "a30-shared-agents",
    about: "A-30",
    says: "Agents work for all accounts.",
    apply(p) {
      p.scope.waiting = (state) => [...state.opportunities.values()].filter(({ holder }) => !holder);
      p.scope.opportunity = (state, _account, id) => state.opportunities.get(id);
    },
  },
  {
    id: "a32-two-sets",
    about: "A-32",
    says: "Each API shows only what was triggered by itself.",
    apply(p) {
      const { opportunities, organizationOpportunities } = p.scope;
      p.scope.opportunities = (state, product) => opportunities(state, product).filter((o) => !o.legacy);
      p.scope.organizationOpportunities = (state, account) =>
        organizationOpportunities(state, account).filter((o) => o.legacy);
    },
  },
  {
    id: "legacy-absent",
    about: null,
    says: "The service does not have the legacy organization API.",
    apply(p) {
      p.hides = ({ incoming }) => incoming.path.startsWith("/orgs/");
    },
  },
];
