import type { Context } from "hono";
import { BodyBrokenOff, fromSocket } from "../http/body.js";
import type { Bindings } from "../http/context.js";

/** The values of each field of a form, by its name. */
export type FormFields = ReadonlyMap<string, readonly string[]>;

/** Why a form is not read. */
export interface Unread {
  status: 400 | 413;
  why: string;
}

const URL_ENCODED = "application/x-www-form-urlencoded";
const AMPERSAND = "&".charCodeAt(0);

/** Maximum number of fields: 200 rows of a list have 400. A field costs far more than its bytes. */
const MAX_FIELDS = 2000;

/**
 * The fields of a form of `length` bytes, which takes room as it comes. Forms have the type that the dashboard's pages send: one
 * in parts costs far more than its bytes. @throws NoRoom
 */
export async function formFields(c: Context, length: number): Promise<FormFields | Unread> {
  const type = c.req.header("content-type") ?? "";
  if (length > 0 && type.split(";", 1)[0]!.trim().toLowerCase() !== URL_ENCODED)
    return { status: 400, why: `its Content-Type must be ${URL_ENCODED}` };
  const body = await bodyOf(c, length);
  if (body === null) return { status: 400, why: "it is not complete" };
  if (hasTooMany(body)) return { status: 413, why: `it has more than ${MAX_FIELDS} fields` };
  const fields = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(body.toString("utf8"))) {
    const values = fields.get(name);
    if (values) values.push(value);
    else fields.set(name, [value]);
  }
  return fields;
}

/** Whether a body has more than {@link MAX_FIELDS}, without parsing it. */
function hasTooMany(body: Buffer): boolean {
  let place = -1;
  for (let ends = 0; ends < MAX_FIELDS; ends++) {
    place = body.indexOf(AMPERSAND, place + 1);
    if (place === -1) return false;
  }
  return true;
}

/** The whole body; null if it breaks off. */
async function bodyOf(c: Context, length: number): Promise<Buffer | null> {
  const { incoming, takeRoom } = c.env as Bindings;
  if (incoming === undefined) return Buffer.from(await c.req.raw.arrayBuffer());
  try {
    return (await fromSocket(incoming, length, takeRoom))?.whole() ?? null;
  } catch (error) {
    if (error instanceof BodyBrokenOff) return null;
    throw error;
  }
}
