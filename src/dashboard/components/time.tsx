import { MICROS } from "../../clock/clock.js";
import { offsetTime } from "../../domain/dates.js";
import type { Instant } from "../../domain/records.js";
import { ago, span } from "../../domain/spans.js";
import type { Html, View } from "../page.js";

/** A time to the second, in UTC or in the visitor's zone (`client/zone.ts`); the exact time is in its title. */
export function Time({ at, form = "second" }: { at: Instant; form?: "second" | "clock" }): Html {
  const whole = offsetTime(at);
  const text = form === "clock" ? whole.slice(11, 19) : whole.slice(0, 19).replace("T", " ");
  return (
    <time datetime={whole} title={whole} data-time={at / MICROS} data-form={form}>
      {text}
    </time>
  );
}

/** The zone of the shown times. */
export const Zone = (): Html => <span data-zone="">UTC</span>;

/** `3 min ago`, by the sandbox's clock; it updates itself. */
export function Ago({ view, at }: { view: View; at: Instant }): Html {
  const whole = offsetTime(at);
  return (
    <time datetime={whole} title={whole} data-ago={at / MICROS}>
      {ago((view.now - at) / MICROS)}
    </time>
  );
}

/** `42 s`: the time left until then by the sandbox's clock; it updates itself, down to 0 s. */
export function Until({ view, at }: { view: View; at: Instant }): Html {
  const whole = offsetTime(at);
  return (
    <time datetime={whole} title={whole} data-until={at / MICROS}>
      {span((at - view.now) / MICROS)}
    </time>
  );
}

/** `42 s`: the time since then by the sandbox's clock; it updates itself. */
export function Since({ view, at }: { view: View; at: Instant }): Html {
  const whole = offsetTime(at);
  return (
    <time datetime={whole} title={`since ${whole}`} data-since={at / MICROS}>
      {span((view.now - at) / MICROS)}
    </time>
  );
}

/** A progress bar by the sandbox's clock; it updates itself. `end` is null if it is unknown. */
export function Progress(props: { view: View; start: Instant; end: Instant | null; label: string }): Html {
  const { view, start, end, label } = props;
  if (end === null) return <progress aria-label={label}></progress>;
  const done = Math.min(1, Math.max(0, (view.now - start) / Math.max(1, end - start)));
  return (
    <progress
      aria-label={label}
      max={1}
      value={done}
      data-start={start / MICROS}
      data-end={end / MICROS}
    ></progress>
  );
}
