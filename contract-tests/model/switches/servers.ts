/** What real servers, gateways and busy labs do, which is right or none of the contract's business. */
import { deep, isFields } from "../changes.js";
import type { ModelSwitch } from "../changes.js";
import type { Policy } from "../policy.js";
import type { Answer } from "../records.js";

/** Every so many requests one is not done and answered with this status; the same request sent again is done. */
export function sometimes(
  policy: Policy,
  status: number,
  headers: () => Record<string, string>,
  every = 7,
): void {
  let requests = 0;
  const refused = new Set<string>();
  policy.before.push(({ incoming: { method, path, rawQuery, body } }) => {
    const request = `${method} ${path}?${rawQuery} ${body.toString("latin1")}`;
    requests += 1;
    if (requests % every !== 0 || refused.delete(request)) return undefined;
    refused.add(request);
    return { status, headers: headers(), body: policy.errors.body(status, "Please come again.") };
  });
}

/** The `Date` form of HTTP, so many milliseconds from now. */
export function httpTime(fromNow: number): string {
  return new Date(Date.now() + fromNow).toUTCString();
}

const html = (answer: Answer, title: string): Answer => ({
  status: answer.status,
  headers: { ...answer.headers, "Content-Type": "text/html; charset=iso-8859-1" },
  text: `<html>\r\n<head><title>${title}</title></head>\r\n<body><center><h1>${title}</h1></center></body>\r\n</html>\r\n`,
});

const gateway =
  (status: number, title: string, applies: (answer: Answer) => boolean = () => true) =>
  (p: Policy): void => {
    p.after.push((answer) => (answer.status === status && applies(answer) ? html(answer, title) : answer));
  };

/** Not within values of any JSON, which come back as they were sent. */
const OPAQUE = [
  "image_reference",
  "extra_snaps",
  "test_payload",
  "result_payload",
  "agent",
  "snaps",
  "extra",
];

function widened(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(widened);
  if (!isFields(value)) return value;
  const parts = Object.entries(value).map(([key, part]) => [
    key,
    OPAQUE.includes(key) ? part : widened(part),
  ]);
  return { ...(Object.fromEntries(parts) as object), links: [], x_version: 3 };
}

const reversedKeys = (value: unknown): unknown =>
  deep(value, (part) => (isFields(part) ? Object.fromEntries(Object.entries(part).reverse()) : part));

const escaped = (text: string): string =>
  text.replace(/[\u007f-\uffff]/g, (char) => "\\u" + char.charCodeAt(0).toString(16).padStart(4, "0"));

