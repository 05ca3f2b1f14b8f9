import { type IncomingMessage, validateHeaderValue } from "node:http";

/** Why an answer cannot be passed on, though it could be read; null if it can. */
export function whyUnfit({ statusCode = 0, statusMessage = "" }: IncomingMessage): string | null {
  if (statusCode < 200) return `the answer has status ${statusCode}`;
  try {
    validateHeaderValue("reason", statusMessage);
    return null;
  } catch {
    return "the answer has a reason with a control character";
  }
}
