import { STATUS_CODES } from "node:http";
import type { View } from "../page.js";
import type { HttpRequest } from "../request/http-request.js";

/** An answer of the product API, as it came. */
export interface Answer {
  status: number;
  /** `Created`; empty where the status has no words. */
  words: string;
  headers: [name: string, value: string][];
  body: string;
  /** Opportunities of the sandbox that it names. */
  opportunities: string[];
  /** The exchange that the sandbox recorded of it; null where it is not kept. */
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

/** At most so many opportunities are offered as links. */
const MAX_LINKS = 20;

/** Every `test_opportunity_id` in a JSON text, each once. */
function opportunitiesIn(body: string): string[] {
  const found = [...body.matchAll(/"test_opportunity_id"\s*:\s*"([\da-f-]{36})"/g)].map(([, id]) => id!);
  return [...new Set(found)].slice(0, MAX_LINKS);
}
