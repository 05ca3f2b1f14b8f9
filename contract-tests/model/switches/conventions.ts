/** Assumptions about errors, dates, signatures and privacy, the other way round. */
import { onStatus, refuse } from "../changes.js";
import type { ModelSwitch } from "../changes.js";
import { MINUTE } from "../dates.js";
import type { Policy } from "../policy.js";
import { httpTime, sometimes } from "./servers.js";

const statusOf =
  (from: number, to: number) =>
  (p: Policy): void =>
    onStatus(p, [from], (answer) => ({ ...answer, status: to }));

const OTHER_IDS = {
  ...{ 400: "BadRequest", 401: "NotAuthenticated", 403: "NotAllowed", 405: "BadMethod", 409: "WrongState" },
  ...{ 413: "TooLarge", 415: "WrongType", 429: "SlowDown", 500: "Oops", 501: "Missing", 503: "ComeBack" },
};

export const conventionSwitches: ModelSwitch[] = [
  {
    id: "a01-other-ids",
    about: "A-01",
    says: "Errors other than 404 have other ids.",
    apply: (p) => Object.assign(p.errors.ids, OTHER_IDS),
  },
  {
    id: "a01-422",
    about: "A-01",
    says: "What is 400 here is 422 there, but for the token endpoint, whose 400 is documented.",
    apply: (p) =>
      onStatus(p, [400], (answer, call) =>
        answerOfToken(call.operation) ? answer : { ...answer, status: 422 },
      ),
  },
  {
    id: "a01-415-is-400",
    about: "A-01",
    says: "A body of another type is 400.",
    apply: statusOf(415, 400),
  },
  {
    id: "a01-any-content-type",
    about: "A-01",
    says: "A body is read as JSON whatever its type.",
    apply(p) {
      p.request.isJson = () => true;
    },
  },
  {
    id: "a01-empty-date-is-none",
    about: "A-01",
    says: "A date that is empty is as one that is left out.",
    apply(p) {
      const right = p.request.decodeQuery;
      const isEmptyDate = ([name, value]: [string, string]): boolean => /_date$/.test(name) && value === "";
      p.request.decodeQuery = (raw) => right(raw).filter((pair) => !isEmptyDate(pair));
    },
  },
  {
    id: "a02-retry-after-date",
    about: "A-02",
    says: "Retry-After of a temporary error is a date.",
    apply: (p) => sometimes(p, 503, () => ({ "Retry-After": httpTime(1000) })),
  },
  {
    id: "a02-no-retry-after",
    about: "A-02",
    says: "A temporary error has no Retry-After.",
    apply: (p) => sometimes(p, 503, () => ({})),
  },
  {
    id: "a03-local-time",
    about: "A-03",
    says: "A date without an offset is local time, one hour east of UTC.",
    apply(p) {
      p.dates.localOffset = 60;
    },
  },
  {
    id: "a03-shown-forms-only",
    about: "A-03",
    says: "Only the three dates of the documents are taken, each with or without its zone as shown.",
    apply(p) {
      const right = p.dates.parse;
      const shown = /^\d{8}T\d\d:\d\d:\d\d$|^\d{8} \d\d:\d\d:\d\d$|^\d{8} \d{6} Z$/;
      p.dates.parse = (text) => (shown.test(text) ? right(text) : undefined);
    },
  },
  {
    id: "a03-no-fractions",
    about: "A-03",
    says: "Dates are whole seconds.",
    apply(p) {
      const right = p.dates.parse;
      p.dates.parse = (text) => (text.includes(".") ? undefined : right(text));
    },
  },
  {
    id: "a04-nonces-again",
    about: "A-04",
    says: "A nonce may come again.",
    apply(p) {
      p.oauth.checkNonce = () => undefined;
    },
  },
  {
    id: "a04-nonce-with-its-timestamp",
    about: "A-04",
    says: "A nonce is used only together with its timestamp, as RFC 5849 says.",
    apply(p) {
      const right = p.oauth.nonceKey;
      p.oauth.nonceKey = (nonce, sent) => right(`${nonce} ${sent.get("oauth_timestamp") ?? ""}`, sent);
    },
  },
  {
    id: "a04-one-hour",
    about: "A-04",
    says: "A timestamp may be an hour off.",
    apply(p) {
      p.oauth.window = 60 * MINUTE;
    },
  },
  {
    id: "a04-no-timestamp",
    about: "A-04",
    says: "Timestamps are not looked at.",
    apply(p) {
      p.oauth.isTimely = () => true;
    },
  },
  {
    id: "a05-403",
    about: "A-05",
    says: "Bad credentials are 403 without a challenge.",
    apply: (p) =>
      onStatus(p, [401], (answer, call) => (answerOfToken(call.operation) ? answer : forbidden(p))),
  },
  {
    id: "a05-no-challenge",
    about: "A-05",
    says: "A 401 has no challenge.",
    apply: (p) => onStatus(p, [401], (answer) => ({ ...answer, headers: {} })),
  },
  {
    id: "a05-path-first",
    about: "A-05",
    says: "A path that is none is 404 before credentials are looked at.",
    apply(p) {
      p.steps = ["path", "authenticate", "size", "query", "body", "owner", "run"];
    },
  },
  {
    id: "a06-403",
    about: "A-06",
    says: "Another account's product is 403, and so is all that hangs on it.",
    apply(p) {
      const { product } = p.scope;
      p.scope.product = (state, account, id) => {
        if (state.products.has(id) && !product(state, account, id)) refuse(403, "It is another account's.");
        return product(state, account, id);
      };
    },
  },
];

function answerOfToken(operation: string | undefined): boolean {
  return operation === "createToken";
}

function forbidden(p: Policy) {
  return { status: 403, headers: {}, body: p.errors.body(403, "Your credentials are not right.") };
}
