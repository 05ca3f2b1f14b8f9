import { createHmac } from "node:crypto";
import { sameText } from "../text/same-text.js";

/** The cookie of a visitor of the dashboard with the admin token. */
export const SESSION_COOKIE = "spi-session";

/** What the cookie holds with replicas, which accept each other's until the token or the database changes. */
export const sharedWorth = (secret: string, adminToken: string | null): string =>
  createHmac("sha256", secret)
    .update(adminToken ?? "")
    .digest("hex");

/** Whether a `Cookie` header has the session. */
export function hasSession(cookies: string | undefined, worth: string): boolean {
  const named = (cookies ?? "").split(";").map((one) => one.trim().split("=", 2));
  return named.some(([name, value = ""]) => name === SESSION_COOKIE && sameText(value, worth));
}
