/** Something that ends the reading of a list. */
const MAY_END = ["scroll", "pointerout", "focusout", "selectionchange", "blur"] as const;

/** The list at the top of which a region grows: its first page. */
export const growingIn = (region: Element): HTMLElement | null => region.querySelector("[data-top]");

/**
 * Whether somebody reads a list that grows at its top, or what stands below it, so that nothing may move there: it is
 * scrolled up under the bars, or the focus, a selection or the pointer is there.
 */
export function isRead(list: HTMLElement): boolean {
  const bars = document.getElementById("live-bar")?.getBoundingClientRect().bottom ?? 0;
  if (list.getBoundingClientRect().top < bars - 1) return true;
  const main = document.getElementById("main");
  return inUse().some(
    (node) =>
      node === list ||
      (main?.contains(node) === true &&
        (list.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0),
  );
}

/** Whether somebody is at something of a few lines (`data-rests`), so that it must stay as it is until then. */
export const isUsed = (element: Element): boolean => inUse().some((node) => element.contains(node));

/**
 * Where the focus, a selection and the pointer are. The pointer counts in the window that is used: it is left lying in
 * those that are only watched.
 */
function inUse(): Node[] {
  const selection = getSelection();
  const selected = selection === null || selection.isCollapsed ? null : selection.anchorNode;
  const pointed = document.hasFocus() && matchMedia("(hover: hover)").matches;
  const under = pointed ? [...document.querySelectorAll(":hover")].at(-1) : null;
  return [document.activeElement, selected, under].filter((node) => node !== null && node !== undefined);
}

/** Calls `look` when somebody may have ceased to read: at most once a frame. */
export function onReadingEnd(look: () => void): void {
  let waits = false;
  const later = (): void => {
    if (waits) return;
    waits = true;
    requestAnimationFrame(() => {
      waits = false;
      look();
    });
  };
  for (const type of MAY_END) addEventListener(type, later, { capture: true, passive: true });
}
