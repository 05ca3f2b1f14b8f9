import { announce } from "./forms.js";

/** Buttons with `data-copy="<id>"` copy the text of the element of that id. */
export function startCopying(): void {
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-copy]") : null;
    if (button) void copy(button.dataset["copy"] ?? "");
  });
}

async function copy(id: string): Promise<void> {
  const source = document.getElementById(id);
  if (!source) return;
  const text = source instanceof HTMLTextAreaElement ? source.value : source.textContent;
  try {
    await navigator.clipboard.writeText(text);
    announce("Copied.");
  } catch {
    // Without https or permission, the page cannot copy: select the text, so that the visitor can copy it by hand.
    const range = document.createRange();
    range.selectNodeContents(source);
    getSelection()?.removeAllRanges();
    getSelection()?.addRange(range);
    announce("The browser does not allow this page to copy. The text is selected: press Ctrl+C.");
  }
}
