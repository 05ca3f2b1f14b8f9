import type { Html, View } from "../page.js";
import { showsSources } from "./sources-switch.js";
import { linesText, type Mark, marksOf, SOURCES } from "../spec/provenance-words.js";

interface MarksProps {
  view: View;
  provenance: readonly string[];
  contradiction?: string | null;
  /** False where links are not allowed, such as in a `<summary>`. */
  linked?: boolean;
}

/** The sources of a statement of the spec, if the visitor wants to see them. Assumptions link to their text. */
export function Marks({ view, provenance, contradiction = null, linked = true }: MarksProps): Html | null {
  if (!showsSources(view)) return null;
  const marks = marksOf(provenance);
  if (marks.length === 0 && contradiction === null) return null;
  return (
    <span class="marks">
      {marks.map((mark) => (
        <MarkOf view={view} mark={mark} linked={linked} />
      ))}
      {contradiction !== null && (
        <a
          class="mark"
          data-source="contradiction"
          href={explanationLink(view, contradiction)}
          aria-label={`contradiction: ${contradiction}`}
        >
          {contradiction}
        </a>
      )}
    </span>
  );
}

function MarkOf({ view, mark, linked }: { view: View; mark: Mark; linked: boolean }): Html {
  const { source, tags } = mark;
  const { word } = SOURCES[source];
  if (linked && source === "assumed")
    return (
      <a
        class="mark"
        data-source={source}
        href={explanationLink(view, tags[0]!)}
        aria-label={`${word}: ${tags[0]!}`}
      >
        {tags[0]}
      </a>
    );
  return (
    <span
      class="mark"
      data-source={source}
      title={source === "documented" || source === "legacy" ? `${word}: ${linesText(mark)}` : word}
    >
      <span class="hidden">{`${word}: `}</span>
      {shortTags(tags)}
    </span>
  );
}

/** Shortens `D 701, D 735-740` to `D 701, 735-740`. */
const shortTags = ([first = "", ...rest]: readonly string[]): string =>
  [first, ...rest.map((tag) => tag.slice(2))].join(", ");

/** A link to the text of an assumption or a contradiction. */
export const explanationLink = (view: View, id: string): string => `${view.href("/api")}#${id}`;
