import { onAnswer } from "../mutants/around.js";
import { contextsOf, objectOf, resultsOf } from "../mutants/bodies.js";
import { eachResult, onRequest } from "../mutants/changes.js";
import { defineFlaws, type WrittenFlaw } from "../mutants/define-flaws.js";

/** Changes every value inside a value, innermost first. */
function deeply(value: unknown, change: (value: unknown) => unknown): unknown {
  if (Array.isArray(value)) return change(value.map((entry) => deeply(entry, change)));
  if (typeof value !== "object" || value === null) return change(value);
  const entries = Object.entries(value).map(([name, inner]) => [name, deeply(inner, change)] as const);
  return change(Object.fromEntries(entries));
}

const ofText = (change: (text: string) => unknown) => (value: unknown) =>
  typeof value === "string" ? change(value) : value;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

const withoutMembers = (names: RegExp) => (value: unknown) =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).filter(([name]) => !names.test(name)))
    : value;

/** Changes that a server makes to opaque values, and the values that show them. */
const CHANGES: readonly [name: string, breaks: string, shows: string, change: (value: unknown) => unknown][] =
  [
    ["zero", "0 becomes null", "zero", (value) => (value === 0 ? null : value)],
    ["parsed", "text that is JSON is parsed", "text-of-an-object", ofText(parsed)],
    ["trimmed", "text is trimmed", "blanks", ofText((text) => text.trim())],
    ["decoded", "percent escapes in text are decoded", "percent", ofText((text) => text.replace("%2F", "/"))],
    ["escaped", "markup in text is escaped", "markup", ofText((text) => text.replaceAll("<", "&lt;"))],
    ["normalized", "text is normalized", "decomposed", ofText((text) => text.normalize("NFC"))],
    [
      "times",
      "times in text are written in one form",
      "text-of-times",
      ofText((text) => text.replace(/Z$/, "+00:00")),
    ],
    ["lower-case", "text becomes lower case", "text-of-a-uuid", ofText((text) => text.toLowerCase())],
    ["cut", "text is truncated to 10,000 characters", "long-text", ofText((text) => text.slice(0, 10_000))],
    [
      "astral",
      "characters outside the basic plane are replaced",
      "outside-the-basic-plane",
      ofText((text) => text.replaceAll(/[\u{10000}-\u{10ffff}]/gu, "?")),
    ],
    [
      "rounded",
      "numbers keep 15 digits",
      "long-fraction",
      (value) => (typeof value === "number" ? Number(value.toPrecision(15)) : value),
    ],
    [
      "float",
      "numbers above 1e20 become text",
      "large-exponent",
      (value) => (typeof value === "number" && value > 1e20 ? String(value) : value),
    ],
    ["nul", "U+0000 is removed", "control-characters", ofText((text) => text.replaceAll("\u0000", ""))],
    [
      "templates",
      "{product} in text is replaced",
      "templates",
      ofText((text) => text.replace("{product}", "p")),
    ],
    ["dollar", "members that begin with $ are removed", "names-of-databases", withoutMembers(/^\$/)],
    ["long-names", "members with long names are removed", "long-names", withoutMembers(/^.{256,}$/)],
    [
      "sorted",
      "lists are sorted",
      "unsorted-list",
      (value) => (Array.isArray(value) ? value.toSorted() : value),
    ],
    [
      "set",
      "lists lose repeated entries",
      "same-entries",
      (value) => (Array.isArray(value) ? [...new Set(value)] : value),
    ],
    [
      "page",
      "lists are truncated to 256 entries",
      "long-list",
      (value) => (Array.isArray(value) ? value.slice(0, 256) : value),
    ],
    [
      "without-nulls",
      "null members are removed",
      "members-of-nothing",
      (value) =>
        typeof value === "object" && value !== null && !Array.isArray(value)
          ? Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== null))
          : value,
    ],
    [
      "inherited",
      "the member __proto__ is lost",
      "inherited-names",
      (value) => {
        if (typeof value === "object" && value !== null) Reflect.deleteProperty(value, "__proto__");
        return value;
      },
    ],
  ];

/** Flaws of how the service stores opaque values. */
export const opaqueFlaws = defineFlaws("opaque", [
  ...CHANGES.flatMap(([name, breaks, shows, change]): WrittenFlaw[] => [
    [
      `image-reference.${name}`,
      `image_reference: ${breaks}`,
      `opaque.image-reference.${shows}`,
      onAnswer("*", (answer, call) => {
        for (const context of contextsOf(answer, call))
          context.image_reference = deeply(context.image_reference, change);
      }),
    ],
    [
      `extra-snaps.${name}`,
      `extra_snaps of a result: ${breaks}`,
      `opaque.extra-snaps.${shows}`,
      onAnswer(["listTestResults"], (answer) => {
        for (const result of resultsOf(answer))
          result.extra_snaps = deeply(result.extra_snaps, change) as unknown[];
      }),
    ],
    [
      `test-payload.${name}`,
      `test_payload: ${breaks}`,
      `opaque.test-payload.${shows}`,
      onRequest(["createTestSpec"], (spec) => ({
        ...spec,
        test_payload: deeply(spec["test_payload"], change),
      })),
    ],
    [
      `result-payload.${name}`,
      `result_payload: ${breaks}`,
      `opaque.result-payload.${shows}`,
      eachResult((result) => (result.result_payload = objectOf(deeply(result.result_payload, change)))),
    ],
  ]),
  [
    "unpaired-surrogates",
    "unpaired surrogates in a result_payload are replaced",
    "opaque.unpaired-surrogates",
    eachResult(
      (result) =>
        (result.result_payload = objectOf(
          deeply(
            result.result_payload,
            ofText((text) => text.replaceAll(/\p{Surrogate}/gu, "\ufffd")),
          ),
        )),
    ),
  ],
  [
    "timing.names",
    "names of an agent's timing are in lower case",
    "opaque.timing.names",
    eachResult(({ agent }) => {
      if (agent)
        agent.timing = Object.fromEntries(
          Object.entries(agent.timing).map(([name, at]) => [name.toLowerCase(), at]),
        );
    }),
  ],
  [
    "timing.empty",
    "an agent without times is shown as null",
    "opaque.timing.empty",
    eachResult((result) => {
      if (result.agent && Object.keys(result.agent.timing).length === 0) result.agent = null;
    }),
  ],
  [
    "legacy.null",
    "a legacy image's reference that is 0, false or an empty text is null in results",
    ["opaque.legacy-image-reference.zero", "opaque.legacy-image-reference.false"],
    onAnswer(["legacyListTestResults"], (answer) => {
      for (const result of resultsOf(answer)) result.image_reference ||= null;
    }),
  ],
]);
