import { MICROS } from "../../clock/clock.js";
import { clockShape } from "../../control/shape.js";
import { MAX_SPEED } from "../../domain/records.js";
import { ActionForm } from "../components/action-form.js";
import { Icon } from "../components/icon.js";
import { Until, Zone } from "../components/time.js";
import { type Action, ActionRefused, type Html, type View } from "../page.js";
import { Menu } from "./menu.js";

/** Speeds that can be chosen with a click, and their meanings. */
const PRESETS: readonly [speed: number, meaning: string][] = [
  [1, "real time"],
  [10, "a minute takes 6 s"],
  [60, "a minute takes 1 s"],
  [600, "ten minutes take 1 s"],
  [3600, "an hour takes 1 s"],
];

const UNITS = { s: 1000, min: 60_000, h: 3_600_000, d: 86_400_000 } as const;

const speed: Action = {
  name: "speed",
  async run(view, form) {
    const wanted = Number(form.text("speed") === "" ? NaN : form.text("speed"));
    if (Number.isNaN(wanted)) throw new ActionRefused(`speed: accepted: a number from 0 to ${MAX_SPEED}`);
    await view.control.send("PUT /_emulator/clock", { query: view.here, body: { speed: wanted } });
    return {
      message: wanted === 0 ? "The clock is paused." : `The clock runs at ${wanted} times real time.`,
    };
  },
};

const advance: Action = {
  name: "advance",
  async run(view, form) {
    const to = form.text("to");
    const unit = UNITS[form.text("unit") as keyof typeof UNITS] as number | undefined;
    const amount = Number(form.text("amount") === "" ? NaN : form.text("amount"));
    if (to === "" && (unit === undefined || Number.isNaN(amount)))
      throw new ActionRefused(`by: accepted: a number of ${Object.keys(UNITS).join(", ")}`);
    const report = await view.control.send("POST /_emulator/clock/advance", {
      query: view.here,
      body: to === "idle" || to === "next-event" ? { to } : { by_ms: amount * unit! },
    });
    return { message: `${report.fired} timers fired. ${report.reason}` };
  },
};

/** The actions of the clock's forms. */
export const clockActions: readonly Action[] = [speed, advance];

/** The sandbox's clock: its time, its speed, and the forms that change them. */
export function ClockMenu({ view }: { view: View }): Html {
  const { clock } = view.sandbox;
  const { mode, now, speed: pace } = clockShape(view.sandbox);
  const paused = mode === "scaled" && pace === 0;
  const word = mode === "manual" ? "manual" : paused ? "paused" : `${pace}×`;
  const button = (
    <>
      <span class="hidden">Clock</span>
      <time id="sandbox-clock" data-now={view.now / MICROS} data-speed={pace} datetime={now} title={now}>
        {now.slice(0, 19).replace("T", " ")}
      </time>
      <span class="muted">
        <Zone />
      </span>
      <span class={paused ? "warns" : "muted"}>{word}</span>
    </>
  );
  return (
    <>
      <Menu name="clock" label="Clock" button={button}>
        <h2>The sandbox's clock</h2>
        <p class="row apart">
          <span class="small muted">
            Times are in <Zone />.
          </span>
          <button type="button" class="tight" data-switch-zone="">
            Show times in my zone
          </button>
        </p>
        {mode === "manual" ? <Advance view={view} /> : <Speed view={view} />}
        {mode === "manual" && clock.nextTimerAt !== null && (
          <p class="small muted">
            {"The next event is due in "}
            <Until view={view} at={clock.nextTimerAt} />.
          </p>
        )}
      </Menu>
      {mode === "scaled" && <Pause view={view} />}
    </>
  );
}

function Pause({ view }: { view: View }): Html {
  const { speed: pace, resume_speed } = clockShape(view.sandbox);
  const paused = pace === 0;
  const label = paused ? "Resume the clock" : "Pause the clock";
  return (
    <ActionForm
      view={view}
      action={speed}
      id="pause"
      fields={{ speed: String(paused ? (resume_speed ?? view.config.speed) : 0) }}
    >
      <button class="quiet tight" id="pause-button" aria-label={label} title={label}>
        <Icon name={paused ? "play" : "pause"} />
      </button>
    </ActionForm>
  );
}

function Speed({ view }: { view: View }): Html {
  const { clock, terms } = view.sandbox;
  const { speed: pace } = clock;
  const fastest = terms.limits.speed;
  return (
    <>
      <ActionForm view={view} action={speed} id="speed-preset">
        <fieldset class="stack">
          <legend>Speed</legend>
          <div class="row">
            {PRESETS.filter(([preset]) => preset <= fastest).map(([preset, meaning]) => (
              <button name="speed" value={preset} aria-pressed={preset === pace} title={meaning}>
                {`${preset}×`}
              </button>
            ))}
          </div>
        </fieldset>
      </ActionForm>
      <ActionForm view={view} action={speed} id="speed-free">
        <label for="speed-value">Another speed, as a multiple of real time</label>
        <div class="row">
          <input
            id="speed-value"
            name="speed"
            type="number"
            min="0"
            max={fastest}
            step="any"
            required
            value={pace}
          />
          <button>Set</button>
        </div>
      </ActionForm>
    </>
  );
}

function Advance({ view }: { view: View }): Html {
  return (
    <>
      <p class="small muted">The clock stands still until you advance it.</p>
      <ActionForm view={view} action={advance} id="advance-by">
        <label for="advance-amount">Advance by</label>
        <div class="row">
          <input id="advance-amount" name="amount" type="number" min="0" step="any" required value="10" />
          <select name="unit" aria-label="Unit" class="short">
            <option value="s">seconds</option>
            <option value="min" selected>
              minutes
            </option>
            <option value="h">hours</option>
            <option value="d">days</option>
          </select>
          <button>Advance</button>
        </div>
      </ActionForm>
      <ActionForm view={view} action={advance} id="advance-to" class="row">
        <button name="to" value="next-event">
          To the next event
        </button>
        <button name="to" value="idle">
          Until idle
        </button>
      </ActionForm>
    </>
  );
}
