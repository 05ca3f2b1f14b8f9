import { exchangeShape } from "../../control/exchange-shape.js";
import type { Operation } from "../../spec/operation-table.js";
import { textOf } from "../fields/form-value.js";
import { type Action, type Form, NotFound, type View } from "../page.js";
import { layoutJson } from "../request/json-layout.js";
import { type Draft, plainLines, signerOf, UNSIGNED } from "../send/draft.js";
import { showOrSend } from "../send/sending.js";
import { type OperationView, operationView, type ParameterView } from "../spec/operation-view.js";
import { suggestedBody, suggestedOwner, suggestedParameter, suggestionNote } from "./suggest.js";
import { percentDecoded } from "../../text/percent-decoded.js";

/** The contents of an operation's form, as text. */
export interface Tried {
  parameters: { parameter: ParameterView; field: string; text: string }[];
  body: string;
  /** What a suggested body leaves out; null if nothing. */
  note: string | null;
  account: string;
}

/** The operation that the page's path names. @throws NotFound */
export function operationOf({ productSpec, params }: View): OperationView {
  const { operationId = "" } = params;
  const operation = productSpec.operations.find((one) => one.operationId === operationId);
  if (!operation) throw new NotFound(`The API has no operation ${operationId}.`);
  return operationView(productSpec, operation);
}

/** Shows the request, or sends it. */
export const tryIt: Action = {
  name: "request",
  run: (view, form) => showOrSend(view, form, draftOf(view, operationOf(view), form)),
};

/** The form's contents: what was submitted, else the request of `?exchange=`, else suggestions from the sandbox. */
export async function triedOf(view: View, shown: OperationView): Promise<Tried> {
  const { outcome } = view;
  if (outcome?.action === tryIt.name) return triedIn(outcome.form, shown);
  return recorded(view, shown) ?? (await suggested(view, shown));
}

/** The request that a form describes. @throws ActionRefused */
export function draftOf(view: View, shown: OperationView, form: Form): Draft {
  const tried = triedIn(form, shown);
  const { method } = shown.operation;
  const email = tried.account === UNSIGNED ? null : signerOf(view, form);
  return {
    method: method.toUpperCase(),
    path: pathOf(shown.operation, tried),
    body: bodyOf(shown, tried),
    email,
  };
}

/** The request's path with the typed values; empty filters are left out. */
export function pathOf({ path }: Operation, { parameters }: Tried): string {
  const filled = parameters
    .filter(({ parameter }) => parameter.in === "path")
    .reduce(
      (so, { parameter, text }) => so.replace(`{${parameter.name}}`, () => encodeURIComponent(text)),
      path,
    );
  const query = parameters
    .filter(({ parameter, text }) => parameter.in === "query" && text !== "")
    .map(({ parameter, text }) => `${encodeURIComponent(parameter.name)}=${encodeURIComponent(text)}`);
  return query.length === 0 ? filled : `${filled}?${query.join("&")}`;
}

/** The body to send; null if the operation takes none, or if it is optional and the field is empty. */
export function bodyOf({ body }: OperationView, tried: Tried): string | null {
  return body === null || tried.body === "" ? null : tried.body;
}

const fieldOf = ({ in: place, name }: ParameterView): string => `${place}.${name}`;

function triedIn(form: Form, { parameters }: OperationView): Tried {
  return {
    parameters: parameters.map((parameter) => {
      const field = fieldOf(parameter);
      return { parameter, field, text: form.text(field) };
    }),
    body: plainLines(form.text("text")),
    note: null,
    account: form.text("account"),
  };
}

async function suggested(view: View, shown: OperationView): Promise<Tried> {
  const body = await suggestedBody(view, shown);
  const isSigned = shown.operation.security === "oauth";
  return {
    parameters: shown.parameters.map((parameter) => ({
      parameter,
      field: fieldOf(parameter),
      text: textOf(parameter.schema, suggestedParameter(view, parameter)),
    })),
    body: body === undefined ? "" : laidOut(JSON.stringify(body)),
    note: suggestionNote(view, shown),
    account: isSigned ? (suggestedOwner(view)?.email ?? UNSIGNED) : UNSIGNED,
  };
}

/** The request of `?exchange=`; null if none is asked for, it is of another operation, or it is no longer kept. */
function recorded(view: View, shown: OperationView): Tried | null {
  const found = view.sandbox.exchanges.get(Number(view.query.get("exchange")));
  if (!found || found.operationId !== shown.operation.operationId) return null;
  const { request, account } = exchangeShape(found);
  const inPath = pathValues(shown.operation.path, request.path);
  return {
    parameters: shown.parameters.map((parameter) => {
      const value =
        parameter.in === "path" ? inPath[parameter.name] : [request.query[parameter.name]].flat()[0];
      return { parameter, field: fieldOf(parameter), text: value ?? "" };
    }),
    body: recordedBody(request),
    note: null,
    account: account ?? UNSIGNED,
  };
}

function recordedBody({ body, body_bytes }: ReturnType<typeof exchangeShape>["request"]): string {
  if (body_bytes === 0) return "";
  return typeof body === "string" ? body : laidOut(JSON.stringify(body));
}

/** `/products/{product_id}` and `/products/7` give `{ product_id: "7" }`. */
function pathValues(template: string, path: string): Record<string, string> {
  const segments = path.split("/");
  return Object.fromEntries(
    template.split("/").flatMap((piece, index): [string, string][] => {
      const name = /^\{(.+)\}$/.exec(piece)?.[1];
      return name === undefined ? [] : [[name, percentDecoded(segments[index] ?? "")]];
    }),
  );
}

const laidOut = (text: string): string => layoutJson(text, 60) ?? text;
