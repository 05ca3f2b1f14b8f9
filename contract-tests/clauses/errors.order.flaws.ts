import { objectOf } from "../mutants/bodies.js";
import type { Call } from "../mutants/call.js";
import { refuse, remembering } from "../mutants/changes.js";
import { type WrittenFlaw } from "../mutants/define-flaws.js";
import type { Mutant } from "../mutants/mutant.js";
import { UNKNOWN } from "./support/request-faults.js";

const hasQuery = ({ url }: Call): boolean => url.searchParams.has(UNKNOWN);

const isNoId = ({ url }: Call): boolean => url.pathname.split("/").includes("7");

const isOtherType = ({ request }: Call): boolean => request.headers.get("content-type") === "text/plain";

const hasField = async (call: Call): Promise<boolean> => UNKNOWN in objectOf(await call.body());

const isLarge = async (call: Call): Promise<boolean> => (await call.text()).length > 1_048_576;

/** Whether the object of the path does not exist, according to a GET. */
async function isMissing(call: Call): Promise<boolean> {
  const [, kind, id] = call.url.pathname.split("/");
  const to = kind === "products" ? `/products/${id!}` : kind === "orgs" ? `/orgs/${id!}/results` : null;
  if (to === null || id === undefined) return false;
  const as = call.account ?? call.world.accounts[0]!;
  return (await call.send({ method: "GET", to, as, text: "", resign: "fresh nonce" })).status === 404;
}

/** Replaces an answer with one of these statuses by the report of a later fault. */
const instead = (
  statuses: readonly number[],
  fits: (call: Call) => boolean | Promise<boolean>,
  status: number,
  id: string,
): Mutant["wrap"] =>
  remembering("*", () => async (answer, call) => {
    if (statuses.includes(answer.status) && (await fits(call))) refuse(answer, status, id, "no_such_thing");
  });

/** Flaws of which fault is told first. */
export const orderFlaws: readonly WrittenFlaw[] = [
  [
    "order.query-first",
    "an unknown parameter is reported before missing credentials",
    "errors.order.*.credentials",
    instead([401], hasQuery, 400, "invalid-data"),
  ],
  [
    "order.path-first",
    "an id that is not a UUID is reported before missing credentials",
    "errors.order.*.credentials",
    instead([401], isNoId, 400, "invalid-data"),
  ],
  [
    "order.size-first",
    "the size of a body is reported before missing credentials",
    "errors.order.*.credentials",
    instead([401], isLarge, 413, "payload-too-large"),
  ],
  [
    "order.type-first",
    "the content type is reported before missing credentials",
    "errors.order.*.credentials",
    instead([401], isOtherType, 415, "unsupported-media-type"),
  ],
  [
    "order.field-first",
    "an unknown field is reported before missing credentials",
    "errors.order.*.credentials",
    instead([401], hasField, 400, "invalid-data"),
  ],
  [
    "order.missing-first",
    "an unknown object is reported before missing credentials",
    "errors.order.*.credentials",
    instead([401], isMissing, 404, "resource-not-found"),
  ],
  [
    "order.path-before-size",
    "an id that is not a UUID is reported before the size of the body",
    "errors.order.*.size",
    instead([413], isNoId, 400, "invalid-data"),
  ],
  [
    "order.missing-before-size",
    "an unknown object is reported before the size of the body",
    "errors.order.*.size",
    instead([413], isMissing, 404, "resource-not-found"),
  ],
  [
    "order.type-before-query",
    "the content type is reported before an unknown parameter",
    "errors.order.*.query",
    instead([400], (call) => hasQuery(call) && isOtherType(call), 415, "unsupported-media-type"),
  ],
  [
    "order.missing-before-query",
    "an unknown object is reported before an unknown parameter",
    "errors.order.*.query",
    instead([400], async (call) => hasQuery(call) && isMissing(call), 404, "resource-not-found"),
  ],
  [
    "order.missing-before-type",
    "an unknown object is reported before the content type",
    "errors.order.*.type",
    instead([415], isMissing, 404, "resource-not-found"),
  ],
  [
    "order.field-before-type",
    "an unknown field is reported before the content type",
    "errors.order.*.type",
    instead([415], hasField, 400, "invalid-data"),
  ],
  [
    "order.missing-before-body",
    "an unknown object is reported before a field of the body",
    "errors.order.*.body",
    instead([400], async (call) => (await hasField(call)) && isMissing(call), 404, "resource-not-found"),
  ],
  [
    "order.field-before-path",
    "the content type is reported before an id that is not a UUID",
    "errors.order.*.path",
    instead([400], (call) => isNoId(call) && isOtherType(call), 415, "unsupported-media-type"),
  ],
];
