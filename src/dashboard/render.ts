import type { Html } from "./page.js";

/** A component as text. One that waits for something makes all around it wait. */
export const render = async (html: Html): Promise<string> => (await html).toString();

/** A whole page as text. */
export const renderPage = async (html: Html): Promise<string> => `<!doctype html>${await render(html)}`;
