/** Names that are changed, and bounds that are off. */
import { flawsOf, wrap } from "../changes.js";
import type { Policy, TextPlace } from "../policy.js";

const at =
  (place: TextPlace, change: (text: string) => string) =>
  (p: Policy): void =>
    wrap(p.store, "text", (right) => (where, text) => {
      const kept = right(where, text);
      return where === place ? change(kept) : kept;
    });

const segments =
  (decode: (raw: string) => string) =>
  (p: Policy): void => {
    p.request.decodeSegment = decode;
  };

const squeezed = (text: string): string => text.replace(/\s+/g, " ");

export const textFlaws = flawsOf("text", {
  "product-name-trimmed": [
    "`4.product`: the name comes back trimmed.",
    at("product name", (text) => text.trim()),
  ],
  "product-name-nfc": [
    "`4.product`: the name comes back in Unicode's composed form.",
    at("product name", (text) => text.normalize("NFC")),
  ],
  "product-name-blanks": ["`4.product`: several blanks come back as one.", at("product name", squeezed)],
  "product-name-html": [
    "`4.product`: & and < of a name come back as entities.",
    at("product name", (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;")),
  ],
  "product-name-ascii": [
    "`4.product`: characters of a name that are not ASCII come back as ?.",
    at("product name", (text) => text.replace(/[^\u0000-\u007f]/gu, "?")), // eslint-disable-line no-control-regex
  ],
  "release-lower-case": [
    "`4.product`: the release comes back in lower case.",
    at("release", (text) => text.toLowerCase()),
  ],
  "release-number": [
    "`4.product`: a release such as 15.10 comes back as 15.1.",
    at("release", (text) => (/^\d+\.\d+$/.test(text) ? String(Number(text)) : text)),
  ],
  "snap-lower-case": [
    "`4.product`: snap names of a product come back in lower case.",
    at("product snap", (text) => text.toLowerCase()),
  ],
  "snap-without-developer": [
    "`4.product`: a snap of a product comes back without its developer.",
    at("product snap", (text) => text.split(".")[0]!),
  ],
  "spec-name-trimmed": [
    "`4.test-spec`: the name comes back trimmed.",
    at("spec name", (text) => text.trim()),
  ],
  "spec-name-slug": [
    "`4.test-spec`: blanks of a name come back as hyphens.",
    at("spec name", (text) => text.replaceAll(" ", "-")),
  ],
  "spec-platform-lower-case": [
    "`7.platform`: a Test Spec's platform is kept in lower case.",
    at("spec platform", (text) => text.toLowerCase()),
  ],
  "spec-image-name-empty-null": [
    "`4.test-spec`: an empty image_name comes back as null.",
    (p) =>
      wrap(p.readers, "testSpec", (right) => (body) => {
        const spec = right(body);
        return { ...spec, imageName: spec.imageName === "" ? null : spec.imageName };
      }),
  ],
  "image-id-upper-case": [
    "`4.image-keeps-id`: image_unique_id comes back in upper case.",
    at("image_unique_id", (text) => text.toUpperCase()),
  ],
  "image-id-uuid-lower-case": [
    "`4.image-keeps-id`: an image_unique_id that is a UUID comes back in lower case.",
    at("image_unique_id", (text) => (/^[0-9a-f-]{36}$/i.test(text) ? text.toLowerCase() : text)),
  ],
  "image-id-trimmed": [
    "`4.image-keeps-id`: image_unique_id comes back trimmed.",
    at("image_unique_id", (text) => text.trim()),
  ],
  "image-id-35": [
    "`2.lengths`: an image_unique_id of 36 characters is refused.",
    (p) => (p.rules.imageUniqueId = { min: 1, max: 35 }),
  ],
  "image-id-37": [
    "`2.lengths`: an image_unique_id of 37 characters is taken.",
    (p) => (p.rules.imageUniqueId = { min: 1, max: 37 }),
  ],
  "image-id-cut": [
    "`2.lengths`: an image_unique_id that is too long is cut and taken.",
    (p) => {
      p.rules.imageUniqueId = { min: 1, max: 10_000 };
      at("image_unique_id", (text) => text.slice(0, 36))(p);
    },
  ],
  "image-id-word": [
    "`4.image-keeps-id`: an image_unique_id may have only word characters and hyphens; blanks and dots are 400.",
    (p) =>
      wrap(p.readers, "image", (right) => (body) => {
        const image = right(body);
        return /^[\w-]+$/.test(image.imageUniqueId) ? image : p.rules.refuse("image_unique_id", "a word");
      }),
  ],
  "snap-name-199": [
    "`2.lengths`: a snap's name of 200 characters is refused.",
    (p) => (p.rules.snapName = { min: 1, max: 199 }),
  ],
  "snap-name-255": [
    "`2.lengths`: a snap's name of 201 characters is taken.",
    (p) => (p.rules.snapName = { min: 1, max: 255 }),
  ],
  "image-name-255": [
    "`2.lengths`: a legacy image_name of 201 characters is taken.",
    (p) => (p.rules.imageName = { min: 0, max: 255 }),
  ],
  "image-name-not-empty": [
    "`2.lengths`: an empty image_name is refused.",
    (p) => (p.rules.imageName = { min: 1, max: 200 }),
  ],
  "names-100": [
    "`2.lengths`: names of more than 100 characters are refused.",
    (p) => (p.rules.name = { min: 1, max: 100 }),
  ],
  "names-empty": ["`2.lengths`: names may be empty.", (p) => (p.rules.name = { min: 0, max: 200 })],
  "names-endless": [
    "`2.lengths`: names of any length are taken.",
    (p) => (p.rules.name = { min: 1, max: 1e9 }),
  ],
  "length-in-bytes": [
    "`2.lengths`: lengths are counted in bytes, so that 200 letters with accents are refused.",
    (p) => (p.rules.lengthOf = (text) => Buffer.byteLength(text)),
  ],
  "control-c1-only": [
    "`2.lengths`: names with U+007F are taken.",
    (p) => (p.rules.control = /[\u0000-\u001f]/), // eslint-disable-line no-control-regex
  ],
  "control-taken": [
    "`2.lengths`: names with line ends and tabs are taken.",
    (p) => (p.rules.control = /(?!)/),
  ],
  "agent-decoded-twice": [
    "`7.pick`: an agent's name in the path is decoded twice, so that %2541 is A.",
    segments((raw) => decodeURIComponent(decodeURIComponent(raw))),
  ],
  "agent-not-decoded": ["`7.pick`: an agent's name in the path is not decoded.", segments((raw) => raw)],
  "agent-plus-blank": [
    "`7.pick`: + in the path is a blank.",
    segments((raw) => decodeURIComponent(raw.replaceAll("+", " "))),
  ],
  "agent-latin-1": [
    "`7.pick`: the path is decoded as Latin-1.",
    segments((raw) =>
      raw.replace(/%([0-9a-f]{2})/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16))),
    ),
  ],
  "agent-lower-case": [
    "`7.pick`: an agent's name is kept in lower case.",
    at("agent_id", (text) => text.toLowerCase()),
  ],
  "agent-group-dropped": [
    "`5.picked`: an agent_group with a blank is cut at it.",
    at("agent_group", (text) => text.split(" ")[0]!),
  ],
  "agent-revno-number": [
    "`6.agent-revno`: leading zeros of agent_revno are lost.",
    at("agent_revno", (text) => text.replace(/^0+(?=.)/, "")),
  ],
  "token-name-trimmed": [
    "`3.token-body`: token_name comes back trimmed.",
    at("token_name", (text) => text.trim()),
  ],
  "token-name-lower-case": [
    "`3.token-created`: token names that differ in case are one token.",
    at("token_name", (text) => text.toLowerCase()),
  ],
});
