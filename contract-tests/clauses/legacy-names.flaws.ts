import { onAnswer } from "../mutants/around.js";
import { logsOf, objectOf } from "../mutants/bodies.js";
import { onStatus, refuse, remembering } from "../mutants/changes.js";
import { defineFlaws } from "../mutants/define-flaws.js";

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
