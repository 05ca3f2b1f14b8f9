import { LonePage } from "./lone-page.js";
import type { Html } from "./page.js";

/** The page that reports an error. */
export function ErrorPage(props: { root: string; status: number; message: string }): Html {
  const { root, status, message } = props;
  return <LonePage root={root} title={status === 404 ? "Not found" : "Error"} text={message} />;
}
