/** Requests that are taken but break the page, and such as are refused without a reason. */
import { flawsOf, onStatus, wrap } from "../changes.js";
import type { Policy } from "../policy.js";

/** A field that is missing has this value. */
const filled =
  (reader: "product" | "image" | "snap" | "legacyImage" | "post" | "goldMaster", fields: object) =>
  (p: Policy): void =>
    wrap(
      p.readers,
      reader as "image",
      (right) => (body) => right({ ...fields, ...p.rules.anyObject(body, "The body") }),
    );

const number = (value: unknown): number => Number(value);

export const badRequestFlaws = flawsOf("errors", {
  "depth-not-checked": ["Section 2, Requests: 101 levels are taken.", (p) => (p.json.greatestDepth = 5000)],
  "depth-50": ["Section 2, Requests: 60 levels are refused.", (p) => (p.json.greatestDepth = 50)],
  "numbers-not-checked": [
    "Section 2, Requests: 12345678901234567890 is taken and changed.",
    (p) => (p.json.checkNumber = () => undefined),
  ],
  "fields-not-checked": [
    "Section 2, Requests: unknown fields are taken.",
    (p) => (p.rules.unknownField = () => undefined),
  ],
  "parameters-not-checked": [
    "Section 2, Requests: unknown query parameters are taken.",
    (p) => (p.rules.unknownParameter = () => undefined),
  ],
  "parameters-repeated": [
    "Section 2, Requests: of a repeated parameter the last counts.",
    (p) => (p.rules.repeatedParameter = () => undefined),
  ],
  "product-name-optional": [
    "`4.product`: a product without a name is called 'unnamed'.",
    filled("product", { name: "unnamed" }),
  ],
  "product-snaps-optional": ["`4.product`: snaps may be left out.", filled("product", { snaps: [] })],
  "product-snaps-twice": [
    "`4.product`: a list that has a snap twice is taken.",
    (p) =>
      (p.readers.productSnaps = (value) =>
        p.rules.list(value, "snaps").map((each) => p.rules.text(each, "snaps", p.rules.snapName))),
  ],
  "name-number": [
    "`4.product`: a number is taken for a name.",
    (p) =>
      wrap(
        p.rules,
        "text",
        (right) => (value, field, length) =>
          right(typeof value === "number" ? String(value) : value, field, length),
      ),
  ],
  "name-null": [
    "`4.product`: null is taken for a release.",
    (p) =>
      wrap(
        p.rules,
        "text",
        (right) => (value, field, length) =>
          field === "release" && value === null ? "null" : right(value, field, length),
      ),
  ],
  "image-reference-optional": [
    "`4.advertiseImage`: an image without image_reference is taken.",
    filled("image", { image_reference: null }),
  ],
  "image-id-optional": [
    "`4.advertiseImage`: an image without image_unique_id gets one.",
    filled("image", { image_unique_id: "generated" }),
  ],
  "snap-revision-optional": [
    "`4.advertiseSnap`: a snap without a revision is revision 1.",
    filled("snap", { revision: 1 }),
  ],
  "snap-channel-optional": [
    "`4.advertiseSnap`: a snap without a channel is of stable.",
    filled("snap", { channel: "stable" }),
  ],
  "gold-master-channel-optional": [
    "`4.advertiseGoldMaster`: a gold master without a channel is of stable.",
    filled("goldMaster", { channel: "stable" }),
  ],
  "gold-master-empty": [
    "`4.advertiseGoldMaster`: a gold master without snaps is taken.",
    (p) =>
      (p.readers.goldMasterSnaps = (value) =>
        p.rules.list(value, "snaps").map((each) => p.readers.snapRevision(p.rules.anyObject(each, "snaps")))),
  ],
  "channel-case": [
    "`4.unknown-channel`: Edge is taken for edge.",
    (p) =>
      wrap(
        p.rules,
        "channel",
        (right) => (value, field) => right(typeof value === "string" ? value.toLowerCase() : value, field),
      ),
  ],
  "channel-shown-only": [
    "`4.channels`: only edge and stable are channels.",
    (p) => (p.rules.channels = ["edge", "stable"]),
  ],
  "channel-any-made": [
    "`4.unknown-channel`: an unknown channel is refused, but opportunities were made.",
    (p) => {
      let isUnknown = false;
      wrap(p.rules, "channel", () => (value, field) => {
        isUnknown = typeof value === "string" && !p.rules.channels.includes(value);
        return p.rules.text(value, field, p.rules.name);
      });
      onStatus(p, [201], (answer) => {
        const refused = { status: 400, headers: {}, body: p.errors.body(400, "channel is unknown.") };
        const result = isUnknown ? refused : answer;
        isUnknown = false;
        return result;
      });
    },
  ],
  "revision-zero": [
    "Section 2, Values: revision 0 is refused (`if not revision`).",
    (p) => wrap(p.rules, "revision", (right) => (value, field) => right(value === 0 ? null : value, field)),
  ],
  "revision-text": [
    "`4.advertiseSnap`: a string of digits is a revision.",
    (p) =>
      wrap(
        p.rules,
        "revision",
        (right) => (value, field) =>
          right(typeof value === "string" && /^\d+$/.test(value) ? number(value) : value, field),
      ),
  ],
  "revision-bool": [
    "`4.advertiseSnap`: true is revision 1 (Python).",
    (p) =>
      wrap(
        p.rules,
        "revision",
        (right) => (value, field) => right(typeof value === "boolean" ? number(value) : value, field),
      ),
  ],
  "revision-fraction": [
    "`4.advertiseSnap`: 1.5 is revision 1.",
    (p) =>
      wrap(
        p.rules,
        "revision",
        (right) => (value, field) => right(typeof value === "number" ? Math.trunc(value) : value, field),
      ),
  ],
  "revision-negative": [
    "Section 2, Values: -1 is a revision.",
    (p) =>
      wrap(p.rules, "revision", (right) => (value, field) => (value === -1 ? value : right(value, field))),
  ],
  "revision-int32": [
    "Section 2, Values: a revision over 2147483647 is refused.",
    (p) => (p.rules.greatestRevision = 2_147_483_647),
  ],
  "revision-wraps": [
    "Section 2, Values: a revision wraps at 32 bits.",
    (p) => wrap(p.rules, "revision", (right) => (value, field) => right(value, field) | 0),
  ],
  "uuid-not-anchored": [
    "`2.ids`: an id with more behind it is taken (a regular expression without an end).",
    (p) => wrap(p.rules, "uuid", (right) => (value, field) => right(value.slice(0, 36), field)),
  ],
  "uuid-not-checked": [
    "`2.ids`: an id that is no UUID is 404.",
    (p) => (p.rules.uuid = (value) => value.toLowerCase()),
  ],
  "status-not-checked": [
    "`6.statuses`: any test_status is taken.",
    (p) => (p.rules.status = (value, field) => p.rules.text(value, field, p.rules.name)),
  ],
  "status-lower-case": [
    "`6.statuses`: passed is taken for PASSED.",
    (p) =>
      wrap(
        p.rules,
        "status",
        (right) => (value, field) => right(typeof value === "string" ? value.toUpperCase() : value, field),
      ),
  ],
  "result-payload-list": [
    "`7.post`: a list is taken for a result_payload.",
    (p) =>
      wrap(
        p.rules,
        "anyObject",
        (right) => (value, field) =>
          field === "result_payload" && Array.isArray(value)
            ? (value as unknown as Record<string, unknown>)
            : right(value, field),
      ),
  ],
  "result-payload-optional": [
    "`7.post`: a result without a payload is taken.",
    filled("post", { result_payload: {} }),
  ],
  "timing-not-checked": [
    "`7.post`: any string is taken for a time of timing.",
    (p) => (p.dates.isNaive = () => true),
  ],
});
