import { Idiomorph } from "./idiomorph.js";
import { isUsed } from "./reading.js";

/** What a visitor typed or chose and did not send: no news from the server may overwrite it. */
const touched = new WeakSet<Element>();

document.addEventListener("input", ({ target }) => {
  if (target instanceof Element) touched.add(target);
});

/** Forgets what was typed into a form: it was sent. */
export function forgetTyped(form: HTMLFormElement): void {
  for (const field of form.elements) touched.delete(field);
}

const isOpenState = (name: string, node: Element): boolean =>
  name === "open" && (node instanceof HTMLDetailsElement || node instanceof HTMLDialogElement);

/** The row of a list that grows at its top. */
const isRow = (node: Node): node is HTMLElement =>
  node instanceof HTMLElement && node.id !== "" && node.matches("[data-top] :is(tbody, ol) > *");

/** Rows that are no longer in their list stay, marked, where somebody reads it: what stands below must not move. */
const keepingRows = {
  beforeNodeRemoved(node: Node): boolean {
    if (!isRow(node)) return true;
    node.dataset["gone"] = "";
    node.title = "No longer in this list";
    return false;
  },
};

const callbacks = {
  beforeNodeMorphed(old: Node): boolean {
    if (!(old instanceof Element)) return true;
    const rests = old.matches("[data-rests]") && isUsed(old);
    if (rests) old.setAttribute("data-waits", "");
    return !rests && !touched.has(old);
  },
  // What the visitor opened stays open, what was closed stays closed; and what had room for more keeps it.
  beforeAttributeUpdated: (name: string, node: Element): boolean =>
    !isOpenState(name, node) && name !== "data-room",
};

/** Makes an element's content that of some HTML, with as few changes as can be: focus, scroll and open parts stay. */
export function morphInto(element: Element, html: string, { isRead = false } = {}): void {
  const how = isRead ? { ...callbacks, ...keepingRows } : callbacks;
  void Idiomorph.morph(element, html, { morphStyle: "innerHTML", callbacks: how });
  document.dispatchEvent(new Event("dashboard:morphed"));
}

/** Makes the page another one of the same frame. */
export function morphPage(html: string): void {
  const next = new DOMParser().parseFromString(html, "text/html");
  document.title = next.title;
  document.body.dataset["events"] = next.body.dataset["events"] ?? "";
  morphInto(document.body, next.body.innerHTML);
}
