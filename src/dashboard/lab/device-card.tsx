import { type DeviceSnapshot, type PhaseName, PHASES, type ResultShown } from "../../../devices/activity.js";
import { ActionForm } from "../components/action-form.js";
import { Icon } from "../components/icon.js";
import { faceOf, Status } from "../components/status.js";
import { Ago, Progress, Until } from "../components/time.js";
import type { Action, Html, View } from "../page.js";

const MAX_RESULTS_ON_CARD = 3;

const offline: Action = {
  name: "offline",
  async run(view, form) {
    const agent_id = form.text("agent_id");
    const at = { path: { agent_id }, query: view.here };
    await view.control.send("POST /_emulator/lab/devices/{agent_id}/offline", at);
    return { message: `${agent_id} is offline: it finishes its work, but neither polls nor posts.` };
  },
};
const online: Action = {
  name: "online",
  async run(view, form) {
    const agent_id = form.text("agent_id");
    const at = { path: { agent_id }, query: view.here };
    await view.control.send("POST /_emulator/lab/devices/{agent_id}/online", at);
    return { message: `${agent_id} is online.` };
  },
};
const next: Action = {
  name: "next",
  async run(view, form) {
    const agent_id = form.text("agent_id");
    const status = form.text("status") as "FAILED";
    const at = { path: { agent_id }, query: view.here, body: { status } };
    await view.control.send("POST /_emulator/lab/devices/{agent_id}/override", at);
    return { message: `The next outcome of ${agent_id} will be ${status}.` };
  },
};

/** The actions of a card's forms. */
export const deviceActions: readonly Action[] = [offline, online, next];

/** One device: its identity, its current activity, its last results, and its controls. */
export function DeviceCard({
  view,
  device,
  asleep,
}: {
  view: View;
  device: DeviceSnapshot;
  asleep: boolean;
}): Html {
  const { agent_id, description, platform, activity, behaviours, last_results } = device;
  return (
    <li class="card" id={`device-${agent_id}`} data-tone={faceOf(activity).tone}>
      <div class="card-head">
        <h2>{agent_id}</h2>
        <Status of={activity} />
      </div>
      <p class="row small muted">
        <span class="chip" title="platform">
          {platform ?? "any platform"}
        </span>
        {behaviours.map((kind) => (
          <span class="chip warns" title="behaviour">
            {kind}
          </span>
        ))}
        <span class="device-about">{description}</span>
      </p>
      <Now view={view} device={device} asleep={asleep} />
      <div class="results">
        <h3 class="small muted">Last results</h3>
        {last_results.length === 0 ? (
          <p class="small muted">none yet</p>
        ) : (
          <ul data-rests="">
            {last_results.slice(0, MAX_RESULTS_ON_CARD).map((result) => (
              <LastResult view={view} device={device} result={result} />
            ))}
          </ul>
        )}
      </div>
      <Controls view={view} device={device} />
    </li>
  );
}

/** The device's current activity. Its height is always the same. */
function Now({ view, device, asleep }: { view: View; device: DeviceSnapshot; asleep: boolean }): Html {
  const { opportunity_id, phase, agent_id } = device;
  const label = `${agent_id}: ${phase?.name ?? "no phase"}`;
  const current = phase === null ? 0 : PHASES.indexOf(phase.name);
  return (
    <div class="now">
      {opportunity_id === null ? (
        <p class="muted">{whatNext(view, device, asleep)}</p>
      ) : (
        <p class="line">
          <a href={view.href(`/opportunities/${opportunity_id}`)}>{titleOf(view, opportunity_id).join("")}</a>
          {phase !== null && phase.ends_at !== null && (
            <span class="small muted left">
              <Until view={view} at={phase.ends_at} />
              <span class="hidden"> left in this phase</span>
            </span>
          )}
        </p>
      )}
      <ol class="phases small" aria-label="Phases">
        {PHASES.map((name, index) => (
          <li aria-current={phase?.name === name ? "step" : undefined}>
            {phase?.name === name ? (
              <Progress view={view} start={phase.started_at} end={phase.ends_at} label={label} />
            ) : (
              <div class="no-progress" data-done={index < current ? "" : undefined}></div>
            )}
            {PHASE_WORDS[name]}
          </li>
        ))}
      </ol>
    </div>
  );
}

