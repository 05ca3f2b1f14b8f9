import { harmlessLine } from "../../src/text/harmless.js";
import type { Step } from "./replayer.js";
import { LABEL } from "./tally.js";

/** The maximum number of characters of a path and of a reason in a line. */
const MAX_PATH = 120;
const MAX_REASON = 400;

/** A replayed exchange for the terminal: one line, and one more for each difference. */
export function stepText({ exchange, operation, notSent, replayed, found }: Step): string {
  const { n, method, path, answer } = exchange;
  const { same, differences, notCompared } = found;
  const outcome =
    notSent !== null ? `not sent: ${notSent}` : differences.length === 0 ? `${same} values agree` : "differs";
  const head = [
    String(n).padStart(4),
    answer?.status ?? "none",
    method,
    shortened(path, MAX_PATH),
    `(${operation ?? "no operation"}: ${outcome})`,
  ].join("  ");
  const places = differences.map(
    ({ what, at, recorded, replayed: got }) =>
      `        DIFFERS  ${at}: ${LABEL[what]}; recorded ${shortened(recorded, MAX_REASON)}; ${replayed === null ? "instead" : "replayed"} ${shortened(got, MAX_REASON)}`,
  );
  const left =
    differences.length === 0 ? [] : notCompared.map(({ at, why }) => `        not compared  ${at}: ${why}`);
  return [head, ...places, ...left].map((line) => `${harmlessLine(line)}\n`).join("");
}

const shortened = (text: string, most: number): string =>
  text.length > most ? `${text.slice(0, most)}...` : text;
