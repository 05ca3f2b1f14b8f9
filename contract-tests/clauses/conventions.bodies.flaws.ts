import { onAnswer } from "../mutants/around.js";
import { objectOf, RESULTS, resultsOf } from "../mutants/bodies.js";
import type { Mutant } from "../mutants/mutant.js";
import { become, onStatus, refuse, refuseWhere, remembering, onBody } from "../mutants/changes.js";
import { type WrittenFlaw } from "../mutants/define-flaws.js";

/** Changes the body of refusals of one status. */
export const refusal = (status: number, change: (body: Record<string, unknown>) => void): Mutant["wrap"] =>
  onStatus("*", status, (answer) => change(objectOf(answer.body)));

/** Sends a refused request again, changed so that it is accepted. */
export const takenAs = (
  operation: string,
  change: (text: string) => string | undefined | Promise<string | undefined>,
  from = 400,
): Mutant["wrap"] =>
  remembering([operation], () => async (answer, call) => {
    if (answer.status !== from) return;
    const text = await change(await call.text());
    if (text === undefined) return;
    const again = await call.send({ text });
    become(answer, again.status, again.body);
  });

const isLong = (value: unknown, length: number): boolean =>
  typeof value === "string" && value.length === length;

/** Flaws of what is refused and of long values. */
export const bodyFlaws: readonly WrittenFlaw[] = [
  [
    "json.text",
    "JSON answers have a content type of plain text",
    "conventions.json",
    onAnswer("*", ({ headers, body }) => {
      if (body !== undefined) headers.set("content-type", "text/plain; charset=utf-8");
    }),
  ],
  [
    "method.404",
    "a method that a path does not have is 404",
    "conventions.error-id.method-not-allowed",
    onStatus("*", 405, (a) => refuse(a, 404, "resource-not-found")),
  ],
  [
    "method.allow",
    "Allow names only GET",
    "conventions.error-id.method-not-allowed",
    onStatus("*", 405, ({ headers }) => headers.set("allow", "GET")),
  ],
  [
    "invalid-data.unnamed",
    "the refusal of an invalid body does not name the field",
    "conventions.error-id.invalid-data",
    refusal(400, (body) => (body["message"] = "invalid")),
  ],
  [
    "payload-too-large.cut",
    "a body over the limit is cut and accepted",
    "conventions.error-id.payload-too-large",
    takenAs("createProduct", (text) => text.replaceAll(/r{1000,}/g, "r"), 413),
  ],
  [
    "control-characters.dropped",
    "control characters in a name are removed",
    "conventions.control-characters",
    takenAs("createProduct", (text) => text.replaceAll("\\t", "")),
  ],
  [
    "length.snap-name",
    "a snap's name of 200 characters is refused",
    "conventions.length.snap-name",
    refuseWhere("advertiseSnap", ({ name }) => isLong(name, 200)),
  ],
  [
    "length.image-unique-id",
    "an image_unique_id of 36 characters is refused",
    "conventions.length.image-unique-id",
    refuseWhere("advertiseImage", ({ image_unique_id }) => isLong(image_unique_id, 36)),
  ],
  [
    "length.image-name",
    "a legacy image name of 200 characters is refused",
    "conventions.length.image-name",
    refuseWhere("legacyAdvertiseImage", ({ image_name }) => isLong(image_name, 200)),
  ],
  [
    "ids.upper-case",
    "ids of Test Specs are in upper case",
    "conventions.ids",
    onBody(["createTestSpec"], (spec) => (spec["id"] = String(spec["id"]).toUpperCase())),
  ],
  [
    "ids.results",
    "ids of results are in upper case",
    "conventions.ids.results",
    onAnswer(RESULTS, (answer) => {
      for (const result of resultsOf(answer)) result.id = result.id.toUpperCase();
    }),
  ],
];
