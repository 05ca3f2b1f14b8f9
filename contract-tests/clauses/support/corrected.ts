import { onRequest } from "../../mutants/changes.js";
import { type WrittenFlaw } from "../../mutants/define-flaws.js";

/** A lenient reader: a field of the request is corrected before the emulator sees it. */
export const corrected = (
  operation: string,
  field: string,
  change: (text: string) => string,
): WrittenFlaw[3] =>
  onRequest([operation], (body) => {
    const value = body[field];
    return typeof value === "string" ? { ...body, [field]: change(value) } : undefined;
  });
