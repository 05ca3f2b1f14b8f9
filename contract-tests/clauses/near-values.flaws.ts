import { onBody, onStatus, refuse, remembering } from "../mutants/changes.js";
import { defineFlaws, type WrittenFlaw } from "../mutants/define-flaws.js";
import { corrected } from "./support/corrected.js";

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
