import type { Html, View } from "../page.js";
import { explanationLink } from "./marks.js";

interface ProseProps {
  view: View;
  text: string;
  /** False where links are not allowed, such as in a `<summary>`. */
  linked?: boolean;
}

/** Text of the spec: names in backticks become code, ids of assumptions and contradictions become links. */
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
