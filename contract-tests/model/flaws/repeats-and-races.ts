/** The same request twice, and several requests at once. */
import { setTimeout as wait } from "node:timers/promises";
import { flawsOf, onStatus, problem, refuse, wrap } from "../changes.js";
import type { Policy } from "../policy.js";
import type { Answer, Opportunity } from "../records.js";
import type { Call, Operation } from "../routes.js";

/** A request with the same body gets the answer of the first time, and does nothing. */
const remembered =
  (operation: Operation, key: (call: Call) => string) =>
  (p: Policy): void => {
    const known = new Map<string, Answer>();
    const keyOf = (call: Call): string => `${call.incoming.path} ${key(call)}`;
    p.before.push((call) => (call.operation === operation ? known.get(keyOf(call)) : undefined));
    p.after.push((answer, call) => {
      if (call.operation === operation && answer.status === 201) known.set(keyOf(call), answer);
      return answer;
    });
  };

const bodyOf = ({ incoming }: Call): string => incoming.body.toString();

/** A post that comes again, right or not, is answered like this. */
const again =
  (change: (answer: Answer, opportunity: Opportunity) => Answer) =>
  (p: Policy): void => {
    p.after.push((answer, { operation, opportunity }) =>
      operation === "postResult" && answer.status === 200 ? change(answer, opportunity!) : answer,
    );
  };

