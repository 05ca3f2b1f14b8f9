import { CopyButton } from "../components/copy-button.js";
import { Fact } from "../components/fact.js";
import { JsonView } from "../components/json-view.js";
import { Time, Zone } from "../components/time.js";
import { parseDate } from "../../domain/dates.js";
import { Mark } from "../components/status.js";
import type { Html, View } from "../page.js";
import { cannotSend, curlOf, signedCommandOf } from "./send-again.js";
import { durationText, HttpStatus, type Shown, Verdict } from "./verdict.js";

/** One exchange in full, without its secrets. */
export function Detail({ view, exchange }: { view: View; exchange: Shown }): Html {
  const { request, response, refusal, validation, nearest } = exchange;
  return (
    <>
      <Facts view={view} exchange={exchange} />
      {(refusal !== null || validation.request.length > 0 || validation.response.length > 0) && (
        <section class="panel" aria-labelledby="why">
          <h2 id="why">{refusal === null ? "Problems" : "Why it was refused"}</h2>
          {refusal !== null && (
            <p class="lead">
              <code>{refusal.id}</code>{" "}
              {refusal.message === "" ? <i>with an empty message</i> : refusal.message}
            </p>
          )}
          {refusal !== null && refusal.detail !== null && refusal.detail !== refusal.message && (
            <p>{refusal.detail}</p>
          )}
          {nearest !== null && (
            <p>
              The closest path is <code>{nearest}</code>.
            </p>
          )}
          <Problems title="The request breaks the spec" problems={validation.request} />
          <Problems title="The answer does not match the spec" problems={validation.response} />
        </section>
      )}
      <div class="halves">
        <Message title="Request" message={request} />
        {response === null ? (
          <section class="panel" aria-labelledby="answer">
            <h2 id="answer">Answer</h2>
            <p>None: a fault closed the connection.</p>
          </section>
        ) : (
          <Message title="Answer" message={response} />
        )}
      </div>
      <SendAgain view={view} exchange={exchange} />
    </>
  );
}

function Facts({ view, exchange }: { view: View; exchange: Shown }): Html {
  const { operation_id, account, source, at, wall_at, duration_ms, request_id, fault_id } = exchange;
  return (
    <dl class="facts panel">
      <Fact name="Answer">
        <HttpStatus of={exchange} />
      </Fact>
      <Fact name="Verdict">
        <Verdict of={exchange} />
      </Fact>
      <Fact name="Operation">
        {operation_id === null ? "none" : <a href={view.href(`/api/${operation_id}`)}>{operation_id}</a>}
      </Fact>
      <Fact name="From">{source === "lab" ? "the lab" : (account ?? "a client that is not signed in")}</Fact>
      <Fact name="Sandbox’s time">
        <Time at={parseDate(at)!} /> <Zone />
      </Fact>
      <Fact name="Real time">
        <Time at={parseDate(wall_at)!} /> <Zone />
      </Fact>
      <Fact name="Took">{durationText(duration_ms)}</Fact>
      <Fact name="Request id">
        <code>{request_id}</code>
      </Fact>
      {fault_id !== null && (
        <Fact name="Fault">
          <Mark icon="flask" tone="info" word={fault_id} />
        </Fact>
      )}
    </dl>
  );
}

function Problems({ title, problems }: { title: string; problems: readonly string[] }): Html | null {
  if (problems.length === 0) return null;
  return (
    <>
      <h3>{title}</h3>
      <ul class="problems">
        {problems.map((problem) => (
          <li>{problem}</li>
        ))}
      </ul>
    </>
  );
}

interface MessageShape {
  method?: string;
  url?: string;
  status?: number;
  query?: Readonly<Record<string, string | string[]>>;
  headers: Readonly<Record<string, string>>;
  body: unknown;
  body_bytes: number;
  body_truncated: boolean;
}

/** A request or an answer: start line, query, headers, body. */
function Message({ title, message }: { title: string; message: object }): Html {
  const {
    method,
    url,
    status,
    query = {},
    headers,
    body,
    body_bytes,
    body_truncated,
  } = message as MessageShape;
  const id = title.toLowerCase();
  return (
    <section class="panel" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <p class="mono first-line">
        {method === undefined ? `HTTP ${status ?? ""}` : `${method} ${url ?? ""}`}
      </p>
      <Pairs
        title="Query"
        pairs={Object.entries(query).map(([name, value]) => [name, valuesText([value].flat())])}
      />
      <Pairs title="Headers" pairs={Object.entries(headers)} />
      <h3>
        Body <span class="muted small">{`${body_bytes} bytes${body_truncated ? ", truncated" : ""}`}</span>
      </h3>
      {body_bytes === 0 ? (
        <p class="muted">none</p>
      ) : typeof body === "string" ? (
        <pre class="wraps">{`\n${body}`}</pre>
      ) : (
        <JsonView value={body} open={4} />
      )}
    </section>
  );
}

/** Maximum number of parameters, and of values of one, that are shown. */
const MOST_PAIRS = 200;

function valuesText(values: readonly string[]): string {
  const text = values.slice(0, MOST_PAIRS).join(", ");
  return values.length > MOST_PAIRS ? `${text}, and ${values.length - MOST_PAIRS} more` : text;
}

function Pairs({
  title,
  pairs,
}: {
  title: string;
  pairs: readonly (readonly [string, string])[];
}): Html | null {
  if (pairs.length === 0) return null;
  return (
    <>
      <h3>{title}</h3>
      <dl class="pairs">
        {pairs.slice(0, MOST_PAIRS).map(([name, value]) => (
          <div>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {pairs.length > MOST_PAIRS && <p class="muted small">{`and ${pairs.length - MOST_PAIRS} more`}</p>}
    </>
  );
}

function SendAgain({ view, exchange }: { view: View; exchange: Shown }): Html {
  const { id, operation_id, account } = exchange;
  const isFirst = account === view.sandbox.state.accounts()[0]?.email;
  const curl = curlOf(exchange, view.productUrl);
  const signed = signedCommandOf(exchange, view, isFirst ? null : account);
  return (
    <section class="panel" aria-labelledby="again">
      <div class="row apart">
        <h2 id="again">Send it again</h2>
        {operation_id !== null && (
          <a class="button" href={view.href(`/api/${operation_id}`, { exchange: id })}>
            Open in “Try it”
          </a>
        )}
      </div>
      {curl === null ? <p>{cannotSend(exchange)}</p> : <Command id="curl" title="As curl" text={curl} />}
      {signed !== null && (
        <>
          <p class="muted small">
            The signature is hidden and valid for one request only. Put a new Authorization header into{" "}
            <code>AUTHORIZATION</code>, or use this command, which signs it. {signed.hint}
          </p>
          <Command id="signed" title="Signed by spi-emulator" text={signed.command} />
        </>
      )}
    </section>
  );
}

/** A command with a copy button. */
function Command({ id, title, text }: { id: string; title: string; text: string }): Html {
  return (
    <div class="command">
      <div class="row apart">
        <h3>{title}</h3>
        <CopyButton of={id} label={`Copy: ${title}`} />
      </div>
      <pre id={id} tabindex={0}>
        {text}
      </pre>
    </div>
  );
}
