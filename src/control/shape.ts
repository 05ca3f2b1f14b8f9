import { offsetTime } from "../domain/dates.js";
import type { Instant } from "../domain/records.js";
import { credentialsOf } from "../sandbox/credentials.js";
import type { Sandbox } from "../sandbox/sandbox.js";
import type { components } from "../spec/control-types.gen.js";

type Schemas = components["schemas"];

/** Real time as the control plane writes it. */
export const wallShape = (ms: number): string => new Date(ms).toISOString();

/** An optional time. */
export const timeShape = (at: Instant | null | undefined): string | null =>
  at === null || at === undefined ? null : offsetTime(at);

/** The speed of a clock, or the speed to resume at if it is paused; null if unknown. */
export function resumeSpeed({ clock, settings }: Sandbox): number | null {
  if (clock.speed > 0) return clock.speed;
  return (settings.clock.mode === "scaled" ? settings.clock.resume_speed : undefined) ?? null;
}

export function clockShape(sandbox: Sandbox): Schemas["ClockState"] {
  const { clock, settings } = sandbox;
  const { speed, pendingTimers, nextTimerAt } = clock;
  return {
    mode: settings.clock.mode,
    now: offsetTime(clock.now()),
    speed,
    resume_speed: speed === 0 ? resumeSpeed(sandbox) : null,
    pending_timers: pendingTimers,
    next_timer_at: timeShape(nextTimerAt),
  };
}

export function countsShape({ state }: Sandbox): Schemas["Counts"] {
  const { products, opportunities } = state.tables;
  const unfinished = state.unfinished.size;
  // Finished opportunities are exactly those with a stored result.
  return {
    products: products.size,
    opportunities: opportunities.size,
    unfinished,
    results: opportunities.size - unfinished,
  };
}

export function sandboxShape(sandbox: Sandbox): Schemas["Sandbox"] {
  const { seed, random_seed, created_at, expires_at } = sandbox.settings;
  return {
    name: sandbox.name,
    seed,
    random_seed,
    created_at: wallShape(created_at),
    expires_at: expires_at === null ? null : wallShape(expires_at),
    clock: clockShape(sandbox),
    lab: sandbox.settings.lab,
    accounts: sandbox.state.accounts().map(({ email, name, organizations, password }) => ({
      email,
      name,
      organizations,
      credentials: credentialsOf(sandbox, email),
      // Nobody can know it otherwise.
      ...(sandbox.terms.passwordOf !== undefined && { password }),
    })),
    counts: countsShape(sandbox),
  };
}
