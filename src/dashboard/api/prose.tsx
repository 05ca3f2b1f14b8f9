import type { Html, View } from "../page.js";
import { assumptionLink } from "./marks.js";

/** Words of the spec: names in backticks are set as code, assumptions lead to what they say. */
export function Prose({ view, text }: { view: View; text: string }): Html {
  const pieces = text.trim().split(/(`[^`]+`|\bA-\d\d\b)/);
  return (
    <>
      {pieces.map((piece) => {
        if (piece.startsWith("`") && piece.endsWith("`") && piece.length > 2)
          return <code>{piece.slice(1, -1)}</code>;
        return /^A-\d\d$/.test(piece) ? <a href={assumptionLink(view, piece)}>{piece}</a> : piece;
      })}
    </>
  );
}