const PHASE_WORDS: Record<PhaseName, string> = { provision: "provision", test: "test", teardown: "clean up" };

/** What an idle device waits for. */
function whatNext(view: View, device: DeviceSnapshot, asleep: boolean): Html {
  const { activity, next_poll_at, offline_until, unsent } = device;
  if (activity === "stopped") return <>Stopped.</>;
  if (!device.online) {
    const waiting = unsent === 0 ? "" : ` ${unsent} results are waiting to be sent.`;
    if (offline_until === null) return <>{`Offline until you bring it back.${waiting}`}</>;
    return (
      <>
        {"Online again in "}
        <Until view={view} at={offline_until} />
        {`.${waiting}`}
      </>
    );
  }
  // Idle polls send no events, so this stays true only while the clock stands still.
  const still = view.sandbox.clock.speed === 0;
  if (!still || asleep || next_poll_at === null) return <>Waits for work.</>;
  return (
    <>
      {"Waits for work; asks again in "}
      <Until view={view} at={next_poll_at} />.
    </>
  );
}

/** The thing under test and its Test Spec: `test-snap.foo`, ` 5`, `, smoke`. */
function titleOf(view: View, id: string): [what: string, revision: string, spec: string] {
  const { state } = view.sandbox;
  const opportunity = state.opportunity(id);
  if (!opportunity) return [id, "", ""];
  const { primary_snap_name: snap, snaps, image_unique_id, test_spec_id } = opportunity;
  const revision = snaps.findLast(({ name }) => name === snap)?.revision;
  return [
    snap ?? `image ${image_unique_id}`,
    snap === null || revision === undefined ? "" : ` ${revision}`,
    `, ${state.testSpec(test_spec_id)?.name ?? "no spec"}`,
  ];
}

function LastResult({
  view,
  device,
  result,
}: {
  view: View;
  device: DeviceSnapshot;
  result: ResultShown;
}): Html {
  const { opportunity_id, status, at, http_status } = result;
  const [what, revision, spec] = titleOf(view, opportunity_id);
  return (
    <li id={`result-${device.agent_id}-${opportunity_id}`}>
      <a href={view.href(`/opportunities/${opportunity_id}`)}>
        <Status of={status} />
        <span class="title" title={`${what}${revision}${spec}`}>
          <span class="what">
            <span class="line-text">{what}</span>
            <span class="revision">{revision}</span>
          </span>
          <span class="line-text">{spec}</span>
        </span>
      </a>
      <span class="small muted left">
        {http_status === null ? "not sent yet" : <Ago view={view} at={at} />}
      </span>
    </li>
  );
}

function Controls({ view, device }: { view: View; device: DeviceSnapshot }): Html {
  const { agent_id, online: isOnline, override_next } = device;
  const fields = { agent_id };
  return (
    <div class="controls">
      <ActionForm view={view} action={next} id={`next-${agent_id}`} fields={fields} class="row">
        <span class="small muted" id={`next-label-${agent_id}`}>
          Let the next one
        </span>
        {(["FAILED", "ERROR"] as const).map((status) => (
          <button
            class="tight"
            name="status"
            value={status}
            aria-pressed={override_next === status}
            aria-label={`Let the next one of ${agent_id} ${status === "FAILED" ? "fail" : "end in an error"}`}
            title={status === "FAILED" ? "its test fails: FAILED" : "its provisioning fails: ERROR"}
          >
            {status === "FAILED" ? "fail" : "error"}
          </button>
        ))}
      </ActionForm>
      <ActionForm view={view} action={isOnline ? offline : online} id={`power-${agent_id}`} fields={fields}>
        <button class="tight">
          <Icon name={isOnline ? "off" : "play"} />
          <span>
            {isOnline ? "Take" : "Bring"}
            <span class="hidden">{` ${agent_id}`}</span>
            {isOnline ? " offline" : " online"}
          </span>
        </button>
      </ActionForm>
    </div>
  );
}
