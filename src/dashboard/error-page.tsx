import { LonePage } from "./lone-page.js";
import type { Html } from "./page.js";

/** What is shown where a page cannot be. */
export function ErrorPage({ status, message }: { status: number; message: string }): Html {
  return <LonePage title={status === 404 ? "Not found" : "That went wrong"} text={message} />;
}
