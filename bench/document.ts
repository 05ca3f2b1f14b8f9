import { picture } from "./picture.js";
import type { Measured } from "./run.js";
import { short, shown, tableOf } from "./rows.js";
import { figureOf } from "./statistics.js";

/** What a run left behind. */
export interface Results extends Measured {
  machine: string;
  commit: string;
  clientShare: number;
}

const BEGIN = "<!-- measured -->";
const END = "<!-- end of what was measured -->";

/** The page with the figures of a run in the place of those before, and its picture. */
export function document(page: string, results: Results): { text: string; pictures: Record<string, string> } {
  const [before, after] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (before < 0 || after < 0) throw new Error(`the page lacks ${BEGIN} or ${END}`);
  const { machine, commit, clientShare, rows, growth, requests } = results;
  const grown = growth.map(({ stored, start, rss, rssAfter, post, get, list }) => [
    stored.toLocaleString("en"),
    shown(start),
    `${short(rss / 1e6)}; ${short(rssAfter / 1e6)}`,
    shown(post),
    shown(get),
    `${short(list.bytes / 1e6)} MB; ${short(list.first)}; ${short(list.whole)}; ${short(list.pause)}`,
  ]);
  const head = [
    "stored",
    "start, ms",
    "MB after start; after requests",
    "POST, µs",
    "GET, µs",
    "unpaged list: size; first byte, whole, longest pause in ms",
  ];
  const text = [
    BEGIN,
    "",
    `${machine}, commit ${commit}. The client took at most ${Math.round(clientShare * 100)} % of one core.`,
    "",
    tableOf(rows),
    "",
    ...[head, head.map(() => "---"), ...grown].map((cells) => `| ${cells.join(" | ")} |`),
    "",
    "",
  ].join("\n");
  const bars = (kind: "post" | "get") =>
    Object.fromEntries(
      Object.entries(requests[kind]).map(([name, rounds]) => [name, figureOf(rounds.map(({ cpu }) => cpu))]),
    );
  return {
    text: page.slice(0, before) + text + page.slice(after),
    pictures: {
      "performance.svg": picture({
        "POST snaps, µs of the server's CPU a request": bars("post"),
        "GET events, µs of the server's CPU a request": bars("get"),
      }),
    },
  };
}
