import type { Opportunity } from "../../domain/records.js";
import { CopyButton } from "../components/copy-button.js";
import { JsonView } from "../components/json-view.js";
import { Status } from "../components/status.js";
import { Until } from "../components/time.js";
import type { Html, View } from "../page.js";
import { eventLogText, resultOf, resultText } from "./json.js";

interface OutcomeProps {
  view: View;
  opportunity: Opportunity;
}

/** The outcome, and the agent's result payload. */
export function Outcome({ view, opportunity }: OutcomeProps): Html {
  const { sandbox } = view;
  const result = resultOf(sandbox.state, opportunity);
  const storedAt = sandbox.storedAt(opportunity.id);
  const text = resultText(view, opportunity);
  return (
    <section class="panel outcome" aria-labelledby="outcome" data-room={text === null ? "" : undefined}>
      <div class="row apart">
        <h2 id="outcome">Result</h2>
        {result && <Status of={result.test_status} />}
      </div>
      {result === undefined && (
        <p id="no-result" class="muted">
          No result yet: no agent has posted one.
        </p>
      )}
      {result && (
        <>
          <h3>Payload</h3>
          <JsonView value={result.result_payload} open={4} />
        </>
      )}
      {result && text === null && (
        <p id="result-waits">
          Posted but not stored: clients do not see it yet.
          {storedAt !== null && (
            <>
              {" It will be stored in "}
              <Until view={view} at={storedAt} />.
            </>
          )}
        </p>
      )}
      {text !== null && (
        <details class="json-text">
          <summary>The record, as the API returns it</summary>
          <JsonText view={view} id="result-json" name="result" what="the result" text={text} />
        </details>
      )}
    </section>
  );
}

/** The event log that clients can read. */
export function EventLog({ view, opportunity }: OutcomeProps): Html {
  return (
    <details class="json-text" id="event-log">
      <summary>The event log, as the API returns it</summary>
      <JsonText
        view={view}
        id="event-log-json"
        name="event-log"
        what="the event log"
        text={eventLogText(view, opportunity)}
      />
    </details>
  );
}

interface JsonTextProps {
  view: View;
  id: string;
  /** The file's name. */
  name: string;
  what: string;
  text: string;
}

/** Maximum number of characters of JSON that are shown. */
const MOST_CHARACTERS = 64 * 1024;

/** JSON with buttons to copy and save it. */
function JsonText({ view, id, name, what, text }: JsonTextProps): Html {
  const isLong = text.length > MOST_CHARACTERS;
  return (
    <div class="stack">
      <div class="row">
        {!isLong && <CopyButton of={id} label={`Copy ${what}`} />}
        <a class="button tight" href={view.hrefHere({ download: name })} download aria-label={`Save ${what}`}>
          Save
        </a>
      </div>
      <pre id={id} tabindex={0} aria-label={`${what} as JSON`} role="region" class="tall">
        {isLong ? text.slice(0, MOST_CHARACTERS) : text}
      </pre>
      {isLong && (
        <p class="muted small">
          {`The first ${MOST_CHARACTERS} of ${text.length} characters. Save it to have all of it.`}
        </p>
      )}
    </div>
  );
}
