import { onAnswer } from "../around.js";
import type { WireAnswer } from "../call.js";
import type { ContractSpec } from "../../run/contract-spec.js";
import type { DeclaredAnswer } from "../../../src/spec/spec-reader.js";
import type { Mutant } from "../mutant.js";
import { type Obj, objectsAt, placeName, type PropertyPlace, propertyPlaces } from "./places.js";
import { wrongType } from "./values.js";

/** One flaw of one declared answer. */
interface Flaw {
  /** `type.name` */
  name: string;
  group: string;
  breaks: string;
  change: (answer: WireAnswer) => void;
}

/** A wrong status that a server might use. */
const OTHER_STATUS: Record<string, number> = {
  "200": 201,
  "201": 200,
  "204": 200,
  "400": 422,
  "401": 403,
  "403": 401,
  "404": 410,
  "405": 404,
  "409": 400,
  "413": 400,
  "415": 400,
  "429": 403,
  "500": 502,
  "503": 500,
};

/**
 * One flaw for each declared part of an answer: each property, the status, each header. They show that the answer's clause
 * checks it. The kinds of mistakes that it detects (null, another form, another name) are the same for all answers, because one
 * function judges them all: see `judge/judge-answer.test.ts`.
 */
export function answerMutants(spec: ContractSpec): Mutant[] {
  const declared = spec.reader.operations.flatMap(({ operationId, answers }) =>
    Object.entries(answers).flatMap(([status, answer]) =>
      flawsOf(answer, status).map((flaw): Mutant => ({
        ...described(operationId, status, flaw),
        owners: [`answer.${operationId}.${status}`],
        wrap: onAnswer([operationId], (answer) => {
          if (String(answer.status) === status) flaw.change(answer);
        }),
      })),
    ),
  );
  const unmatched = Object.entries(UNMATCHED).flatMap(([status, owners]) =>
    flawsOf(spec.reader.unmatchedAnswer(status as "404" | "405"), status).map((flaw): Mutant => ({
      ...described("unmatched", status, flaw),
      owners,
      wrap: onAnswer("*", (answer, { operation }) => {
        if (operation === null && String(answer.status) === status) flaw.change(answer);
      }),
    })),
  );
  return [...declared, ...unmatched];
}

/** The clauses about requests that match no operation. */
const UNMATCHED: Record<string, string[]> = {
  "404": ["conventions.unknown-path"],
  "405": ["conventions.error-id.method-not-allowed", "request.listProducts.method"],
};

function described(
  subject: string,
  status: string,
  flaw: Flaw,
): Pick<Mutant, "id" | "group" | "origin" | "breaks"> {
  return {
    id: `answer.${subject}.${status}.${flaw.name}`,
    group: flaw.group,
    origin: "schema",
    breaks: `${subject} ${status}: ${flaw.breaks}`,
  };
}

function flawsOf({ schema, headers }: DeclaredAnswer, status: string): Flaw[] {
  const properties = schema === null ? [] : propertyPlaces(schema).map(propertyFlaw);
  return [...properties, statusFlaw(status), ...headers.map(({ name }) => headerFlaw(name))];
}

/** Gives the property a value of another type, or removes it if every type is valid. */
function propertyFlaw({ steps, property, branches }: PropertyPlace): Flaw {
  const name = placeName(steps, property);
  const inEach = (change: (object: Obj) => void): Flaw["change"] => {
    return ({ body }) => objectsAt(body, steps).forEach(change);
  };
  const wrong = wrongType(branches);
  if (wrong === undefined)
    return {
      name: `drop.${name}`,
      group: "answer: property missing",
      breaks: `${name} is missing`,
      change: inEach((object) => void Reflect.deleteProperty(object, property)),
    };
  return {
    name: `type.${name}`,
    group: "answer: property of another type",
    breaks: `${name} is ${JSON.stringify(wrong.value)}, of another type`,
    change: inEach((object) => (object[property] = wrong.value)),
  };
}

function statusFlaw(status: string): Flaw {
  const other = OTHER_STATUS[status]!;
  return {
    name: `status.${other}`,
    group: "answer: another status",
    breaks: `the status is ${other}`,
    change(answer) {
      answer.status = other;
      if (status === "204") answer.body = {};
    },
  };
}

function headerFlaw(header: string): Flaw {
  return {
    name: `header.${header.toLowerCase()}`,
    group: "answer: header missing",
    breaks: `the header ${header} is missing`,
    change: ({ headers }) => headers.delete(header),
  };
}
