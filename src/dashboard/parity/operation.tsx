import { knownText } from "../../parity/known.js";
import { seenText } from "../../parity/page-text.js";
import type { ParityAnswer, ParityPlace } from "../../parity/table.js";
import { Columns } from "../components/columns.js";
import type { Html } from "../page.js";

/** The fields of an answer: how each is known, and when and against what it was last seen to agree. */
export function AnswerParity({ answer }: { answer: ParityAnswer }): Html {
  const { status, isDeclared, exchanges, whole, places } = answer;
  return (
    <section class="panel" id={`status-${status}`} aria-labelledby={`title-${status}`}>
      <h2 id={`title-${status}`}>{status}</h2>
      <p class="small muted">
        {isDeclared ? "" : "The contract does not have this answer. "}
        {exchanges === 0 ? "Never compared." : `${exchanges} answers were compared.`}
      </p>
      <table class="schema" aria-label={`Places of ${status}`}>
        <Columns names={["Place", "Known", "Seen"]} />
        <tbody>
          {[whole, ...places].map((place) => (
            <PlaceRow place={place} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function PlaceRow({ place: { place, provenance, seen } }: { place: ParityPlace }): Html {
  const isRule = place.startsWith("rule ");
  return (
    <tr>
      <th scope="row">
        <code>{place}</code>
      </th>
      <td>{isRule ? "a rule of the suite" : knownText(provenance, seen.state === "agrees")}</td>
      <td>
        {seen.state === "never" ? (
          <span class="muted">never compared</span>
        ) : (
          <span
            class="status"
            data-tone={seen.stale !== null ? "warn" : seen.state === "agrees" ? "good" : "bad"}
          >
            {seenText(seen, true)}
          </span>
        )}
      </td>
    </tr>
  );
}
