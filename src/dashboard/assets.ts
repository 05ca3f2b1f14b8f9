import type { Context } from "hono";
import { assets, hash } from "../generated/assets.js";

/** The address of a script, style or picture below the dashboard's path. It changes when any of these files changes. */
export const assetPath = (root: string, name: string): string => `${root}/assets/${hash}/${name}`;

/** Answers with a file of `src/generated/assets.js` that the browser may cache forever. */
export function asset(c: Context): Response {
  const { name, hash: asked } = c.req.param() as { name: string; hash: string };
  const found = asked === hash && Object.hasOwn(assets, name) ? assets[name] : undefined;
  if (!found)
    return c.text("This file does not exist. Reload the page.", 404, { "Cache-Control": "no-store" });
  return c.body(found.text, 200, {
    "Content-Type": found.type,
    "Cache-Control": "public, max-age=31536000, immutable",
  });
}
