import { MICROS } from "../../clock/clock.js";
import { offsetTime } from "../../domain/dates.js";
import type { Instant } from "../../domain/records.js";
import type { Html } from "../page.js";

/** A time of the sandbox's clock to the millisecond; the exact time is in its title. */
export function ExactTime({ at }: { at: Instant }): Html {
  const whole = offsetTime(at);
  return (
    <time datetime={whole} title={whole} data-time={at / MICROS} data-form="exact">
      {whole.slice(0, 23).replace("T", " ")}
    </time>
  );
}