export const serverSwitches: ModelSwitch[] = [
  {
    id: "close-always",
    about: null,
    says: "The connection ends after each answer.",
    apply(p) {
      p.transport.closes = () => true;
    },
  },
  {
    id: "close-after-errors",
    about: null,
    says: "The connection ends after each answer of 400 and more.",
    apply(p) {
      p.transport.closes = ({ status }) => status >= 400;
    },
  },
  {
    id: "close-unread",
    about: null,
    says: "A body that is too large is not read to its end: 413 comes at once, and the connection ends.",
    apply(p) {
      p.transport.readsOnFor = () => 0;
      p.transport.closes = ({ status }) => status === 413;
    },
  },
  {
    id: "503-now-and-then",
    about: null,
    says: "Every seventh request is 503 with Retry-After and not done.",
    apply: (p) => sometimes(p, 503, () => ({ "Retry-After": "1" })),
  },
  {
    id: "429-now-and-then",
    about: null,
    says: "Every hundredth request is 429 with Retry-After and not done; all requests pause for that second.",
    apply: (p) => sometimes(p, 429, () => ({ "Retry-After": "1" }), 100),
  },
  {
    id: "429-often",
    about: null,
    says: "Every seventh request is 429 with Retry-After: 0 and not done.",
    apply: (p) => sometimes(p, 429, () => ({ "Retry-After": "0" })),
  },
  {
    id: "other-agents",
    about: null,
    says: "Other agents of the same account pick and finish opportunities all the time.",
    apply(p) {
      p.otherAgents = { everyMs: 200 };
    },
  },
  {
    id: "latency",
    about: null,
    says: "Each answer takes 40 to 120 milliseconds.",
    apply(p) {
      p.transport.latencyMs = () => 40 + Math.random() * 80;
    },
  },
  {
    id: "html-404",
    about: null,
    says: "A gateway answers paths that are none with a page of HTML.",
    apply: gateway(404, "404 Not Found", ({ body }) => /no path/.test(JSON.stringify(body))),
  },
  {
    id: "html-413",
    about: null,
    says: "A gateway answers bodies that are too large with a page of HTML.",
    apply: gateway(413, "413 Request Entity Too Large"),
  },
  {
    id: "html-503",
    about: null,
    says: "A gateway answers now and then with 503, Retry-After and a page of HTML.",
    apply(p) {
      sometimes(p, 503, () => ({ "Retry-After": "1" }));
      gateway(503, "503 Service Temporarily Unavailable")(p);
    },
  },
  {
    id: "html-502",
    about: null,
    fails: true,
    says: "A gateway answers every fortieth request with 502 and a page of HTML.",
    apply(p) {
      let requests = 0;
      p.before.push(() =>
        ++requests % 40 === 0 ? html({ status: 502, headers: {} }, "502 Bad Gateway") : undefined,
      );
    },
  },
  {
    id: "http-10",
    about: null,
    says: "Answers are HTTP/1.0, each on a connection of its own.",
    apply(p) {
      p.transport.http10 = true;
    },
  },
  {
    id: "chunked",
    about: null,
    says: "Answers come in chunks and tell no length.",
    apply(p) {
      p.transport.chunked = true;
    },
  },
  {
    id: "gzip",
    about: null,
    says: "Answers are compressed for who takes that.",
    apply(p) {
      p.transport.gzip = true;
    },
  },
  {
    id: "clock-fast",
    about: null,
    says: "The service's clock is three minutes fast.",
    apply(p) {
      p.clock.skewMs = 180_000;
    },
  },
  {
    id: "clock-slow",
    about: null,
    says: "The service's clock is three minutes slow.",
    apply(p) {
      p.clock.skewMs = -180_000;
    },
  },
  {
    id: "more-fields",
    about: null,
    says: "Each object of an answer has more fields than the page lists.",
    apply: (p) =>
      p.after.push((answer) => ({ ...answer, ...(answer.body ? { body: widened(answer.body) } : {}) })),
  },
  {
    id: "more-headers",
    about: null,
    says: "Answers have headers of a gateway, and a cookie.",
    apply(p) {
      p.transport.headers = {
        ...{ Server: "nginx/1.9", "X-Request-Id": "1", "Set-Cookie": "a=b; Path=/", Vary: "Accept, Cookie" },
        ...{ "Cache-Control": "no-cache", "X-Frame-Options": "SAMEORIGIN", Via: "1.1 gateway", ETag: '"1"' },
      };
    },
  },
  {
    id: "other-key-order",
    about: null,
    says: "The keys of objects come in another order.",
    apply: (p) =>
      p.after.push((answer) => ({ ...answer, ...(answer.body ? { body: reversedKeys(answer.body) } : {}) })),
  },
  {
    id: "charset",
    about: null,
    says: "The type of answers names its charset.",
    apply(p) {
      p.transport.contentType = "application/json;charset=UTF-8";
    },
  },
  {
    id: "escaped-json",
    about: null,
    says: "JSON is written with blanks and line ends, and with escapes for all that is not ASCII.",
    apply(p) {
      p.transport.write = (value) => escaped(JSON.stringify(value, null, 4)) + "\n";
    },
  },
  {
    id: "stored-late",
    about: null,
    says: "A result is stored two seconds after it was posted.",
    apply(p) {
      p.flow.storeDelay = 2000;
    },
  },
  {
    id: "updated-late",
    about: null,
    says: "A log's updated_at is 61 milliseconds after its last event.",
    apply(p) {
      const right = p.views.log;
      p.views.log = (o) => ({ ...right(o), updated_at: p.dates.offset(o.updatedAt + 61_000) });
    },
  },
  {
    id: "milliseconds",
    about: null,
    says: "The service's clock knows milliseconds only, so that times are often equal.",
    apply(p) {
      p.clock.now = () => (Date.now() + p.clock.skewMs) * 1000;
    },
  },
];
