/** What answers show: the tables of fields of sections 3 to 8. */
import type { Account, Opportunity, Product, TestEvent, TestSpec, Token } from "./records.js";
import type { Dates } from "./dates.js";

export type View = Record<string, unknown>;

export function rightViews(dates: Dates) {
  const views = {
    token: ({ consumerKey, consumerSecret }: Account, token: Token): View => ({
      consumer_key: consumerKey,
      consumer_secret: consumerSecret,
      token_key: token.key,
      token_secret: token.secret,
      token_name: token.name,
      date_created: dates.naive(token.createdAt),
      date_updated: dates.naive(token.createdAt),
      href: `/api/v2/tokens/oauth/${token.key}`,
    }),
    product: ({ id, name, release, snaps, createdAt }: Product): View => ({
      id,
      name,
      release,
      snaps,
      created_at: dates.naive(createdAt),
    }),
    spec: ({ id, name, platform, imageName, testPayload, createdAt }: TestSpec): View => ({
      id,
      name,
      platform,
      image_name: imageName,
      test_payload: testPayload,
      created_at: dates.naive(createdAt),
    }),
    list: (name: string, items: unknown[]): unknown => ({ [name]: items }),
    ids: (made: Opportunity[]): unknown => ({
      ids: made.map(({ id, imageUniqueId }) => ({ image_unique_id: imageUniqueId, test_opportunity_id: id })),
    }),
    legacyImageIds: (made: Opportunity[]): unknown => ({ ids: made.map(({ id }) => id) }),
    legacySnapIds: (made: Opportunity[]): unknown => views.ids(made),
    event: ({ type, at, agent, resultId, testStatus }: TestEvent): View => ({
      event_type: type,
      timestamp: dates.offset(at),
      ...(agent && { agent_id: agent.id, platform: agent.platform, agent_group: agent.group }),
      ...(resultId !== undefined && { result_id: resultId, test_status: testStatus }),
    }),
    log: (opportunity: Opportunity): View => ({
      events: opportunity.events.map((event) => views.event(event)),
      updated_at: dates.offset(opportunity.updatedAt),
      product_id: opportunity.product.id,
      queued_at: dates.offset(opportunity.queuedAt),
      test_opportunity_id: opportunity.id,
      image_unique_id: opportunity.imageUniqueId,
      events_seen: opportunity.events.map(({ type }) => type),
      spec_name: opportunity.spec.name,
      test_opportunity: views.testOpportunity(opportunity),
    }),
    testOpportunity: (opportunity: Opportunity): View => ({
      id: opportunity.id,
      image_unique_id: opportunity.imageUniqueId,
      ...views.context(opportunity),
    }),
    context: ({ context, spec }: Opportunity): View => ({ ...context, platform: spec.platform }),
    legacyLog(opportunity: Opportunity, organization: string): View {
      const { product_id: _product, ...log } = views.log(opportunity);
      return { ...log, organization_id: organization, image_name: opportunity.imageName };
    },
    result(opportunity: Opportunity): View {
      const { context } = opportunity;
      const { agentRevno } = opportunity.result!.post;
      return {
        ...views.olderResult(opportunity),
        agent_revno: agentRevno,
        primary_snap_name: context.primary_snap_name,
        base_channel: context.base_channel,
        update_channel: context.update_channel,
      };
    },
    /** The fields that results of both APIs have. */
    olderResult(opportunity: Opportunity): View {
      const { context, spec } = opportunity;
      const { id, post } = opportunity.result!;
      return {
        id,
        test_status: post.testStatus,
        test_opportunity_id: opportunity.id,
        image_unique_id: opportunity.imageUniqueId,
        "agent-id": post.agentId,
        result_payload: post.resultPayload,
        image_reference: context.image_reference,
        extra_snaps: context.extra_snaps,
        platform: views.resultPlatform(opportunity),
        test_spec: views.spec(spec),
        agent: post.agent,
      };
    },
    resultPlatform: ({ holder, spec }: Opportunity): string | null => holder?.platform ?? spec.platform,
    legacyResult: (opportunity: Opportunity, organization: string): View => ({
      ...views.olderResult(opportunity),
      organization_id: organization,
      image_name: opportunity.imageName,
    }),
    /** What an agent gets. */
    opportunity: (opportunity: Opportunity): View => ({
      test_opportunity_id: opportunity.id,
      product_id: opportunity.product.id,
      image_unique_id: opportunity.imageUniqueId,
      ...views.context(opportunity),
      test_spec: views.spec(opportunity.spec),
      test_payload: opportunity.spec.testPayload,
      queued_at: dates.offset(opportunity.queuedAt),
    }),
    posted: (resultId: string): View => ({ result_id: resultId }),
  };
  return views;
}
