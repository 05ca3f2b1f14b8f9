import { splitTimes } from "../../domain/times-text.js";
import { withSeenMarks } from "../../text/harmless.js";
import type { Html, View } from "../page.js";
import { Since, Until } from "./time.js";

/**
 * A sentence about the sandbox. What it says of times ("in 1 min 14 s") counts on by the sandbox's clock. Marks of direction in
 * the names in it are escapes, because they would turn the rest of it.
 */
export function TimesInText({ view, text }: { view: View; text: string }): Html {
  return (
    <>
      {splitTimes(text, view.now).map((piece) =>
        typeof piece === "string" ? (
          withSeenMarks(piece)
        ) : piece.side === "in" ? (
          <>
            {"in "}
            <Until view={view} at={piece.at} />
          </>
        ) : (
          <>
            <Since view={view} at={piece.at} />
            {" ago"}
          </>
        ),
      )}
    </>
  );
}
