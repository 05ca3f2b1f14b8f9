import { around, onAnswer } from "../mutants/around.js";
import { logsOf, objectOf, productsOf, testSpecsOf } from "../mutants/bodies.js";
import {
  eachLog,
  eachResult,
  onBody,
  onRequest,
  onStatus,
  refill,
  refuse,
  remembering,
} from "../mutants/changes.js";
import { defineFlaws, type WrittenFlaw } from "../mutants/define-flaws.js";

/** A lenient reader: a field of the request is corrected before the emulator sees it. */
const corrected = (operation: string, field: string, change: (text: string) => string): WrittenFlaw[3] =>
  onRequest([operation], (body) => {
    const value = body[field];
    return typeof value === "string" ? { ...body, [field]: change(value) } : undefined;
  });

const CHANNEL_PLACES = [
  ["image", "advertiseImage"],
  ["snap", "advertiseSnap"],
  ["gold-master", "advertiseGoldMaster"],
] as const;

/** Flaws of values that are nearly allowed, and of sizes at the limit. */
export const nearValueFlaws = defineFlaws("near values", [
  ...CHANNEL_PLACES.flatMap(([place, operation]): WrittenFlaw[] => [
    [
      `channel.${place}.case`,
      `${operation}: the channel is compared without case`,
      `errors.near-values.channel.${place}`,
      corrected(operation, "channel", (text) => text.toLowerCase()),
    ],
    [
      `channel.${place}.trimmed`,
      `${operation}: the channel is trimmed`,
      `errors.near-values.channel.${place}`,
      corrected(operation, "channel", (text) => text.trim()),
    ],
  ]),
  [
    "status.case",
    "a test_status is compared without case",
    "errors.near-values.test-status",
    corrected("postTestResult", "test_status", (text) => text.toUpperCase()),
  ],
  [
    "largest.test-spec.kilobytes",
    "a body over 1,000,000 bytes is refused",
    "errors.largest.test-spec",
    remembering(["createTestSpec"], () => async (answer, call) => {
      if ((await call.text()).length > 1_000_000) refuse(answer, 413, "payload-too-large");
    }),
  ],
  [
    "largest.test-spec.cut",
    "a test_payload that is a text is cut to 65,535 characters",
    "errors.largest.test-spec",
    onBody(["getTestSpec"], (spec) => {
      const payload = spec["test_payload"];
      if (typeof payload === "string") spec["test_payload"] = payload.slice(0, 65_535);
    }),
  ],
  [
    "largest.result.decimal",
    "a result over 16,000,000 bytes is refused",
    "errors.largest.result",
    remembering(["postTestResult"], () => async (answer, call) => {
      if ((await call.text()).length > 16_000_000) refuse(answer, 413, "payload-too-large");
    }),
  ],
  [
    "order.test-spec-first",
    "a product without a Test Spec says so before it looks for the snap",
    "errors.order.snap-before-test-spec",
    onStatus(["advertiseSnap"], 404, (answer) =>
      refuse(answer, 404, "resource-not-found", "Couldn't find a Spec for product 'x'"),
    ),
  ],
]);

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

/** Flaws of lists in an order of their own. */
export const unsortedFlaws = defineFlaws("orders", [
  [
    "products.newest-50",
    "only the newest 50 products are listed",
    "lists.products",
    onAnswer(["listProducts"], (answer) => {
      const products = productsOf(answer);
      refill(products, products.slice(-50));
    }),
  ],
  [
    "products.by-release",
    "products are listed by their release",
    "lists.products",
    onAnswer(["listProducts"], (answer) => {
      productsOf(answer).sort((a, b) => (a.release < b.release ? -1 : a.release > b.release ? 1 : 0));
    }),
  ],
  [
    "test-specs.by-name",
    "Test Specs are listed by name",
    ["lists.unsorted.test-specs"],
    onAnswer(["listTestSpecs"], (answer) => {
      testSpecsOf(answer).sort((a, b) => (a.name < b.name ? -1 : 1));
    }),
  ],
  [
    "logs.by-spec-name",
    "logs are listed by the name of the Test Spec",
    "lists.unsorted.advertised",
    onAnswer(["listTestEvents"], (answer) => {
      logsOf(answer).sort((a, b) => (a.spec_name < b.spec_name ? -1 : 1));
    }),
  ],
  [
    "long.logs-by-image",
    "logs of one advertisement are listed newest first",
    "lists.events.order-of-ids",
    onAnswer(["listTestEvents"], (answer) => {
      const logs = logsOf(answer);
      const images = [...new Set(logs.map(({ image_unique_id }) => image_unique_id))];
      refill(
        logs,
        images.flatMap((image) => logs.filter((log) => log.image_unique_id === image).toReversed()),
      );
    }),
  ],
]);

/** Flaws of the organization API's names. */
export const legacyNameFlaws = defineFlaws("legacy names", [
  [
    "empty.null",
    "an empty image_name is shown as null",
    "legacy.image-name.empty",
    onAnswer(["legacyListTestEvents"], (answer) => {
      for (const log of logsOf(answer)) if (log.image_name === "") log.image_name = null;
    }),
  ],
  [
    "message.escaped",
    "the image name in a message is percent-encoded",
    "legacy.image-name.in-message",
    onStatus(["legacyAdvertiseImage"], 404, async (answer, call) => {
      const name = String(objectOf(await call.body())["image_name"]);
      refuse(
        answer,
        404,
        "resource-not-found",
        `Couldn't find a Spec for image name '${encodeURIComponent(name)}'`,
      );
    }),
  ],
  [
    "upgrade-snaps.shown",
    "upgrade_snaps are shown as extra_snaps",
    "legacy.upgrade-snaps.not-shown",
    remembering(["legacyAdvertiseImage", "listTestEvents"], () => {
      const sent = new Map<unknown, unknown>();
      return async (answer, call) => {
        const body = objectOf(await call.body());
        if (call.operationId === "legacyAdvertiseImage")
          sent.set(body["image_unique_id"], body["upgrade_snaps"]);
        for (const log of logsOf(answer)) {
          const snaps = sent.get(log.image_unique_id);
          if (Array.isArray(snaps)) log.test_opportunity.extra_snaps = snaps;
        }
      };
    }),
  ],
]);
