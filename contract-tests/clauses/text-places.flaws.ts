import { around } from "../mutants/around.js";
import { eachLog, eachResult, onBody, onRequest } from "../mutants/changes.js";
import { defineFlaws, type WrittenFlaw } from "../mutants/define-flaws.js";
import { corrected } from "./support/corrected.js";

/** Flaws of text in places of their own. */
export const textPlaceFlaws = defineFlaws("text places", [
  [
    "product.number",
    "a release that is a number loses its zeros",
    "text.product.like-values",
    onBody(["getProduct"], (product) => {
      const release = String(product["release"]);
      if (/^\d+\.\d+$/.test(release)) product["release"] = String(Number(release));
    }),
  ],
  [
    "product.null",
    "a name that is the text null becomes null",
    "text.product.like-values",
    onBody(["getProduct"], (product) => {
      if (product["name"] === "null") product["name"] = null;
    }),
  ],
  [
    "agent.revno-number",
    "leading zeros of agent_revno are lost",
    "text.agent.like-values",
    eachResult((result) => (result.agent_revno = result.agent_revno?.replace(/^0+(?=.)/, "") ?? null)),
  ],
  [
    "agent.group-of-true",
    "an agent_group that is the text true becomes 1",
    "text.agent.like-values",
    eachLog(({ events }) => {
      for (const event of events) if (event.agent_group === "true") event.agent_group = "1";
    }),
  ],
  [
    "path.plus",
    "a + in a path is read as a blank",
    "text.agent.in-a-raw-path",
    eachLog(({ events }) => {
      for (const event of events) if (event.agent_id) event.agent_id = event.agent_id.replaceAll("+", " ");
    }),
  ],
  [
    "query.plus",
    "a + in a query is read as a plus",
    "text.query.plus",
    around(
      ["listTestEvents"],
      () => (call) =>
        call.send(
          call.url.search.includes("+")
            ? { to: call.url.pathname + call.url.search.replaceAll("+", "%2B"), resign: "fresh nonce" }
            : {},
        ),
    ),
  ],
  [
    "image.uuid",
    "an image_unique_id that is a UUID is shown in lower case",
    "text.image.uuid-in-upper-case",
    eachLog((log) => (log.image_unique_id = log.image_unique_id.toLowerCase())),
  ],
  [
    "image-name.null",
    "an empty image_name becomes null",
    "text.test-spec.empty-image-name",
    onBody(
      ["createTestSpec", "getTestSpec"],
      (spec) => (spec["image_name"] = spec["image_name"] === "" ? null : spec["image_name"]),
    ),
  ],
  ...(
    [
      ["product-name", "createProduct", "name"],
      ["release", "createProduct", "release"],
      ["spec-name", "createTestSpec", "name"],
      ["platform", "createTestSpec", "platform"],
      ["image-name", "createTestSpec", "image_name"],
      ["image", "advertiseImage", "image_unique_id"],
    ] as const
  ).map(([place, operation, field]): WrittenFlaw => [
    `control.${place}`,
    `${operation}: U+007F is taken out of ${field}`,
    `text.control.${place}`,
    corrected(operation, field, (text) => text.replaceAll("\u007f", "")),
  ]),
  [
    "control.snap",
    "createProduct: control characters are taken out of snaps",
    "text.control.snap",
    onRequest(["createProduct"], (body) => {
      const snaps = body["snaps"];
      return Array.isArray(snaps)
        ? { ...body, snaps: snaps.map((snap) => String(snap).replace(/\p{Cc}/gu, "")) }
        : undefined;
    }),
  ],
]);
