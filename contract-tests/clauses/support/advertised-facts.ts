import { check } from "../../judge/mismatch.js";
import type { EventLog, TestResult } from "./bodies.js";
import { same } from "./expect.js";
import type { RecordFact } from "./record-fact.js";

/** What an advertisement's answer says of its opportunities. */
export interface Advertised {
  test_opportunity_id: string;
  image_unique_id: string;
}

/** The answer to an advertisement, and one of the logs that it began. */
export const logAsAdvertised: RecordFact<{ productId: string; ids: Advertised; log: EventLog }> = {
  id: "ids-agree",
  title: "The event log has the ids of the advertisement's answer",
  provenance: ["D 956", "D 990", "D 992"],
  statements: ["4.ids-agree"],
  judge({ productId, ids: { test_opportunity_id, image_unique_id }, log }) {
    same("product_id", log.product_id, productId);
    same("test_opportunity_id", log.test_opportunity_id, test_opportunity_id);
    same("image_unique_id", log.image_unique_id, image_unique_id, ["A-15"]);
    same("test_opportunity.id", log.test_opportunity?.id, test_opportunity_id, ["A-15"]);
  },
};

/** The answer to an advertisement, and the result of one of its opportunities. */
export const resultAsAdvertised: RecordFact<{ ids: Advertised; result: TestResult }> = {
  id: "ids-agree",
  title: "A result has the opportunity and image ids of the advertisement's answer",
  provenance: ["D 1077", "D 1143"],
  statements: ["6.ids-agree"],
  judge({ ids, result: { test_opportunity_id, image_unique_id } }) {
    same("its ids", { test_opportunity_id, image_unique_id }, ids);
  },
};

/** All ids of one advertisement's answer. */
export const oneImage: RecordFact<readonly Advertised[]> = {
  id: "shared-image-unique-id",
  title: "All opportunities of an advertisement have the same image_unique_id",
  provenance: ["D 701-766", "D 772-838", "D 840-899"],
  statements: ["4.shared-image-unique-id"],
  judge(ids) {
    check(new Set(ids.map(({ image_unique_id }) => image_unique_id)).size <= 1, "one image_unique_id", ids);
  },
};

/** The image of an advertisement, and the ids of its answer. */
export const imageKeepsId: RecordFact<{ sent: unknown; ids: readonly Advertised[] }> = {
  id: "image-keeps-id",
  title: "An image's opportunities have the image_unique_id of the request",
  provenance: ["D 748", "D 760"],
  statements: ["4.image-keeps-id"],
  judge({ sent, ids }) {
    same(
      "image_unique_id",
      ids.map(({ image_unique_id }) => image_unique_id),
      ids.map(() => sent),
    );
  },
};
