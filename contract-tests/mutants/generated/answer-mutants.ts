import { onAnswer } from "../around.js";
import type { WireAnswer } from "../call.js";
import type { ContractSpec } from "../../run/contract-spec.js";
import type { Mutant } from "../mutant.js";
import { type Obj, objectPlaces, objectsAt, placeName, propertyPlaces, type Step } from "./places.js";
import { type DeclaredAnswer, type Schema, SchemaReader } from "./schema.js";
import { forbidsNull, otherName, wrongForm, wrongType } from "./values.js";

/** One flaw of one declared answer. */
interface Flaw {
  /** `drop.name` */
  name: string;
  group: string;
  breaks: string;
  change: (answer: WireAnswer) => void;
}

/** Another status that a server might give in the place of the right one. */
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

const HTML = "<!DOCTYPE html><html><body><h1>An answer</h1></body></html>";

/** Flaws of every declared answer: its fields, status, content type, envelope and headers. */
export function answerMutants(spec: ContractSpec): Mutant[] {
  const reader = new SchemaReader(spec.document);
  const declared = spec.operations.flatMap(({ operationId, method, path, responses }) =>
    Object.keys(responses).flatMap((status) =>
      flawsOf(reader, reader.answer(method, path, status), status).map((flaw): Mutant => ({
        ...described(operationId, status, flaw),
        owners: [`answer.${operationId}.${status}`],
        wrap: onAnswer([operationId], (answer) => {
          if (String(answer.status) === status) flaw.change(answer);
        }),
      })),
    ),
  );
  const unmatched = Object.entries(UNMATCHED).flatMap(([status, owners]) =>
    flawsOf(reader, reader.unmatched(status), status).map((flaw): Mutant => ({
      ...described("unmatched", status, flaw),
      owners,
      wrap: onAnswer("*", (answer, { operation }) => {
        if (operation === null && String(answer.status) === status) flaw.change(answer);
      }),
    })),
  );
  return [...declared, ...unmatched];
}

/** Clauses about requests that no operation matches. */
const UNMATCHED: Record<string, string[]> = {
  "404": ["conventions.unknown-path"],
  "405": ["conventions.error-id.method-not-allowed", "request.listProducts.method"],
};

function described(subject: string, status: string, flaw: Flaw): Pick<Mutant, "id" | "group" | "breaks"> {
  return {
    id: `answer.${subject}.${status}.${flaw.name}`,
    group: flaw.group,
    breaks: `${subject} ${status}: ${flaw.breaks}`,
  };
}

function flawsOf(reader: SchemaReader, { schema, headers }: DeclaredAnswer, status: string): Flaw[] {
  const body =
    schema === null ? [] : [...fieldFlaws(reader, schema), ...errorFlaws(reader, schema), ...bodyFlaws()];
  return [...body, statusFlaw(status), ...headers.flatMap(headerFlaws)];
}

function fieldFlaws(reader: SchemaReader, schema: Schema): Flaw[] {
  const properties = propertyPlaces(reader, schema).flatMap(({ steps, property, required, branches }) => {
    const name = placeName(steps, property);
    const flaws: Flaw[] = [];
    const add = (kind: string, group: string, breaks: string, change: (object: Obj) => void): void => {
      flaws.push({
        name: `${kind}.${name}`,
        group: `answer: ${group}`,
        breaks,
        change: inBody(steps, change),
      });
    };
    if (required)
      add(
        "drop",
        "property left out",
        `${name} is left out`,
        (object) => void Reflect.deleteProperty(object, property),
      );
    const type = wrongType(branches);
    if (type) {
      const breaks = `${name} is ${JSON.stringify(type.value)}, of another type`;
      add("type", "wrong type", breaks, (object) => (object[property] = type.value));
    }
    if (forbidsNull(branches)) {
      add("null", "null", `${name} is null`, (object) => (object[property] = null));
    }
    const form = wrongForm(branches);
    if (form) {
      add("form", "wrong form", `${name} is ${form.what}`, (object) => {
        const value = object[property];
        if (typeof value === "string" || typeof value === "number") object[property] = form.of(String(value));
      });
    }
    const other = otherName(property);
    if (other !== undefined && required) {
      add("rename", "renamed", `${name} is called ${other}`, (object) => {
        object[other] = object[property];
        Reflect.deleteProperty(object, property);
      });
    }
    return flaws;
  });
  const unknown = objectPlaces(reader, schema)
    .filter((place) => place.schema.additionalProperties === false)
    .map(({ steps }): Flaw => ({
      name: `unknown.${placeName(steps)}`,
      group: "answer: unknown property",
      breaks: `${placeName(steps)} has a property that the spec does not know`,
      change: inBody(steps, (object) => (object["unheard_of"] = 1)),
    }));
  return [...properties, ...unknown];
}

/** An error that is called what another one is called. */
function errorFlaws(reader: SchemaReader, schema: Schema): Flaw[] {
  const words = reader.resolve(schema).properties?.["id"]?.enum;
  if (words === undefined) return [];
  return [
    {
      name: "other-error",
      group: "answer: other error",
      breaks: "the id is that of another error",
      change: ({ body }) =>
        objectsAt(body, []).forEach((error) => {
          error["id"] = words[(words.indexOf(error["id"]) + 1) % words.length];
        }),
    },
  ];
}

function inBody(steps: readonly Step[], change: (object: Obj) => void): Flaw["change"] {
  return ({ body }) => objectsAt(body, steps).forEach(change);
}

function bodyFlaws(): Flaw[] {
  return [
    {
      name: "envelope",
      group: "answer: envelope",
      breaks: "the body is wrapped in `data`",
      change: (answer) => (answer.body = { data: answer.body }),
    },
    {
      name: "list",
      group: "answer: envelope",
      breaks: "the body is the only entry of a list",
      change: (answer) => (answer.body = [answer.body]),
    },
    {
      name: "content-type",
      group: "answer: content type",
      breaks: "the JSON is called text/plain",
      change: ({ headers }) => headers.set("content-type", "text/plain; charset=utf-8"),
    },
    {
      name: "html",
      group: "answer: content type",
      breaks: "the body is an HTML page",
      change(answer) {
        answer.headers.set("content-type", "text/html; charset=utf-8");
        answer.text = HTML;
      },
    },
    {
      name: "truncated",
      group: "answer: content type",
      breaks: "the body's JSON is cut short",
      change: (answer) => (answer.text = JSON.stringify(answer.body).slice(0, -1)),
    },
    {
      name: "empty",
      group: "answer: content type",
      breaks: "there is no body",
      change: (answer) => (answer.body = undefined),
    },
  ];
}

function statusFlaw(status: string): Flaw {
  const other = OTHER_STATUS[status]!;
  return {
    name: `status.${other}`,
    group: "answer: wrong status",
    breaks: `the status is ${other}`,
    change(answer) {
      answer.status = other;
      if (status === "204") answer.body = {};
    },
  };
}

function headerFlaws(header: string): Flaw[] {
  const name = header.toLowerCase();
  return [
    {
      name: `header.${name}`,
      group: "answer: header",
      breaks: `the header ${header} is left out`,
      change: ({ headers }) => headers.delete(header),
    },
    {
      name: `header-value.${name}`,
      group: "answer: header",
      breaks: `the header ${header} says something else`,
      change: ({ headers }) => headers.set(header, "soon"),
    },
  ];
}
