import { MICROS } from "../../clock/clock.js";
import type { Instant } from "../../domain/records.js";
import { type Bar as Laid, layOut, PICTURE, percent } from "../client/lay-out.js";
import { Since, Time, Until } from "../components/time.js";
import type { Html, View } from "../page.js";
import { spanText } from "../../domain/spans.js";
import type { SpanKind, WalkSpan } from "./walk-spans.js";

/** A walk in one line. Unfinished parts grow by the sandbox's clock. */
export function Timeline({ view, spans }: { view: View; spans: readonly WalkSpan[] }): Html {
  return (
    <svg class="timeline" role="img" aria-label={inWords(spans, view.now)} data-timeline={growing(spans)}>
      {layOut(spans, { now: view.now, ...PICTURE }).map((bar) => (
        <Bar bar={bar} />
      ))}
    </svg>
  );
}

/** A walk with one line per part, which also serves as its legend. Unfinished parts grow. */
export function Lanes({ view, spans }: { view: View; spans: readonly WalkSpan[] }): Html {
  const bars = layOut(spans, { now: view.now, ...PICTURE });
  return (
    <>
      <ol class="lanes" data-timeline={growing(spans)}>
        {bars.map((bar) => (
          <Lane view={view} bar={bar} />
        ))}
      </ol>
      <p class="muted small">Lengths are to scale; parts too short to be seen are drawn wider.</p>
    </>
  );
}

function Lane({ view, bar }: { view: View; bar: Laid<WalkSpan> }): Html {
  const { label, start, end, expectedEnd } = bar.span;
  return (
    <li>
      <span class="lane-name">
        <Swatch kind={bar.span.kind} />
        <span class="line-text" title={label}>
          {label}
        </span>
      </span>
      <svg class="timeline" aria-hidden="true">
        <Bar bar={bar} />
      </svg>
      <span class="lane-time number">
        {end === null ? (
          <>
            <Since view={view} at={start} />
            {expectedEnd === null ? " so far" : ", "}
            {expectedEnd !== null && <Until view={view} at={expectedEnd} />}
            {expectedEnd !== null && " left"}
          </>
        ) : (
          spanText(end - start)
        )}
      </span>
      <span class="lane-start muted small">
        <span class="hidden">since </span>
        <Time at={start} />
      </span>
    </li>
  );
}

/** The legend for a page with many timelines. */
export function Legend(): Html {
  return (
    <ul class="legend small muted" aria-label="Parts of a walk">
      {LEGEND.map(([kind, word]) => (
        <li>
          <Swatch kind={kind} />
          {word}
        </li>
      ))}
    </ul>
  );
}

const LEGEND: readonly [SpanKind, string][] = [
  ["queued", "queued"],
  ["in-hand", "held"],
  ["provision", "provision"],
  ["test", "test"],
  ["teardown", "teardown"],
  ["phase", "other phase"],
  ["storing", "storing"],
];

function Swatch({ kind }: { kind: SpanKind }): Html {
  return (
    <svg class="swatch" aria-hidden="true">
      <svg class="bar" data-kind={kind}>
        <rect class="whole" />
      </svg>
    </svg>
  );
}

function Bar({ bar: { span, x, width, done } }: { bar: Laid<WalkSpan> }): Html {
  return (
    <svg class="bar" data-bar="" data-kind={span.kind} x={percent(x)} width={percent(width)}>
      <rect class="whole" data-open={span.end === null ? "" : undefined} />
      {span.end === null && <rect class="done" data-done="" width={percent(done * 100)} />}
    </svg>
  );
}

/** The data for the page's script, in milliseconds; undefined if the walk has ended. */
function growing(spans: readonly WalkSpan[]): string | undefined {
  if (spans.at(-1)?.end !== null) return undefined;
  const ms = (at: Instant | null): string => (at === null ? "" : String(at / MICROS));
  return spans.map(({ start, end, expectedEnd }) => `${ms(start)},${ms(end)},${ms(expectedEnd)}`).join(" ");
}

/** `queued 3 s, provision 12 s, test for 4 s so far`. */
const inWords = (spans: readonly WalkSpan[], now: Instant): string =>
  spans
    .map(({ label, start, end }) =>
      end === null
        ? `${label} for ${spanText(Math.max(0, now - start))} so far`
        : `${label} ${spanText(end - start)}`,
    )
    .join(", ");
