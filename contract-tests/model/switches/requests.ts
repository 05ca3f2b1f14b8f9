/** Assumptions about what requests may hold and how they are refused, the other way round. */
import { onStatus, refuse } from "../changes.js";
import type { ModelSwitch } from "../changes.js";

export const requestSwitches: ModelSwitch[] = [
  {
    id: "a24-unknown-fields",
    about: "A-24",
    says: "Unknown fields of a body are taken and left alone.",
    apply(p) {
      p.rules.unknownField = () => undefined;
    },
  },
  {
    id: "a24-unknown-parameters",
    about: "A-24",
    says: "Unknown and repeated query parameters are taken and left alone.",
    apply(p) {
      p.rules.unknownParameter = () => undefined;
      p.rules.repeatedParameter = () => undefined;
    },
  },
  {
    id: "a25-no-allow",
    about: "A-25",
    says: "A 405 has no Allow.",
    apply: (p) => onStatus(p, [405], (answer) => ({ ...answer, headers: {} })),
  },
  {
    id: "a25-allow-without-head",
    about: "A-25",
    says: "Allow does not list HEAD.",
    apply(p) {
      p.errors.allow = (methods) => methods.join(", ");
    },
  },
  {
    id: "a25-404",
    about: "A-25",
    says: "A method that a path does not have is 404.",
    apply: (p) => onStatus(p, [405], (answer) => ({ ...answer, status: 404, headers: {} })),
  },
  {
    id: "a25-options",
    about: "A-25",
    says: "OPTIONS is 204.",
    apply: (p) =>
      p.after.push((answer, { incoming }) =>
        incoming.method === "OPTIONS" ? { status: 204, headers: { Allow: "GET, HEAD, POST" } } : answer,
      ),
  },
  {
    id: "a25-no-head",
    about: "A-25",
    says: "HEAD is 405.",
    apply: (p) =>
      p.after.push((answer, { incoming }) =>
        incoming.method === "HEAD" && answer.status < 300
          ? { status: 405, headers: { Allow: "GET, POST" }, body: p.errors.body(405, "No HEAD.") }
          : answer,
      ),
  },
  {
    id: "a27-404",
    about: "A-27",
    says: "An id in a path that is no UUID is 404.",
    apply(p) {
      const right = p.rules.uuid;
      p.rules.uuid = (value, field) =>
        /^[0-9a-f-]{36}$/i.test(value) ? right(value, field) : refuse(404, `There is no ${field} ${value}.`);
    },
  },
  {
    id: "a27-case",
    about: "A-27",
    says: "Ids are compared with their case, so that upper case finds nothing.",
    apply(p) {
      const right = p.rules.uuid;
      p.rules.uuid = (value, field) => (right(value, field) ? value : value);
    },
  },
  {
    id: "a28-small",
    about: "A-28",
    says: "A body has 256 KiB at most, a posted result too, and 20 levels.",
    apply(p) {
      p.limits = { body: 262_144, resultBody: 262_144 };
      p.json.greatestDepth = 20;
    },
  },
  {
    id: "a28-large",
    about: "A-28",
    says: "A body has 32 MiB at most, of any request, and any depth.",
    apply(p) {
      p.limits = { body: 33_554_432, resultBody: 33_554_432 };
      p.json.greatestDepth = 5000;
    },
  },
  {
    id: "a28-numbers",
    about: "A-28",
    says: "A number that cannot be kept exactly is taken, and rounded.",
    apply(p) {
      p.json.checkNumber = () => undefined;
      p.rules.greatestRevision = Number.MAX_VALUE;
    },
  },
  {
    id: "a31-any-characters",
    about: "A-31",
    says: "Names may have control characters, and 1000 characters where no source has less.",
    apply(p) {
      p.rules.control = /(?!)/;
      p.rules.name = { min: 1, max: 1000 };
    },
  },
  {
    id: "a31-no-empty-image-name",
    about: "A-31",
    says: "An image_name has one character at least.",
    apply(p) {
      p.rules.imageName = { min: 1, max: 200 };
    },
  },
  {
    id: "a31-empty-names",
    about: "A-31",
    says: "Names may be empty.",
    apply(p) {
      p.rules.name = { min: 0, max: 200 };
      p.rules.snapName = { min: 0, max: 200 };
    },
  },
  {
    id: "a33-usual-errors",
    about: "A-33",
    says: "The token endpoint refuses bodies that are too large or of another type as all other paths do.",
    apply: (p) => (p.errors.tokenForm = [400]),
  },
  {
    id: "a33-more-texts",
    about: "A-33",
    says: "The token endpoint's INVALID_DATA tells in `extra` what is wrong with the body as a whole.",
    apply: (p) =>
      onStatus(p, [400], (answer) => {
        const body = answer.body as { code?: string; extra?: object };
        const isBare = body.code === "INVALID_DATA" && Object.keys(body.extra!).length === 0;
        return isBare ? { ...answer, body: { ...body, extra: { __all__: "Bad body" } } } : answer;
      }),
  },
];
