import { DocumentError } from "../src/documents/document-error.js";

/** Device profiles that cannot be used. */
export class ProfileError extends DocumentError {
  override name = "ProfileError";
}
