import { morphPage } from "./morph.js";

/** How long a text field rests before its filter acts, in milliseconds. */
const REST_MS = 300;

/** Filters act as soon as they are changed. The address follows, so that it can be shared. */
export function startFilters(): void {
  let resting = 0;
  const formOf = ({ target }: Event): HTMLFormElement | null => {
    const form = target instanceof Element ? target.closest("form") : null;
    return form?.method === "get" && form.classList.contains("filters") ? form : null;
  };
  document.addEventListener("input", (event) => {
    const form = formOf(event);
    if (form === null) return;
    clearTimeout(resting);
    const isText = event.target instanceof HTMLInputElement && event.target.type === "text";
    resting = setTimeout(() => void apply(form), isText ? REST_MS : 0);
  });
  document.addEventListener("submit", (event) => {
    const form = formOf(event);
    if (form === null) return;
    event.preventDefault();
    clearTimeout(resting);
    void apply(form);
  });
}

let latest = 0;

async function apply(form: HTMLFormElement): Promise<void> {
  const mine = ++latest;
  const url = new URL(form.action);
  const given = [...new FormData(form)].filter(([, value]) => value !== "") as [string, string][];
  url.search = new URLSearchParams(given).toString();
  const answer = await fetch(url, { headers: { accept: "text/html" } }).catch(() => null);
  // A later choice has been made meanwhile.
  if (mine !== latest) return;
  if (answer === null || !answer.ok || answer.redirected) {
    location.assign(url);
    return;
  }
  history.replaceState(null, "", url);
  morphPage(await answer.text());
}
