import { contractSpec } from "../../contract-tests/run/contract-spec.js";
import type { DeclaredAnswer } from "../../src/spec/spec-reader.js";
import { HIDDEN } from "../../src/http/secrets.js";
import { headerOf, jsonOf, type TrafficAnswer } from "../exchange.js";
import { compareBodies, type Known } from "./compare-body.js";
import { differ, type Found, leave, nothingFound } from "./comparison.js";
import { schemaOfAnswer } from "./places.js";

/** Two answers to the same request. */
export interface TwoAnswers {
  /** Null: the request is none of the contract's. */
  operation: string | null;
  method: string;
  recorded: TrafficAnswer;
  replayed: TrafficAnswer;
}

/** Compares two answers: the status, then the headers that the contract has, then the bodies by their JSON paths. */
export function compareAnswers(known: Known, { operation, method, recorded, replayed }: TwoAnswers): Found {
  const found = nothingFound();
  if (recorded.status !== replayed.status) {
    differ(found, {
      ...{ what: "status", place: "status", at: "status", provenance: [] },
      ...{ recorded: String(recorded.status), replayed: String(replayed.status) },
    });
    return found;
  }
  found.same += 1;
  compareHeaders(found, declaredAnswer(operation, recorded.status), recorded, replayed);
  if (method === "HEAD") return found;
  const bodies = [recorded.body, replayed.body] as const;
  const body = { place: "body", at: "body" };
  if (bodies.some(({ isCut }) => isCut)) leave(found, { ...body, why: "the body was not kept whole" });
  else if (bodies.some(({ text }) => text === null)) leave(found, { ...body, why: "the body is no text" });
  else {
    const [one, other] = bodies.map(jsonOf);
    if (one === undefined && other === undefined) compareTexts(found, bodies[0].text!, bodies[1].text!);
    else {
      const of = compareBodies(known, schemaOfAnswer(operation, recorded.status), one, other);
      found.same += of.same;
      found.differences.push(...of.differences);
      found.notCompared.push(...of.notCompared);
      found.more += of.more;
    }
  }
  return found;
}

function declaredAnswer(operation: string | null, status: number): DeclaredAnswer | null {
  const { reader } = contractSpec;
  if (operation !== null) return reader.answer(operation, String(status));
  return status === 404 || status === 405 ? reader.unmatchedAnswer(`${status}`) : null;
}

/** How a header's value is compared. */
const READ: Readonly<Record<string, (value: string) => string>> = {
  "content-type": (value) => value.split(";")[0]!.trim().toLowerCase(),
  // In any order.
  allow: (value) =>
    value
      .split(",")
      .map((one) => one.trim().toUpperCase())
      .sort()
      .join(", "),
  // How long a client waits is a server's own business.
  "retry-after": () => "present",
};

function compareHeaders(
  found: Found,
  declared: DeclaredAnswer | null,
  recorded: TrafficAnswer,
  replayed: TrafficAnswer,
): void {
  const names = ["content-type", ...(declared?.headers ?? []).map(({ name }) => name.toLowerCase())];
  for (const name of new Set(names)) {
    const read = READ[name] ?? ((value: string) => value.trim());
    const values = [recorded, replayed].map(({ headers }) => headerOf(headers, name));
    const place = `header ${name}`;
    if (values[0]?.includes(HIDDEN)) leave(found, { place, at: place, why: "hidden in the recording" });
    else {
      const [one, other] = values.map((value) => (value === undefined ? undefined : read(value)));
      if (one === other) found.same += one === undefined ? 0 : 1;
      else
        differ(found, {
          ...{ what: "header", place, at: place, recorded: one ?? "none", replayed: other ?? "none" },
          provenance:
            declared?.headers.find((header) => header.name.toLowerCase() === name)?.provenance ?? [],
        });
    }
  }
}

function compareTexts(found: Found, recorded: string, replayed: string): void {
  if (recorded === replayed) found.same += recorded === "" ? 0 : 1;
  else if (recorded === "" || replayed === "")
    differ(found, {
      ...{ what: "value", place: "body", at: "body", provenance: [] },
      recorded: recorded === "" ? "no body" : "a body",
      replayed: replayed === "" ? "no body" : "a body",
    });
  else leave(found, { place: "body", at: "body", why: "no JSON in either answer" });
}
