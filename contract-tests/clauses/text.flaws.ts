import { eachLog, onBody, onRequest } from "../mutants/changes.js";
import { around } from "../mutants/around.js";
import { type LogEvent, objectOf } from "../mutants/bodies.js";
import { defineFlaws, type WrittenFlaw } from "../mutants/define-flaws.js";

/** Changes that a server makes to names, and the text that shows them. */
const CHANGES: readonly [name: string, breaks: string, shows: string, change: (text: string) => string][] = [
  ["lower-case", "is converted to lower case", "upper-case", (text) => text.toLowerCase()],
  ["blanks", "has its repeated blanks merged", "inner-blank", (text) => text.replaceAll(/ +/g, " ")],
  ["trimmed", "loses the blanks at both ends", "outer-blanks", (text) => text.trim()],
  ["zeros", "loses leading zeros", "leading-zeros", (text) => text.replace(/^0+/, "")],
  [
    "joiners",
    "loses joiners and marks of direction",
    "direction-and-joiners",
    (text) => text.replace(/\p{Cf}/gu, ""),
  ],
  ["plus", "has + read as a blank", "plus", (text) => text.replaceAll("+", " ")],
  ["decoded", "is percent-decoded again", "percent", (text) => text.replaceAll("%25", "%")],
  ["encoded", "is percent-encoded", "slash", (text) => text.replaceAll("/", "%2F")],
  ["cut", "ends at a question mark", "query", (text) => text.split("?")[0]!],
  ["markup", "has its markup escaped", "markup", (text) => text.replaceAll("<", "&lt;")],
  ["normalized", "is normalized", "decomposed", (text) => text.normalize("NFC")],
  [
    "astral",
    "loses characters outside the basic plane",
    "outside-the-basic-plane",
    (text) => text.replaceAll(/[\u{10000}-\u{10ffff}]/gu, ""),
  ],
];

/** Flaws of how names are kept, shown and compared. */
export const textFlaws = defineFlaws("text", [
  ...CHANGES.flatMap(([name, breaks, shows, change]): WrittenFlaw[] => [
    [
      `product.${name}`,
      `a product's name ${breaks}`,
      `text.product.${shows}`,
      onBody(["getProduct"], (product) => (product["name"] = change(String(product["name"])))),
    ],
    [
      `agent.${name}`,
      `an agent's id ${breaks}`,
      `text.agent.${shows}`,
      eachLog(({ events }) => {
        const named = events.filter((event): event is LogEvent & { agent_id: string } => "agent_id" in event);
        for (const event of named) event.agent_id = change(event.agent_id);
      }),
    ],
    [
      `image.${name}`,
      `an image_unique_id ${breaks}`,
      `text.image.${shows}`,
      eachLog((log) => (log.image_unique_id = change(log.image_unique_id))),
    ],
    [
      `test-spec.${name}`,
      `a Test Spec's name ${breaks}`,
      `text.test-spec.${shows}`,
      eachLog((log) => (log.spec_name = change(log.spec_name))),
    ],
  ]),
  ...(
    [
      ["case", (platform: string) => platform.toLowerCase()],
      ["unicode-form", (platform: string) => platform.normalize("NFC")],
      ["blank", (platform: string) => platform.replaceAll(/ +/g, " ")],
      ["wildcard-of-spec", (platform: string) => platform.replace("a%c", "abc")],
    ] as const
  ).map(([name, change]): WrittenFlaw => [
    `platform.${name}`,
    `platforms that differ in ${name} are treated as equal`,
    `text.platform.${name}`,
    (fetch, world) => {
      const made = onRequest(["createTestSpec"], (spec) => ({
        ...spec,
        platform: change(String(spec["platform"])),
      }));
      const asked = around(["pickTestOpportunity"], () => async (call) => {
        const body = objectOf(await call.body());
        return call.send({ body: { ...body, platform: change(String(body["platform"])) } });
      });
      return made(asked(fetch, world), world);
    },
  ]),
]);
