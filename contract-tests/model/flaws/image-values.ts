/** Image references and extra snaps that do not come back as they were sent. */
import { flawsOf, isFields, wrap } from "../changes.js";
import { at, each, ofText, ofNumber, dropping, ofList, isEmpty, parsed } from "./opaque-changes.js";

const IMAGE = "`4.image-reference-opaque`";

const EXTRAS = "`4.image-extras`";

export const imageValueFlaws = flawsOf("opaque values", {
  "image-reference-falsy-null": [
    `${IMAGE}: false, 0, "", [] and {} come back as null (\`value or None\`).`,
    at("image_reference", (value) => (isEmpty(value) ? null : value)),
  ],
  "image-reference-null-object": [
    `${IMAGE}: null comes back as {}.`,
    at("image_reference", (value) => value ?? {}),
  ],
  "image-reference-null-text": [
    `${IMAGE}: null comes back as "None".`,
    at("image_reference", (value) => (value === null ? "None" : value)),
  ],
  "image-reference-stringified": [
    `${IMAGE}: an object comes back as the text of its JSON.`,
    at("image_reference", (value) => (isFields(value) ? JSON.stringify(value) : value)),
  ],
  "image-reference-text-parsed": [
    `${IMAGE}: a string that holds JSON comes back parsed.`,
    at("image_reference", (value) => ofText(parsed)(value)),
  ],
  "image-reference-url-normalised": [
    `${IMAGE}: a string that is a URL comes back as the URL class writes it.`,
    each(
      "image_reference",
      ofText((text) => (URL.canParse(text) ? new URL(text).href : text)),
    ),
  ],
  "image-reference-nulls-dropped": [
    `${IMAGE}: members of objects that are null are dropped.`,
    each(
      "image_reference",
      dropping((_key, value) => value === null),
    ),
  ],
  "image-reference-html": [
    `${IMAGE}: < > & and quotes come back as HTML entities.`,
    each(
      "image_reference",
      ofText((text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&#34;")),
    ),
  ],
  "image-reference-255": [
    `${IMAGE}: strings are cut after 255 characters (VARCHAR).`,
    each(
      "image_reference",
      ofText((text) => text.slice(0, 255)),
    ),
  ],
  "image-reference-bools": [
    `${IMAGE}: true and false come back as 1 and 0 (SQLite).`,
    each("image_reference", (part) => (typeof part === "boolean" ? Number(part) : part)),
  ],
  "image-reference-floats": [
    `${IMAGE}: numbers are kept with single precision.`,
    each("image_reference", ofNumber(Math.fround)),
  ],
  "image-reference-log-only-url": [
    `${IMAGE}: the log's test_opportunity shows an object's \`url\` only.`,
    (p) =>
      wrap(p.views, "testOpportunity", (right) => (o) => {
        const { image_reference: value } = o.context;
        return { ...right(o), image_reference: isFields(value) && "url" in value ? value.url : value };
      }),
  ],
  "image-reference-pick-text": [
    `${IMAGE}: the agent gets the reference as a JSON text.`,
    (p) =>
      wrap(p.views, "opportunity", (right) => (o) => {
        const { image_reference: value } = o.context;
        return { ...right(o), image_reference: value === null ? null : JSON.stringify(value) };
      }),
  ],
  "extra-snaps-flat": [
    `${EXTRAS}: nested lists come back flat.`,
    at(
      "extra_snaps",
      ofList((list) => list.flat()),
    ),
  ],
  "extra-snaps-unique": [
    `${EXTRAS}: an element that comes twice is there once.`,
    at(
      "extra_snaps",
      ofList((list) =>
        list.filter(
          (value, i) => list.findIndex((other) => JSON.stringify(other) === JSON.stringify(value)) === i,
        ),
      ),
    ),
  ],
  "extra-snaps-no-nulls": [
    `${EXTRAS}: elements that are null are dropped.`,
    at(
      "extra_snaps",
      ofList((list) => list.filter((value) => value !== null)),
    ),
  ],
  "extra-snaps-falsy": [
    `${EXTRAS}: elements that are falsy are dropped (\`filter(Boolean)\`).`,
    at(
      "extra_snaps",
      ofList((list) => list.filter(Boolean)),
    ),
  ],
  "extra-snaps-text": [
    `${EXTRAS}: elements come back as strings.`,
    at(
      "extra_snaps",
      ofList((list) => list.map((value) => (isFields(value) ? value : String(value)))),
    ),
  ],
  "extra-snaps-sorted": [
    `${EXTRAS}: elements come back sorted.`,
    at(
      "extra_snaps",
      ofList((list) => list.toSorted()),
    ),
  ],
  "extra-snaps-names-only": [
    `${EXTRAS}: of an object with a name only name and revision are kept.`,
    at(
      "extra_snaps",
      ofList((list) =>
        list.map((value) =>
          isFields(value) && "name" in value
            ? { name: value.name, ...("revision" in value && { revision: value.revision }) }
            : value,
        ),
      ),
    ),
  ],
});
