import { around } from "../mutants/around.js";
import { objectOf } from "../mutants/bodies.js";
import type { Call } from "../mutants/call.js";
import { remembering, become } from "../mutants/changes.js";
import { type WrittenFlaw } from "../mutants/define-flaws.js";
import type { Mutant } from "../mutants/mutant.js";

/** Carries out a request of another account for the first account, too, as `also` says. */
const alsoFor = (operation: string, also: (call: Call) => Promise<unknown>): Mutant["wrap"] =>
  around([operation], () => async (call) => {
    await call.text();
    const answer = await call.send();
    if (answer.status < 300) await also(call);
    return answer;
  });

/** Also deletes similar objects, as a server does that identifies them by name. */
export const deletesAlike = (operation: string, makes: string, of: (call: Call) => string): Mutant["wrap"] =>
  remembering([operation, makes], () => {
    const made: { text: string; path: string; account: Call["account"] }[] = [];
    return async (answer, call) => {
      if (call.operationId === makes && answer.status === 201) {
        const path = `${call.url.pathname}/${String(objectOf(answer.body)["id"])}`;
        made.push({ text: await call.text(), path, account: call.account });
      } else if (answer.status === 204) {
        const gone = made.find(({ path }) => path === of(call));
        for (const one of made.filter(({ text, path }) => text === gone?.text && path !== gone.path))
          await call.send({ to: one.path, as: one.account ?? call.world.accounts[0]! });
      }
    };
  });

/** Flaws between accounts. */
export const accountFlaws: readonly WrittenFlaw[] = [
  [
    "agents.by-name",
    "an agent gets the work of an agent of the same name in another account",
    "scope.accounts.agents",
    around(["pickTestOpportunity"], () => async (call) => {
      await call.text();
      const [other] = call.others;
      const theirs = other ? await call.send({ as: other }) : null;
      return theirs?.status === 200 ? theirs : call.send();
    }),
  ],
  [
    "agents.busy",
    "an agent with the name of another account's agent is refused",
    "scope.accounts.agents",
    remembering(["pickTestOpportunity"], () => {
      const owner = new Map<string, unknown>();
      return (answer, call) => {
        const agent = call.path["agent_id"]!;
        const first = owner.get(agent) ?? call.account;
        owner.set(agent, first);
        if (first !== call.account) become(answer, 204);
      };
    }),
  ],
  [
    "accounts.deleted.by-name",
    "the deletion of a product also deletes another account's product of the same name",
    "scope.accounts.deleted",
    deletesAlike("deleteProduct", "createProduct", ({ url }) => url.pathname),
  ],
  [
    "accounts.snaps",
    "a legacy snap revision triggers the products of every account",
    "scope.accounts.snaps",
    alsoFor("legacyAdvertiseSnap", async (call) => {
      for (const as of call.others)
        for (const org of ["other-org", "second-org", "docs-org"])
          await call.send({ as, to: `/orgs/${org}/snap-revisions`, text: await call.text() });
    }),
  ],
  [
    "accounts.image-names",
    "a legacy image triggers the Test Specs of every account",
    "scope.accounts.image-names",
    alsoFor("legacyAdvertiseImage", async (call) => {
      for (const as of call.others)
        for (const org of ["other-org", "second-org", "docs-org"])
          await call.send({ as, to: `/orgs/${org}/images`, text: await call.text() });
    }),
  ],
];
