import { Idiomorph } from "./idiomorph.js";
import { isUsed } from "./reading.js";

/** Fields that the visitor changed and did not send: updates from the server must not overwrite them. */
const touched = new WeakSet<Element>();

document.addEventListener("input", ({ target }) => {
  if (target instanceof Element) touched.add(target);
});

/** Forgets the typed values of a form after it was sent. */
export function forgetTyped(form: HTMLFormElement): void {
  for (const field of form.elements) touched.delete(field);
}

const isOpenState = (name: string, node: Element): boolean =>
  name === "open" && (node instanceof HTMLDetailsElement || node instanceof HTMLDialogElement);

/** The row of a list that grows at its top. */
const isRow = (node: Node): node is HTMLElement =>
  node instanceof HTMLElement && node.id !== "" && node.matches("[data-top] :is(tbody, ol) > *");

/** While the visitor reads a list, removed rows stay in it, marked, so that nothing below them moves. */
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
  // Details stay open or closed as the visitor left them, and reserved space stays reserved.
  beforeAttributeUpdated: (name: string, node: Element): boolean =>
    !isOpenState(name, node) && name !== "data-room",
};

/** Replaces an element's content with as few changes as possible: focus, scroll position and open details stay. */
export function morphInto(element: Element, html: string, { isRead = false } = {}): void {
  const how = isRead ? { ...callbacks, ...keepingRows } : callbacks;
  void Idiomorph.morph(element, html, { morphStyle: "innerHTML", callbacks: how });
  document.dispatchEvent(new Event("dashboard:morphed"));
}

/** Replaces the page by another one of the same frame. */
export function morphPage(html: string): void {
  const next = new DOMParser().parseFromString(html, "text/html");
  document.title = next.title;
  document.body.dataset["events"] = next.body.dataset["events"] ?? "";
  morphInto(document.body, next.body.innerHTML);
}
