import { DocumentError } from "../src/documents/document-error.js";

/** Invalid device profiles. */
export class ProfileError extends DocumentError {
  override name = "ProfileError";
}
