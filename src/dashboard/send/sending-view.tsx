import { CopyButton } from "../components/copy-button.js";
import { Icon } from "../components/icon.js";
import { Mark } from "../components/status.js";
import type { Action, Html, View } from "../page.js";
import { curlCommand } from "../request/curl.js";
import { httpText } from "../request/http-request.js";
import { layoutJson } from "../request/json-layout.js";
import { pythonScript } from "../request/python.js";
import type { Answer } from "./answer.js";
import { MAX_AGE_S, SEEN, seenText, type Sending } from "./sending.js";

/**
 * Attributes of a button whose action shows the sending view: the page scrolls there, because on a phone it is below
 * the form.
 */
export const landsHere = (view: View, { name }: Action): { formaction: string } => ({
  formaction: `${view.hrefHere({ action: name })}#sending`,
});

interface SendingProps {
  view: View;
  /** The action of the surrounding form. */
  action: Action;
  sending: Sending | null;
}

/**
 * The request before it is sent, with the button that sends it; then its answer. Place it inside the form that made
 * the request, because that form is submitted together with the shown request.
 */
export function SendingView({ view, action, sending }: SendingProps): Html {
  if (sending === null) return <Before />;
  const lands = landsHere(view, action);
  const { request, isSigned, notice, answer } = sending;
  return (
    <div class="sending" id="sending" tabindex={-1}>
      {answer !== null && <AnswerView view={view} answer={answer} />}
      <section class="panel" aria-labelledby="request">
        <div class="row apart">
          <h2 id="request">{answer === null ? "The request, not sent yet" : "The request that was sent"}</h2>
          {answer === null ? (
            <button class="primary" name="do" value="send" id="send" {...lands}>
              <Icon name="up" />
              Send
            </button>
          ) : (
            <button name="do" value="show" id="again" {...lands}>
              Sign again
            </button>
          )}
        </div>
        {notice !== null && (
          <p class="refused" role="alert">
            {notice}
          </p>
        )}
        <p class="small muted">{validity(sending)}</p>
        {answer === null && <input type="hidden" name={SEEN} value={seenText(request)} />}
        <Text id="as-http" title="HTTP" text={httpText(request)} open />
        <Text id="as-curl" title="curl" text={curlCommand(request)} open />
        <Text
          id="as-python"
          title="Python"
          text={pythonScript(request, isSigned)}
          open
          hint={isSigned ? "Signs by itself, with the credentials of conf.ini (sandbox bar)." : null}
        />
      </section>
    </div>
  );
}

function Before(): Html {
  return (
    <div class="sending" id="sending" tabindex={-1}>
      <section class="panel" aria-labelledby="request">
        <h2 id="request">The request</h2>
        <p class="muted">
          “Show the request” signs it and shows it here as HTTP, as a curl command and as a Python script.
          Nothing is sent until you press Send.
        </p>
      </section>
    </div>
  );
}

/** How long the signature is valid. */
function validity({ signedAt, answer }: Sending): string {
  if (signedAt === null) return "It has no signature.";
  if (answer !== null)
    return "A signature is valid once: the API refuses this request if it is sent again. Sign it again to send it again.";
  const until = new Date((signedAt + MAX_AGE_S) * 1000).toISOString().slice(11, 19);
  return `The signature is valid once, until ${until} UTC. After that, or after you have used it in a shell, sign again.`;
}

interface TextProps {
  id: string;
  title: string;
  text: string;
  hint?: string | null;
  open?: boolean;
}

/** A collapsible text with a copy button. */
function Text({ id, title, text, hint = null, open = false }: TextProps): Html {
  return (
    <details class="command" open={open} id={`${id}-part`}>
      <summary>
        <h3>{title}</h3>
      </summary>
      <div class="row apart">
        <span class="small muted">{hint}</span>
        <CopyButton of={id} label={`Copy: ${title}`} />
      </div>
      <pre id={id} class="wraps" tabindex={0} aria-label={title}>
        {text}
      </pre>
    </details>
  );
}

/** The answer: status, headers and body. */
function AnswerView({ view, answer }: { view: View; answer: Answer }): Html {
  const { status, words, headers, body, opportunities, exchange } = answer;
  const isGood = status < 400;
  return (
    <section class="panel answer" aria-labelledby="answer" data-tone={isGood ? "good" : "bad"}>
      <div class="row apart">
        <h2 id="answer">
          <Mark
            icon={isGood ? "check" : "cross"}
            tone={isGood ? "good" : "bad"}
            word={`HTTP ${status} ${words}`}
          />
        </h2>
        {exchange !== null && <a href={view.href(`/exchanges/${exchange}`)}>Open the exchange</a>}
      </div>
      {!isGood && <p role="alert">{refusalText(body)}</p>}
      {opportunities.length > 0 && (
        <div class="stack">
          <h3>
            {opportunities.length === 1 ? "Its opportunity" : `Its ${opportunities.length} opportunities`}
          </h3>
          <ul class="stack">
            {opportunities.map((id) => (
              <li>
                <Opportunity view={view} id={id} />
              </li>
            ))}
          </ul>
        </div>
      )}
      <h3>Headers</h3>
      <pre tabindex={0} aria-label="Headers of the answer" class="wraps">
        {headers.map(([name, value]) => `${name}: ${value}`).join("\n")}
      </pre>
      <div class="row apart">
        <h3>Body</h3>
        {body !== "" && <CopyButton of="answer-body" label="Copy the body" />}
      </div>
      {body === "" ? (
        <p class="muted">No body.</p>
      ) : (
        <pre id="answer-body" tabindex={0} aria-label="Body of the answer">
          {layoutJson(body) ?? body}
        </pre>
      )}
    </section>
  );
}

function Opportunity({ view, id }: { view: View; id: string }): Html {
  const { state } = view.sandbox;
  const { test_spec_id } = state.opportunity(id)!;
  return (
    <>
      <a href={view.href(`/opportunities/${id}`)}>
        <code>{id}</code>
      </a>{" "}
      <span class="small muted">{state.testSpec(test_spec_id)?.name}</span>
    </>
  );
}

/** The message of an error, else its body. */
function refusalText(body: string): string {
  try {
    const { message } = JSON.parse(body) as { message?: unknown };
    if (typeof message === "string" && message !== "") return message;
  } catch {
    // No JSON: shown below as it is.
  }
  return "Refused, without a message.";
}
