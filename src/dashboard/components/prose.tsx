import type { Html, View } from "../page.js";
import { explanationLink } from "./marks.js";

interface ProseProps {
  view: View;
  text: string;
  /** False where there can be no links, such as in what opens and closes. */
  linked?: boolean;
}

/** Words of the spec: names in backticks are set as code, assumptions and contradictions lead to what they say. */
export function Prose({ view, text, linked = true }: ProseProps): Html {
  const pieces = text.trim().split(/(`[^`]+`|\bA-\d\d\b|\bC-\d\b)/);
  return (
    <>
      {pieces.map((piece) => {
        if (piece.startsWith("`") && piece.endsWith("`") && piece.length > 2)
          return <code>{piece.slice(1, -1)}</code>;
        return linked && /^(?:A-\d\d|C-\d)$/.test(piece) ? (
          <a href={explanationLink(view, piece)}>{piece}</a>
        ) : (
          piece
        );
      })}
    </>
  );
}
