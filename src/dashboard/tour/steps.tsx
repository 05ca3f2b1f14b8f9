import type { Opportunity } from "../../domain/records.js";
import { eventsOf, lastEvent, storedAt } from "../../domain/events.js";
import { Explainer } from "../../sandbox/explain.js";
import { ActionForm } from "../components/action-form.js";
import { CopyButton } from "../components/copy-button.js";
import { faceOf, Status } from "../components/status.js";
import { Progress, Time } from "../components/time.js";
import type { Html, View } from "../page.js";
import { advertise } from "./actions.js";
import { offerOf } from "./progress.js";

interface StepProps {
  view: View;
  /** The opportunity of the first step. */
  opportunity: Opportunity;
}

/** Step 1: the visitor advertises a revision. */
export function Advertise({ view }: { view: View }): Html {
  const offer = offerOf(view);
  if (offer === null) {
    return (
      <p>
        This sandbox has no product with a snap and a Test Spec. Reset it to the demo seed (sandbox menu), or
        skip this tour.
      </p>
    );
  }
  const { product, snap, revision } = offer;
  return (
    <div class="tour-body">
      <p>
        {"A product's owner advertises a new revision of a snap. Each Test Spec of "}
        <strong>{product.name}</strong>
        {" then makes one opportunity: a piece of work that waits for a device."}
      </p>
      <ActionForm view={view} action={advertise} id="tour-advertise">
        <button class="primary" id="tour-advertise-button">{`Advertise ${snap} ${revision}`}</button>
      </ActionForm>
    </div>
  );
}

/** Step 2: the opportunity waits until an agent picks it. */
export function Picked({ view, opportunity }: StepProps): Html {
  return (
    <div class="tour-body">
      <p>
        Agents poll for work all the time. The first one with the right platform gets the opportunity; no
        other agent does.
      </p>
      <State view={view} opportunity={opportunity} />
    </div>
  );
}

/** Step 3: the device works. */
export function Tested({ view, opportunity }: StepProps): Html {
  const device = view.sandbox.lab?.devices().find((one) => one.opportunity_id === opportunity.id);
  const phase = device?.phase ?? null;
  return (
    <div class="tour-body">
      <p>
        The device is provisioned with the revision, runs the tests of the spec, and is cleaned up for the
        next one.
      </p>
      <div class="stack">
        <State view={view} opportunity={opportunity} />
        {device && phase ? (
          <div class="tour-progress">
            <span class="small">{`${device.agent_id}: ${phase.name}`}</span>
            <Progress
              view={view}
              start={phase.started_at}
              end={phase.ends_at}
              label={`Phase ${phase.name}`}
            />
          </div>
        ) : null}
      </div>
    </div>
  );
}

/** Step 4: the event log. */
export function Events({ view, opportunity }: StepProps): Html {
  const { id, product_id } = opportunity;
  const url = `${view.productUrl}/products/${product_id}/tests/events?test_opportunity_id=${id}`;
  return (
    <div class="tour-body">
      <p>Every step is an event that the owner can read with a signed request.</p>
      <ol class="row small">
        {eventsOf(view.sandbox.state.walk(id)).map(({ type, at }) => (
          <li class="chip">
            <Status of={type} />
            <Time at={at} />
          </li>
        ))}
      </ol>
      <Command url={url} />
    </div>
  );
}

/** Step 5: the result. */
export function Result({ view, opportunity }: StepProps): Html {
  const { id, product_id } = opportunity;
  const { state } = view.sandbox;
  const walk = state.walk(id);
  const result = state.result(walk.result_id ?? "");
  const url = `${view.productUrl}/products/${product_id}/tests/results?test_opportunity_id=${id}`;
  const { summary } = result?.result_payload ?? {};
  return (
    <div class="tour-body">
      <p class="row">
        {result && storedAt(walk) !== null ? (
          <>
            <Status of={result.test_status} />
            <span>{typeof summary === "string" ? summary : `by ${result.agent_id}`}</span>
          </>
        ) : (
          <State view={view} opportunity={opportunity} />
        )}
        <a href={view.href(`/opportunities/${id}`)}>Open the opportunity</a>
      </p>
      <Command url={url} />
    </div>
  );
}

/** The opportunity's state, in a word and a sentence. */
function State({ view, opportunity }: StepProps): Html {
  const { state } = view.sandbox;
  const walk = state.walk(opportunity.id);
  const last = lastEvent(walk)!;
  const why = new Explainer(view.sandbox).whyUnfinished(opportunity)?.sentence;
  const result = state.result(walk.result_id ?? "");
  return (
    <p class="row tour-state" data-tone={faceOf(last).tone}>
      <Status of={last === "RESULT_STORED" && result ? result.test_status : last} />
      <span class="small muted">{why ?? `Done, by ${walk.holder?.agent_id ?? "nobody"}.`}</span>
    </p>
  );
}

/** The same request as a terminal command. The credentials are in the bar. */
function Command({ url }: { url: string }): Html {
  return (
    <div class="command">
      <pre id="tour-command" tabindex={0}>{`npx spi-emulator request conf.ini '${url}'`}</pre>
      <CopyButton of="tour-command" label="Copy the command" />
    </div>
  );
}