export const repeatFlaws = flawsOf("repeats and races", {
  "post-again-201": ["`7.same-post-again`: the same post again is 201.", (p) => (p.success.postAgain = 201)],
  "post-again-new-id": [
    "`7.same-post-again`: the same post again has another id.",
    (p) => again((answer) => ({ ...answer, body: { result_id: p.make.id() } }))(p),
  ],
  "post-again-event": [
    "`7.same-post-again`: the same post again is a second event.",
    (p) =>
      again((answer, opportunity) => {
        p.flow.add(opportunity, p.flow.posted(p.clock.now(), opportunity));
        return answer;
      })(p),
  ],
  "post-again-409": ["`7.retry`: the same post again is 409.", (p) => (p.post.same = () => false)],
  "post-again-key-order": [
    "`7.same-post-again`: a post with its keys in another order is another post (a comparison of texts).",
    (p) => (p.post.same = (a, b) => JSON.stringify(a) === JSON.stringify(b)),
  ],
  "post-again-status-only": [
    "`7.different-post`: a post with another payload counts as the same.",
    (p) => (p.post.same = (a, b) => a.testStatus === b.testStatus),
  ],
  "post-again-id-only": [
    "`7.different-post`: any post of the holder counts as the same.",
    (p) => (p.post.same = () => true),
  ],
  "post-again-without-timing": [
    "`7.different-post`: a post with another timing counts as the same.",
    (p) => wrap(p.post, "same", (right) => (a, b) => right({ ...a, agent: null }, { ...b, agent: null })),
  ],
  "post-again-not-filled": [
    "`7.same-post-again`: a post that tells the pick's agent_revno differs from one that leaves it out.",
    (p) => {
      let sent: string | null = null;
      const first = new Map<string, string | null>();
      wrap(p.post, "revno", (right) => (post, opportunity) => {
        sent = post.agentRevno;
        if (!first.has(opportunity.id)) first.set(opportunity.id, sent);
        return first.get(opportunity.id) === sent ? right(post, opportunity) : `not ${String(sent)}`;
      });
    },
  ],
  "post-different-replaces": [
    "`7.different-post`: a different post is 409, but replaces the first.",
    (p) =>
      wrap(p.post, "same", (right) => (a, b) => {
        const same = right(a, b);
        Object.assign(a, b);
        return same;
      }),
  ],
  "post-again-after-stored-409": [
    "`7.retry`: the same post again is 409 once the result is stored.",
    (p) =>
      p.after.push((answer, { operation, opportunity }) =>
        operation === "postResult" && answer.status === 200 && opportunity?.result?.storedAt
          ? problem(p, 409, "The opportunity's state is RESULT_STORED.")
          : answer,
      ),
  ],
  "post-by-anyone": [
    "`7.only-holder`: another agent may post.",
    (p) => (p.post.holds = ({ holder }) => holder !== null),
  ],
  "post-holder-prefix": [
    "`7.only-holder`: an agent whose name begins with the holder's may post.",
    (p) => (p.post.holds = ({ holder }, agentId) => holder !== null && agentId.startsWith(holder.id)),
  ],
  "post-holder-case": [
    "`7.only-holder`: an agent whose name differs in case may post.",
    (p) => (p.post.holds = ({ holder }, agentId) => holder?.id.toLowerCase() === agentId.toLowerCase()),
  ],
  "post-unpicked": [
    "`7.only-holder`: an opportunity that nobody picked takes a result.",
    (p) =>
      wrap(p.post, "holds", (right) => (opportunity, agentId) => {
        if (opportunity.holder) return right(opportunity, agentId);
        opportunity.holder = { id: agentId, platform: null, group: null, revno: null };
        p.flow.add(opportunity, p.flow.picked(p.clock.now(), opportunity.holder));
        return true;
      }),
  ],
  "post-409-silent": [
    "`7.only-holder`: the message of a 409 names neither state nor holder.",
    (p) => onStatus(p, [409], (answer) => ({ ...answer, body: p.errors.body(409, "Conflict") })),
  ],
  "pick-at-once": [
    "`7.exclusive`: agents that ask at once get the same opportunity (no lock).",
    (p) => (p.pick.beforeTaking = () => wait(15)),
  ],
  "pick-again-same": [
    "`7.exclusive`: an agent that asks again gets again what it holds.",
    (p) => {
      wrap(p.match, "fits", (right) => (opportunity, agent) => {
        const { holder } = opportunity;
        return (holder === null || holder.id === agent.id) && right(opportunity, agent);
      });
      wrap(
        p.scope,
        "waiting",
        () => (state, account) =>
          [...state.opportunities.values()].filter(
            ({ product, result }) => product.account === account && !result,
          ),
      );
      wrap(p.flow, "add", (right) => (opportunity, event) => {
        const isThere = opportunity.events.some(({ type }) => type === event.type);
        if (!isThere) right(opportunity, event);
      });
    },
  ],
  "image-again-same-ids": [
    "`4.image-keeps-id`: an image that comes again makes nothing.",
    remembered("advertiseImage", bodyOf),
  ],
  "image-again-409": [
    "`4.image-keeps-id`: an image_unique_id that comes again is 409.",
    (p) => {
      const seen = new Set<string>();
      wrap(p.contexts, "image", (right) => (product, image) => {
        const key = `${product.id} ${image.imageUniqueId}`;
        if (seen.has(key)) refuse(409, "The image is known.");
        seen.add(key);
        return right(product, image);
      });
    },
  ],
  "snap-again-same-ids": [
    "`4.advertised-again`: a snap revision that comes again makes nothing.",
    remembered("advertiseSnap", bodyOf),
  ],
  "snap-again-409": [
    "`4.advertised-again`: a snap revision that comes again is 409.",
    (p) =>
      wrap(p.contexts, "snap", (right) => (product, snap) => {
        const known = product.bases.has(p.contexts.baseKey(snap, snap.channel));
        return known ? refuse(409, "The revision is known.") : right(product, snap);
      }),
  ],
  "snap-older-refused": [
    "`4.advertiseSnap`: a revision lower than the last one is 409.",
    (p) => {
      const last = new Map<string, number>();
      wrap(p.contexts, "snap", (right) => (product, snap) => {
        const key = `${product.id} ${snap.name}`;
        if (snap.revision < (last.get(key) ?? 0)) refuse(409, "There is a newer revision.");
        last.set(key, snap.revision);
        return right(product, snap);
      });
    },
  ],
  "gold-master-again-same-ids": [
    "`4.advertised-again`: a gold master that comes again makes nothing.",
    remembered("advertiseGoldMaster", bodyOf),
  ],
  "product-again-same": [
    "`4.product-ids`: a product of the same body is the same product.",
    remembered("createProduct", bodyOf),
  ],
  "spec-again-same": [
    "`4.createTestSpec`: a Test Spec of the same body is the same Test Spec.",
    remembered("createTestSpec", bodyOf),
  ],
  "fresh-id-per-spec": [
    "`4.shared-image-unique-id`: each opportunity of a snap revision has an image_unique_id of its own.",
    (p) => freshIds(p, (o) => o.context.primary_snap_name !== null && o.context.update_channel !== null),
  ],
  "fresh-id-per-spec-gold-master": [
    "`4.shared-image-unique-id`: each opportunity of a gold master has an image_unique_id of its own.",
    (p) => freshIds(p, (o) => o.context.base_channel !== null && o.context.update_channel === null),
  ],
  "fresh-id-of-revision": [
    "`4.fresh-image-unique-id`: a snap revision that comes again has the image_unique_id of its first time.",
    (p) => {
      const known = new Map<string, string>();
      wrap(p.order, "made", (right) => (made) => {
        for (const o of made) {
          const key = JSON.stringify([o.product.id, o.context.snaps, o.context.channel]);
          if (o.context.snaps.length > 0) o.imageUniqueId = known.get(key) ?? o.imageUniqueId;
          known.set(key, o.imageUniqueId);
        }
        return right(made);
      });
    },
  ],
  "fresh-id-no-uuid": [
    "`4.fresh-image-unique-id`: the fresh id is no UUID.",
    (p) => wrap(p.make, "imageUniqueId", (right) => () => right().replaceAll("-", "")),
  ],
  "token-again-201": [
    "`3.token-again`: it is 201 when the token exists.",
    (p) => (p.success.tokenAgain = 201),
  ],
});

function freshIds(p: Policy, applies: (opportunity: Opportunity) => boolean): void {
  wrap(p.order, "made", (right) => (made) => {
    for (const opportunity of made)
      if (applies(opportunity)) opportunity.imageUniqueId = p.make.imageUniqueId();
    return right(made);
  });
}
