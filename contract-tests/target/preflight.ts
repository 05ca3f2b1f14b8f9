import type { Answer } from "./answer.js";
import { TargetError } from "./target-error.js";
import { TransportError } from "./transport.js";

/** Sends the first request to a target. @throws TargetError, one line: what came, and what to do */
export async function firstAnswer(url: string, whose: string, send: () => Promise<Answer>): Promise<Answer> {
  let answer: Answer;
  try {
    answer = await send();
  } catch (error) {
    if (error instanceof TransportError) throw new TargetError(`${url}: ${unreachable(error)}`);
    throw error;
  }
  const problem = problemOf(answer, whose);
  if (problem !== null) throw new TargetError(`${url}: ${problem}`);
  return answer;
}

/** Why an answer shows that the target cannot be judged; null where it can. */
function problemOf(answer: Answer, whose: string): string | null {
  const { status, headers, json, contentType } = answer;
  const request = "GET /products";
  if (status === 401 || status === 403)
    return `${whose} are refused (HTTP ${status}${messageOf(json)}); check keys and secrets, and that this is the URL that they are for`;
  if (status >= 300 && status < 400) {
    const to = headers["location"];
    return `${request} is redirected${to === undefined ? "" : ` to ${to.replace(/\/products\/?$/, "")}`} (HTTP ${status}); give the URL that it leads to, for a signature holds for one URL only`;
  }
  if (contentType.includes("html") || (json === undefined && /^\s*</.test(answer.text)))
    return `${request} is answered with a page (HTTP ${status}, ${contentType || "no content type"}${titleOf(answer.text)}), not with JSON; is the URL that of the API, with its path?`;
  if (status === 404) return `${request} is not there (HTTP 404${messageOf(json)}); is the URL's path right?`;
  if (status === 429 || status >= 500)
    return `${request} is answered with HTTP ${status}${messageOf(json)}; try again when the service is well`;
  if (json === undefined)
    return `${request} is answered with no JSON (HTTP ${status}, ${contentType || "no content type"}); is that the API?`;
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

/** Why no answer came, by the system's or Node's code. */
function unreachable({ code, message }: TransportError): string {
  return (
    WHY[code] ?? (/^(HPE_|ERR_SSL|EPROTO)/.test(code) ? NOT_HTTP : `cannot be reached: ${message} (${code})`)
  );
}

const NOT_HTTP =
  "what listens there does not speak this protocol; is it http that should be https, or the other way round?";
const UNKNOWN_CA =
  "its certificate is signed by nobody that this machine trusts; name the authority's file in NODE_EXTRA_CA_CERTS";

const WHY: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens there; is the port right, and the service up?",
  ENOTFOUND: "there is no host of this name",
  EAI_AGAIN: "the host's name cannot be looked up; is there a network?",
  ETIMEDOUT: "no answer in time (--timeout)",
  ECONNRESET: "the connection was cut before an answer came; is it http that should be https?",
  EHOSTUNREACH: "there is no way to the host",
  ENETUNREACH: "there is no way to the network",
  CERT_HAS_EXPIRED: "its certificate has expired",
  CERT_NOT_YET_VALID: "its certificate is not valid yet",
  DEPTH_ZERO_SELF_SIGNED_CERT: UNKNOWN_CA,
  SELF_SIGNED_CERT_IN_CHAIN: UNKNOWN_CA,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNKNOWN_CA,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNKNOWN_CA,
  ERR_TLS_CERT_ALTNAME_INVALID: "its certificate is for another host",
};
