import { offsetTime } from "../../domain/dates.js";
import { conflict } from "../../domain/refusal.js";
import { ManualClock } from "../../clock/manual-clock.js";
import { ScaledClock } from "../../clock/scaled-clock.js";
import type { Sandbox } from "../../sandbox/sandbox.js";
import type { ControlHandlers } from "../control.js";
import { clockShape, resumeSpeed } from "../shape.js";

export const clock: Pick<ControlHandlers, "getClock" | "setClock" | "advanceClock"> = {
  async getClock(_, call) {
    const sandbox = call.sandbox();
    const body = clockShape(sandbox);
    await sandbox.timeKept();
    return { status: 200, body };
  },

  setClock({ body }, call) {
    const sandbox = call.sandbox();
    return sandbox.settling.run(() => changeSpeed(sandbox, body.speed));
  },

  async advanceClock({ body }, call) {
    const sandbox = call.sandbox();
    const { clock: manual } = sandbox;
    if (!(manual instanceof ManualClock)) {
      return conflict(
        "the clock is scaled: only a manual clock can be advanced (start --clock manual, or create a sandbox with one)",
      );
    }
    const { signal } = call;
    const { advance: bounds } = sandbox.terms.limits;
    const from = manual.now();
    const report = await sandbox.advance(manual, () => {
      if ("by_ms" in body) return manual.advance(body.by_ms, { signal, bounds });
      if (body.to === "idle") return manual.advanceUntilIdle({ signal, bounds, limitMs: body.limit_ms });
      return manual.advanceToNext({ signal, bounds });
    });
    sandbox.bus.publish("clock", manual.now(), {
      from: offsetTime(from),
      now: offsetTime(report.now),
      stopped: report.stopped,
    });
    const next = "to" in body && body.to === "next-event" && report.stopped === "advanced";
    return {
      status: 200,
      body: {
        fired: report.fired,
        from: offsetTime(from),
        now: offsetTime(report.now),
        stopped: next ? "next-event" : report.stopped,
        reason: report.reason,
        background_timers: report.backgroundTimers,
      },
    };
  },
};

/** Changes the speed of a scaled clock. */
async function changeSpeed(sandbox: Sandbox, speed: number) {
  if (!(sandbox.clock instanceof ScaledClock)) {
    return conflict("the clock is manual and has no speed: advance it (POST /_emulator/clock/advance)");
  }
  const fastest = sandbox.terms.limits.speed;
  if (speed > fastest) return conflict(`speed: got ${speed}; the maximum in this sandbox is ${fastest}`);
  sandbox.changeSpeed(sandbox.clock, speed, speed === 0 ? resumeSpeed(sandbox) : null);
  await sandbox.flushed();
  sandbox.bus.publish("clock", sandbox.clock.now(), { speed });
  return { status: 200 as const, body: clockShape(sandbox) };
}
