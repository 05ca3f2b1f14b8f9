import { isObject } from "../../src/schema/json-type.js";
import { HIDDEN } from "../../src/http/secrets.js";
import { jsonOf, type TrafficExchange } from "../exchange.js";
import type { Stage } from "./stage.js";

/** What a wrong password is replaced by. */
const WRONG = "wrong-password-of-a-replay";

/** The body of a token request with the stage's secrets, or with wrong ones where the recorded ones were refused. */
export function loginBody(
  exchange: TrafficExchange,
  stage: Stage,
): { body: string | null } | { why: string } {
  const sent = jsonOf(exchange.body);
  if (!isObject(sent))
    return exchange.body.text?.includes(HIDDEN) === true
      ? { why: "its secrets are not in the recording" }
      : { body: exchange.body.text };
  const hidden = Object.keys(sent).filter((name) => sent[name] === HIDDEN);
  if (hidden.length === 0) return { body: exchange.body.text };
  const known = typeof sent["email"] === "string" ? stage.passwordOf(sent["email"]) : null;
  const told = jsonOf(exchange.answer?.body ?? exchange.body);
  const code = isObject(told) ? told["code"] : undefined;
  if (known === null && code !== "INVALID_CREDENTIALS")
    return { why: "its password is not in the recording" };
  const right: Readonly<Record<string, string>> = {
    password: code === "INVALID_CREDENTIALS" ? WRONG : known!.password,
    otp: code === "TWOFACTOR_FAILURE" ? WRONG : (known?.otp ?? WRONG),
  };
  const next = Object.fromEntries(
    Object.entries(sent).map(([name, value]) => [name, value === HIDDEN ? (right[name] ?? value) : value]),
  );
  return { body: JSON.stringify(next) };
}
