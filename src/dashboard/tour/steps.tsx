import type { HtmlEscapedString } from "hono/utils/html";
import type { Opportunity } from "../../domain/records.js";
import { eventsOf, lastEvent, storedAt } from "../../domain/events.js";
import { spanText } from "../../domain/spans.js";
import { TimesInText } from "../components/times-in-text.js";
import { Explainer } from "../../sandbox/explain.js";
import { ActionForm } from "../components/action-form.js";
import { CopyButton } from "../components/copy-button.js";
import { faceOf, Status } from "../components/status.js";
import { Progress, Time } from "../components/time.js";
import type { Html, View } from "../page.js";
import { type Phase, phasesOf } from "../timeline/phases.js";
import { requestCommand } from "../request/request-command.js";
import { advertise } from "./actions.js";
import { offerOf } from "./progress.js";

interface StepProps {
  view: View;
  /** The opportunity of the first step. */
  opportunity: Opportunity;
}

/** Step 1: the visitor advertises a revision. */
export async function Advertise({ view }: { view: View }): Promise<HtmlEscapedString> {
  const offer = await offerOf(view);
  if (offer === null) {
    return (
      <p>
        This sandbox has no product with a snap and a Test Spec, which says what to test. Reset it to the demo
        seed (sandbox menu), or skip this tour.
      </p>
    );
  }
  const { product, snap, revision } = offer;
  return (
    <div class="tour-body">
      <p>
        {"A product's owner advertises a new revision of a snap, which is a package. A "}
        <dfn>Test Spec</dfn>
        {" says which tests to run, and on which platform. For each Test Spec of "}
        <strong>{product.name}</strong>
        {" the service makes a "}
        <dfn>Test Opportunity</dfn>
        {", or opportunity: one run of these tests with this revision, which waits for a device."}
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
        Each device has an agent, a program that asks for work all the time. The first agent with the right
        platform picks the opportunity; no other agent gets it.
      </p>
      <State view={view} opportunity={opportunity} />
    </div>
  );
}

/** Step 3: the device works. What it has done stays, so that a reader may come late. */
export function Tested({ view, opportunity }: StepProps): Html {
  const { state, traces } = view.sandbox;
  const walk = state.walk(opportunity.id);
  const phases = phasesOf(walk, traces.notes(opportunity.id), state.result(walk.result_id ?? ""));
  return (
    <div class="tour-body">
      <p>
        The device is provisioned with the revision, runs the tests of the spec, and is cleaned up for the
        next one.
      </p>
      <div class="stack">
        <State view={view} opportunity={opportunity} />
        <ol class="tour-phases small">
          {phases.map((phase) => (
            <PhaseLine view={view} phase={phase} agentId={walk.holder?.agent_id ?? ""} />
          ))}
        </ol>
      </div>
    </div>
  );
}

/** A phase of the device's work, with its progress or the time that it took. */
function PhaseLine(props: { view: View; phase: Phase; agentId: string }): Html {
  const { view, phase, agentId } = props;
  const { name, start, end, expectedEnd, complete } = phase;
  if (end === null)
    return (
      <li class="tour-progress">
        <span>{`${agentId}: ${name}`}</span>
        <Progress view={view} start={start} end={expectedEnd} label={`Phase ${name}`} />
      </li>
    );
  const took = `in ${spanText(end - start)} of the sandbox's time`;
  return <li>{`${agentId}: ${name} ${complete ? "done" : "broken off"} ${took}`}</li>;
}

/** Step 4: the event log. */
export function Events({ view, opportunity }: StepProps): Html {
  const { id, product_id } = opportunity;
  const path = `/products/${product_id}/tests/events?test_opportunity_id=${id}`;
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
      <Command view={view} path={path} />
    </div>
  );
}

/** Step 5: the result. */
export function Result({ view, opportunity }: StepProps): Html {
  const { id, product_id } = opportunity;
  const { state } = view.sandbox;
  const walk = state.walk(id);
  const result = state.result(walk.result_id ?? "");
  const path = `/products/${product_id}/tests/results?test_opportunity_id=${id}`;
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
      <Command view={view} path={path} />
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
      <span class="small muted">
        <TimesInText view={view} text={why ?? `Done, by ${walk.holder?.agent_id ?? "nobody"}.`} />
      </span>
    </p>
  );
}

/** The same request as a terminal command, and what the command needs. */
function Command({ view, path }: { view: View; path: string }): Html {
  const { command, hint } = requestCommand(view, { path });
  return (
    <>
      <div class="command">
        <pre id="tour-command" tabindex={0}>
          {command}
        </pre>
        <CopyButton of="tour-command" label="Copy the command" />
      </div>
      <p class="small muted">{hint}</p>
    </>
  );
}

/** After the tour: what else can be done here. */
export function WhatNext({ view }: { view: View }): Html {
  return (
    <div class="tour-body">
      <ul class="tour-next">
        <li>
          <a href={view.href("/trigger")}>Trigger tests</a>
          {
            " with a revision, image or gold master of your own, and read the signed request before it goes out."
          }
        </li>
        <li>
          <a href={view.href("/api")}>Read the API</a>
          {" and try each operation; every answer says what it follows from."}
        </li>
        <li>
          {"Send the requests of your own program to "}
          <code>{view.productUrl}</code>
          {", with the credentials of the bar above; "}
          <a href={view.href("/exchanges")}>Exchanges</a>
          {" shows each one with its answer."}
        </li>
        <li>Let requests fail on purpose (Faults, in the bar), and see what your program does.</li>
      </ul>
    </div>
  );
}
