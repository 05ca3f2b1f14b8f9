import type { Answer } from "./answer.js";
import { TargetError } from "./target-error.js";
import { TransportError } from "./transport.js";

/** Sends the first request to a target. @throws TargetError with one line: the answer, and what to do */
export async function firstAnswer(url: string, whose: string, send: () => Promise<Answer>): Promise<Answer> {
  const answer = await anyAnswer(url, send);
  const problem = problemOf(answer, whose);
  if (problem !== null) throw new TargetError(`${url}: ${problem}`);
  return answer;
}

/** Sends a request before the run. @throws TargetError with one line if there is no answer */
export async function anyAnswer(url: string, send: () => Promise<Answer>): Promise<Answer> {
  try {
    return await send();
  } catch (error) {
    if (error instanceof TransportError) throw new TargetError(`${url}: ${unreachable(error)}`);
    throw error;
  }
}

/** Why an answer shows that the target cannot be judged; null if it can. */
function problemOf(answer: Answer, whose: string): string | null {
  const { status, headers, json, contentType } = answer;
  const request = "GET /products";
  if (status === 401 || status === 403)
    return `${whose} are refused (HTTP ${status}${messageOf(json)}); check keys and secrets, and that they belong to this URL`;
  if (status >= 300 && status < 400) {
    const to = headers["location"];
    return `${request} is redirected${to === undefined ? "" : ` to ${to.replace(/\/products\/?$/, "")}`} (HTTP ${status}); use the final URL, because a signature is valid for one URL only`;
  }
  if (json === undefined && (contentType.includes("html") || /^\s*</.test(answer.text)))
    return `${request} gets a web page (HTTP ${status}, ${contentType || "no content type"}${titleOf(answer.text)}), not JSON; is this the URL of the API, including its path?`;
  if (status === 404)
    return `${request} is not found (HTTP 404${messageOf(json)}); is the URL's path correct?`;
  if (status === 429 || status >= 500)
    return `${request} gets HTTP ${status}${messageOf(json)}; try again later`;
  if (json === undefined)
    return `${request} does not get JSON (HTTP ${status}, ${contentType || "no content type"}); is this the API?`;
  return null;
}

function messageOf(json: unknown): string {
  const { message } = (json ?? {}) as { message?: unknown };
  return typeof message === "string" && message !== "" ? `: ${message.split("\n")[0]!.slice(0, 300)}` : "";
}

function titleOf(html: string): string {
  const title = /<title[^>]*>([^<]*)<\/title>/i.exec(html)?.[1]?.trim();
  return title ? `, "${title.slice(0, 80)}"` : "";
}

/** Why there was no answer, by the code of the system or of Node. */
function unreachable({ code, message }: TransportError): string {
  return (
    WHY[code] ?? (/^(HPE_|ERR_SSL|EPROTO)/.test(code) ? NOT_HTTP : `cannot be reached: ${message} (${code})`)
  );
}

const NOT_HTTP = "the server does not speak this protocol; check http or https in the URL";
const UNKNOWN_CA =
  "its certificate is not signed by a trusted authority; set NODE_EXTRA_CA_CERTS to the authority's file";

const WHY: Readonly<Record<string, string>> = {
  ECONNREFUSED: "connection refused; check the port and whether the service is running",
  ENOTFOUND: "the host name does not exist",
  EAI_AGAIN: "the host name cannot be resolved; check the network",
  ETIMEDOUT: "no answer in time (--timeout)",
  ECONNRESET: "the connection was closed before an answer; should the URL use https?",
  EHOSTUNREACH: "no route to the host",
  ENETUNREACH: "no route to the network",
  CERT_HAS_EXPIRED: "its certificate has expired",
  CERT_NOT_YET_VALID: "its certificate is not valid yet",
  DEPTH_ZERO_SELF_SIGNED_CERT: UNKNOWN_CA,
  SELF_SIGNED_CERT_IN_CHAIN: UNKNOWN_CA,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNKNOWN_CA,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNKNOWN_CA,
  ERR_TLS_CERT_ALTNAME_INVALID: "its certificate is for another host",
};
