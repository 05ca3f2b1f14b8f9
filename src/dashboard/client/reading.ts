/** Events after which a visitor may no longer be reading a list. */
const MAY_END = ["scroll", "pointerout", "focusout", "selectionchange", "blur"] as const;

/** The region's list if it grows at its top, which only a first page does. */
export const growingIn = (region: Element): HTMLElement | null => region.querySelector("[data-top]");

/**
 * Whether the visitor reads a list that grows at its top, or the content below it, so that nothing may move: it is
 * scrolled up under the bars, or has the focus, a selection or the pointer.
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

/** Whether the visitor uses a short list (`data-rests`), so that it must not change meanwhile. */
export const isUsed = (element: Element): boolean => inUse().some((node) => element.contains(node));

/**
 * The elements with the focus, a selection and the pointer. The pointer counts only in a focused window: in others it
 * rests where it was left.
 */
function inUse(): Node[] {
  const selection = getSelection();
  const selected = selection === null || selection.isCollapsed ? null : selection.anchorNode;
  const pointed = document.hasFocus() && matchMedia("(hover: hover)").matches;
  const under = pointed ? [...document.querySelectorAll(":hover")].at(-1) : null;
  return [document.activeElement, selected, under].filter((node) => node !== null && node !== undefined);
}

/** Calls `look` when the visitor may have stopped reading, at most once per animation frame. */
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
