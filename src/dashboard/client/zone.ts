/** The name of the visitor's choice in the browser's storage. */
const KEY = "spi-times";

/** How much of a time is shown. */
type Form = "second" | "exact" | "clock";

const isLocal = (): boolean => localStorage.getItem(KEY) === "local";

/** Shows times in the browser's zone if the visitor chose that, else in UTC, and says which. */
export function startZone(): void {
  document.addEventListener("dashboard:morphed", showTimes);
  document.addEventListener("click", ({ target }) => {
    if (!(target instanceof Element) || target.closest("[data-switch-zone]") === null) return;
    localStorage.setItem(KEY, isLocal() ? "utc" : "local");
    showTimes();
  });
  showTimes();
}

/** A time of the sandbox, in milliseconds, in the chosen zone. */
export function timeText(ms: number, form: Form): string {
  const offset = isLocal() ? new Date(ms).getTimezoneOffset() * 60_000 : 0;
  const whole = new Date(ms - offset).toISOString();
  const [day, time] = [whole.slice(0, 10), whole.slice(11, 23)];
  if (form === "clock") return time.slice(0, 8);
  return form === "exact" ? `${day} ${time}` : `${day} ${time.slice(0, 8)}`;
}

function showTimes(): void {
  const local = isLocal();
  for (const element of document.querySelectorAll<HTMLElement>("[data-time]")) {
    const text = timeText(Number(element.dataset["time"]), element.dataset["form"] as Form);
    if (element.textContent !== text) element.textContent = text;
  }
  for (const element of document.querySelectorAll<HTMLElement>("[data-zone]")) {
    const text = local ? "local" : "UTC";
    if (element.textContent !== text) element.textContent = text;
  }
  for (const element of document.querySelectorAll<HTMLElement>("[data-switch-zone]")) {
    const text = local ? "Show times in UTC" : "Show times in my zone";
    if (element.textContent !== text) element.textContent = text;
  }
}
