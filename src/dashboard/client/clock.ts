import { ago, span } from "../../domain/spans.js";
import { drawTimelines } from "./timelines.js";
import { timeText } from "./zone.js";

/** Interval between redraws, in milliseconds; longer for visitors who prefer reduced motion. */
const EVERY_MS = 100;
const CALM_MS = 1000;

/** The sandbox's clock (`at`, in its milliseconds) at the real time when the page read it (`seen`, in milliseconds). */
let known = { at: 0, seen: 0, speed: 0 };

/** Milliseconds of the sandbox's clock now. */
const now = (): number => known.at + (Date.now() - known.seen) * known.speed;

/** Redraws everything that shows the sandbox's clock: its face, progress, "3 s ago", timelines. */
export function startClock(): void {
  learn();
  document.addEventListener("dashboard:morphed", () => {
    learn();
    draw();
  });
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const turn = (): void => {
    if (!document.hidden) draw();
    setTimeout(turn, calm.matches ? CALM_MS : EVERY_MS);
  };
  turn();
}

/** Reads the clock from the page after the server updated it. */
function learn(): void {
  const face = document.getElementById("sandbox-clock");
  if (!face) return;
  const { now: at = "0", speed = "0", learnt } = face.dataset;
  const written = `${at} ${speed}`;
  if (learnt === written) return;
  face.dataset["learnt"] = written;
  known = { at: Number(at), seen: Date.now(), speed: Number(speed) };
}

function draw(): void {
  const at = now();
  for (const bar of document.querySelectorAll<HTMLProgressElement>("progress[data-start]")) {
    const start = Number(bar.dataset["start"]);
    const end = Number(bar.dataset["end"]);
    bar.value = Math.min(1, Math.max(0, (at - start) / Math.max(1, end - start)));
  }
  for (const one of document.querySelectorAll<HTMLElement>("[data-ago]"))
    setText(one, ago(at - Number(one.dataset["ago"])));
  for (const one of document.querySelectorAll<HTMLElement>("[data-until]"))
    setText(one, span(Number(one.dataset["until"]) - at));
  for (const one of document.querySelectorAll<HTMLElement>("[data-since]"))
    setText(one, span(at - Number(one.dataset["since"])));
  drawTimelines(at);
  const face = document.getElementById("sandbox-clock");
  if (face) setText(face, timeText(at, "second"));
}

function setText(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
