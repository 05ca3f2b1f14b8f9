import { JsonTextError, scanJson } from "../../http/json-text.js";

/** JSON that a visitor typed. @throws Error that says why it is none, or that it is beyond the bounds of the API's bodies */
export function typedJson(text: string): unknown {
  try {
    scanJson(text);
  } catch (error) {
    if (!(error instanceof JsonTextError)) throw error;
    throw new Error(error.message.replace(/^body: /, ""), { cause: error });
  }
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new Error(`this is not JSON: ${(error as Error).message}`, { cause: error });
  }
}

/** The value of {@link typedJson}; `otherwise` for a text that it refuses. */
export function typedJsonOr<T>(text: string, otherwise: T): unknown {
  try {
    return typedJson(text);
  } catch {
    return otherwise;
  }
}
