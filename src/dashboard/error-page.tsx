import { LonePage } from "./lone-page.js";
import type { Html } from "./page.js";

/** The page that reports an error. */
export function ErrorPage({ status, message }: { status: number; message: string }): Html {
  return <LonePage title={status === 404 ? "Not found" : "Error"} text={message} />;
}
