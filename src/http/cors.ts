import { Hono } from "hono";
import { cors } from "hono/cors";
import type { Fetch } from "./server.js";

/** How long a browser may keep the answer to a preflight request, in seconds. */
const MAX_AGE_S = 600;

/** The origins of the setting `cors`. */
export const corsOrigins = (setting: string | null): string[] => setting?.split(",") ?? [];

/**
 * Lets web pages of these origins use the product API (`--cors`): answers their preflight requests, and permits them to
 * read the answers. Other requests pass unchanged.
 */
export function withCors(origins: readonly string[], product: Fetch): Fetch {
  if (origins.length === 0) return product;
  const app = new Hono();
  const permit = cors({
    origin: origins.includes("*") ? "*" : [...origins],
    allowMethods: ["GET", "HEAD", "POST", "PUT", "DELETE"],
    allowHeaders: ["Authorization", "Content-Type"],
    exposeHeaders: ["Allow", "Retry-After", "WWW-Authenticate", "X-Request-Id"],
    maxAge: MAX_AGE_S,
  });
  app.use(async (c, next) => {
    const isPreflight = c.req.header("access-control-request-method") !== undefined;
    // Without an Origin, OPTIONS is a method that the API does not have.
    if (c.req.header("origin") === undefined || (c.req.method === "OPTIONS" && !isPreflight)) await next();
    else return permit(c, next);
  });
  app.all("*", async (c) => product(c.req.raw, c.env as object));
  return (request, bindings) => app.fetch(request, bindings);
}
