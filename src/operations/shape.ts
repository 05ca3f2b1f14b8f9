import { eventsOf } from "../domain/events.js";
import { naiveTime, offsetTime } from "../domain/dates.js";
import {
  type Account,
  EVENT_TYPES,
  type Opportunity,
  type Product,
  type Result,
  type TestSpec,
  type Token,
  type Walk,
  type WalkEvent,
} from "../domain/records.js";
import type { State } from "../domain/state.js";
import type { RecordView } from "./long-list.js";
import type { components } from "../spec/types.gen.js";

/** Converts records to the API's form: the only place where internal names become the contract's. */
type Schemas = components["schemas"];

/** D 250-258. */
export function productShape({ id, name, release, snaps, created_at }: Product): Schemas["Product"] {
  return { id, name, release, snaps, created_at: naiveTime(created_at) };
}

/** L 1058-1065. */
export function testSpecShape({
  id,
  name,
  platform,
  image_name,
  test_payload,
  created_at,
}: TestSpec): Schemas["TestSpec"] {
  return { id, name, platform, image_name, test_payload, created_at: naiveTime(created_at) };
}

/** D 756-764. */
export const advertisedShape = ({ id, image_unique_id }: Opportunity): Schemas["AdvertisedId"] => ({
  image_unique_id,
  test_opportunity_id: id,
});

/** The opportunity that an agent picks. */
export function testOpportunityShape(state: State, opportunity: Opportunity): Schemas["TestOpportunity"] {
  const spec = state.testSpec(opportunity.test_spec_id)!;
  return {
    test_opportunity_id: opportunity.id,
    product_id: opportunity.product_id,
    image_unique_id: opportunity.image_unique_id,
    image_reference: opportunity.image_reference,
    extra_snaps: opportunity.extra_snaps,
    snaps: opportunity.snaps,
    channel: opportunity.channel,
    primary_snap_name: opportunity.primary_snap_name,
    base_channel: opportunity.base_channel,
    update_channel: opportunity.update_channel,
    platform: opportunity.platform,
    test_spec: testSpecShape(spec),
    test_payload: spec.test_payload,
    queued_at: offsetTime(opportunity.queued_at),
  };
}

/** D 958-992; with the fields of the legacy log. All in one literal: a spread takes ten times as long. */
export function eventLogShape(state: RecordView, opportunity: Opportunity): Schemas["EventLog"] {
  const walk = state.walk(opportunity.id);
  return {
    product_id: opportunity.product_id,
    test_opportunity_id: opportunity.id,
    image_unique_id: opportunity.image_unique_id,
    spec_name: state.testSpec(opportunity.test_spec_id)!.name,
    queued_at: offsetTime(opportunity.queued_at),
    updated_at: offsetTime(walk.times.at(-1)!),
    events_seen: EVENT_TYPES.slice(0, walk.times.length),
    events: eventsOf(walk).map((event) => eventShape(state, walk, event)),
    test_opportunity: loggedShape(opportunity),
  };
}

/** The opportunity in a log. */
function loggedShape(opportunity: Opportunity): Schemas["EventLog"]["test_opportunity"] {
  return {
    id: opportunity.id,
    image_unique_id: opportunity.image_unique_id,
    image_reference: opportunity.image_reference,
    extra_snaps: opportunity.extra_snaps,
    snaps: opportunity.snaps,
    channel: opportunity.channel,
    primary_snap_name: opportunity.primary_snap_name,
    base_channel: opportunity.base_channel,
    update_channel: opportunity.update_channel,
    platform: opportunity.platform,
  };
}

/** L 934-975. */
export function legacyEventLogShape(
  state: RecordView,
  organization: string,
  opportunity: Opportunity,
): Schemas["LegacyEventLog"] {
  const log = eventLogShape(state, opportunity);
  return {
    organization_id: organization,
    image_name: opportunity.image_name,
    test_opportunity_id: log.test_opportunity_id,
    image_unique_id: log.image_unique_id,
    spec_name: log.spec_name,
    queued_at: log.queued_at,
    updated_at: log.updated_at,
    events_seen: log.events_seen,
    events: log.events,
    test_opportunity: log.test_opportunity,
  };
}

/** D 1074-1080, 1142-1148; with the fields of the legacy record. */
export function testResultShape(state: RecordView, result: Result): Schemas["TestResult"] {
  const opportunity = state.opportunity(result.opportunity_id)!;
  return {
    ...commonResultShape(state, result, opportunity),
    agent_revno: result.agent_revno,
    primary_snap_name: opportunity.primary_snap_name,
    base_channel: opportunity.base_channel,
    update_channel: opportunity.update_channel,
  };
}

/** L 1057-1077. */
export function legacyTestResultShape(
  state: RecordView,
  organization: string,
  result: Result,
): Schemas["LegacyTestResult"] {
  const opportunity = state.opportunity(result.opportunity_id)!;
  return {
    organization_id: organization,
    image_name: opportunity.image_name,
    ...commonResultShape(state, result, opportunity),
  };
}

/** Ubuntu SSO's token (contract.md §3). */
export function tokenShape(account: Account, token: Token): Schemas["Token"] {
  return {
    consumer_key: account.consumer_key,
    consumer_secret: account.consumer_secret,
    token_key: token.id,
    token_secret: token.token_secret,
    token_name: token.token_name,
    date_created: naiveTime(token.created_at),
    date_updated: naiveTime(token.updated_at),
    href: `/api/v2/tokens/oauth/${token.id}`,
  };
}

/** D 961-987: the fields of each event besides type and time. */
function eventShape(state: RecordView, walk: Walk, { type, at }: WalkEvent): Schemas["Event"] {
  const timestamp = offsetTime(at);
  if (type === "QUEUED_FOR_AGENTS") return { event_type: type, timestamp };
  const { agent_id, platform, agent_group } = walk.holder!;
  if (type === "PICKED_BY_AGENT") return { event_type: type, timestamp, agent_id, platform, agent_group };
  const { id: result_id, test_status } = state.result(walk.result_id!)!;
  if (type === "RESULT_STORED") return { event_type: type, timestamp, result_id, test_status };
  return { event_type: type, timestamp, agent_id, platform, agent_group, result_id, test_status };
}

function commonResultShape(state: RecordView, result: Result, opportunity: Opportunity) {
  return {
    id: result.id,
    test_opportunity_id: opportunity.id,
    image_unique_id: opportunity.image_unique_id,
    test_status: result.test_status,
    "agent-id": result.agent_id,
    result_payload: result.result_payload,
    image_reference: opportunity.image_reference,
    extra_snaps: opportunity.extra_snaps,
    platform: result.platform,
    test_spec: testSpecShape(state.testSpec(opportunity.test_spec_id)!),
    agent: result.agent as Schemas["AgentReport"] | null,
  };
}
