import { STATUS_CODES } from "node:http";
import type { View } from "../page.js";
import type { HttpRequest } from "../request/http-request.js";

/** An answer of the product API. */
export interface Answer {
  status: number;
  /** The reason phrase, such as `Created`; empty if the status has none. */
  words: string;
  headers: [name: string, value: string][];
  body: string;
  /** The ids of the sandbox's opportunities in the body. */
  opportunities: string[];
  /** The id of the recorded exchange; null if it is not kept. */
  exchange: number | null;
}

/** Sends a request exactly as it is. */
export async function answerOf(view: View, request: HttpRequest): Promise<Answer> {
  const response = await view.deliver(request);
  const body = await response.text();
  const { sandbox } = view;
  const requestId = response.headers.get("x-request-id");
  const exchange = sandbox.exchanges.all().findLast((one) => one.requestId === requestId);
  return {
    status: response.status,
    words: STATUS_CODES[response.status] ?? "",
    headers: [...response.headers],
    body,
    opportunities: opportunitiesIn(body).filter((id) => sandbox.state.opportunity(id) !== undefined),
    exchange: exchange?.id ?? null,
  };
}

/** Maximum number of opportunities that are linked. */
const MAX_LINKS = 20;

/** The distinct `test_opportunity_id`s in a JSON text. */
function opportunitiesIn(body: string): string[] {
  const found = [...body.matchAll(/"test_opportunity_id"\s*:\s*"([\da-f-]{36})"/g)].map(([, id]) => id!);
  return [...new Set(found)].slice(0, MAX_LINKS);
}
