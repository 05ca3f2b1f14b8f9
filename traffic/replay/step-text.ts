import { harmlessLine } from "../../src/text/harmless.js";
import type { Step } from "./replayer.js";
import { LABEL } from "./tally.js";

/** The maximum number of characters of a path and of a reason in a line. */
const MAX_PATH = 120;
const MAX_REASON = 400;

/** Maximum number of differences of an exchange that are shown, and of places that are not compared. */
const MAX_LINES = 5;

/** A replayed exchange for the terminal: one line, and one more for each of the first differences. */
export function stepText({ exchange, operation, notSent, replayed, found }: Step): string {
  const { n, method, path, answer } = exchange;
  const { same, differences, notCompared, more } = found;
  const outcome =
    notSent !== null ? `not sent: ${notSent}` : differences.length === 0 ? `${same} values agree` : "differs";
  const head = [
    String(n).padStart(4),
    answer?.status ?? "none",
    method,
    shortened(path, MAX_PATH),
    `(${operation ?? "no operation"}: ${outcome})`,
  ].join("  ");
  const places = differences
    .slice(0, MAX_LINES)
    .map(
      ({ what, at, recorded, replayed: got }) =>
        `        DIFFERS  ${at}: ${LABEL[what]}; recorded ${shortened(recorded, MAX_REASON)}; ${replayed === null ? "instead" : "replayed"} ${shortened(got, MAX_REASON)}`,
    );
  const others = differences.length - places.length + more;
  if (others > 0) places.push(`        DIFFERS  in ${others} more places`);
  const left =
    differences.length === 0
      ? []
      : notCompared.slice(0, MAX_LINES).map(({ at, why }) => `        not compared  ${at}: ${why}`);
  return [head, ...places, ...left].map((line) => `${harmlessLine(line)}\n`).join("");
}

const shortened = (text: string, most: number): string =>
  text.length > most ? `${text.slice(0, most)}...` : text;
