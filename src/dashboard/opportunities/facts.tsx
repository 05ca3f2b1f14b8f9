import { primaryRevision } from "../../control/list-opportunities.js";
import type { Opportunity } from "../../domain/records.js";
import { CopyButton } from "../components/copy-button.js";
import { Fact } from "../components/fact.js";
import { Status } from "../components/status.js";
import { Ago } from "../components/time.js";
import { deviceHref } from "../lab/devices.js";
import type { Html, View } from "../page.js";
import { faceStateOf, snapsText } from "./words.js";

/** Maximum number of snaps of a gold master that are named. */
const MOST_SNAPS = 200;

/** The properties of an opportunity, with links to related pages. */
export function Facts({ view, opportunity }: { view: View; opportunity: Opportunity }): Html {
  const { state } = view.sandbox;
  const { id, product_id, platform, channel, queued_at, image_unique_id } = opportunity;
  const { holder, result_id } = state.walk(id);
  const spec = state.testSpec(opportunity.test_spec_id)!;
  return (
    <dl class="facts op-facts panel">
      <Fact name="Status">
        <Status of={faceStateOf(state, id)} />
      </Fact>
      <Fact name="Product">
        <a href={view.href(`/products/${product_id}`)}>{state.tables.products.get(product_id)!.name}</a>
      </Fact>
      <Fact name="Advertised">
        <Advertised view={view} opportunity={opportunity} />
      </Fact>
      <Fact name="Test Spec">
        <a href={view.href("/opportunities", { product: product_id, spec: spec.id })}>{spec.name}</a>
      </Fact>
      <Fact name="Platform">{platform ?? "any"}</Fact>
      <Fact name="Channel">{channel ?? "none"}</Fact>
      <Fact name="Agent">
        <Agent view={view} agentId={holder?.agent_id ?? null} />
      </Fact>
      <Fact name="Queued">
        <Ago view={view} at={queued_at} />
      </Fact>
      <Fact name="More">
        <a href={view.href("/exchanges", { opportunity: id })}>its exchanges</a>
        {", "}
        <a href={view.href("/results", { product: product_id })}>results of the product</a>
      </Fact>
      <Id name="Opportunity" id={id} element="opportunity-id" />
      <Id name="Image" id={image_unique_id} element="image-id" />
      <Id name="Result" id={result_id} element="result-id" />
    </dl>
  );
}

/** What was advertised, with a link to all opportunities made of it. */
function Advertised({ view, opportunity }: { view: View; opportunity: Opportunity }): Html {
  const { trigger, product_id: product, primary_snap_name: snap, snaps, image_unique_id } = opportunity;
  if (trigger === "snap") {
    const revision = primaryRevision(opportunity);
    const href = view.href("/opportunities", { product, trigger, snap, revision });
    return <a href={href}>{`${snap ?? "a snap"}, revision ${revision ?? "unknown"}`}</a>;
  }
  const href = view.href("/opportunities", { product, trigger, image: image_unique_id });
  if (trigger === "image") return <a href={href}>an image</a>;
  return (
    <>
      <a href={href}>a gold master</a>
      {` of ${snapsText(snaps, MOST_SNAPS)}`}
    </>
  );
}

function Agent({ view, agentId }: { view: View; agentId: string | null }): Html {
  if (agentId === null) return <span class="muted">nobody yet</span>;
  const href = deviceHref(view, agentId) ?? view.href("/exchanges", { agent: agentId });
  return <a href={href}>{agentId}</a>;
}

function Id({ name, id, element }: { name: string; id: string | null; element: string }): Html {
  return (
    <Fact name={`${name} id`}>
      <span class="row copied">
        <code id={element}>{id ?? "none yet"}</code>
        {id !== null && <CopyButton of={element} label={`Copy the ${name.toLowerCase()} id`} />}
      </span>
    </Fact>
  );
}
