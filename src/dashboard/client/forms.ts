import { forgetTyped, morphPage } from "./morph.js";

/** Sends the page's forms without leaving it. */
export function startForms(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.dataset["action"] === undefined) return;
    event.preventDefault();
    void send(form, event.submitter);
  });
}

/** A button with the value that it had when it was pressed. */
interface Press {
  button: HTMLElement | null;
  value: string | null;
}

/** By form: the press that is under way, and the last other one since. */
const presses = new WeakMap<HTMLFormElement, { now: Press; next: Press | null }>();

const pressOf = (button: HTMLElement | null): Press => ({
  button,
  value: button?.getAttribute("value") ?? null,
});

async function send(form: HTMLFormElement, submitter: HTMLElement | null): Promise<void> {
  const press = pressOf(submitter);
  const current = presses.get(form);
  if (current) {
    // A second press of the same button is the same wish.
    if (current.now.button !== submitter) current.next = press;
    return;
  }
  const turn: { now: Press; next: Press | null } = { now: press, next: null };
  presses.set(form, turn);
  form.ariaBusy = "true";
  try {
    const fields = [...new FormData(form, submitter)].flatMap(([name, value]) =>
      typeof value === "string" ? [[name, value]] : [],
    );
    const { href, hash } = new URL(submitter?.getAttribute("formaction") ?? form.action, location.href);
    const answer = await fetch(href, {
      method: "POST",
      headers: { "x-dashboard-script": "1", accept: "text/html" },
      body: new URLSearchParams(fields),
    });
    const elsewhere = answer.headers.get("x-dashboard-go-to");
    if (elsewhere !== null || answer.redirected) {
      turn.next = null;
      location.assign(elsewhere ?? answer.url);
      return;
    }
    if (!answer.headers.get("content-type")?.startsWith("text/html")) throw new Error(await answer.text());
    if (answer.ok) forgetTyped(form);
    const html = await answer.text();
    form.ariaBusy = null;
    morphPage(html);
    // The focused element may be gone: keyboard users continue at the content, not at the top of the page.
    if (answer.ok && hash !== "") landAt(document.getElementById(hash.slice(1)));
    else if (document.activeElement === document.body)
      document.getElementById("main")?.focus({ preventScroll: true });
  } catch (error) {
    announce(`The form could not be sent: ${error instanceof Error ? error.message : String(error)}`);
    turn.next = null;
  } finally {
    form.ariaBusy = null;
    presses.delete(form);
    repeat(form, turn.next);
  }
}

/** Submits the form by a button that was pressed too early, if the new page still has it with the same meaning. */
function repeat(form: HTMLFormElement, press: Press | null): void {
  if (!(press?.button instanceof HTMLButtonElement) || press.button.form !== form) return;
  if (press.value === pressOf(press.button).value) form.requestSubmit(press.button);
}

/** Scrolls to the target of the form's address, as the browser does without scripts, unless it is already in view. */
function landAt(place: HTMLElement | null): void {
  place?.focus({ preventScroll: true });
  const { top = 0 } = place?.getBoundingClientRect() ?? {};
  if (top < 0 || top > innerHeight / 2) place?.scrollIntoView({ block: "start" });
}

/** Shows a message, and announces it to screen readers. */
export function announce(message: string): void {
  const notice = document.getElementById("notice");
  if (notice) notice.textContent = message;
}
