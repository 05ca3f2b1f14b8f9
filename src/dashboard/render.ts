import type { Html } from "./page.js";

/** Renders a component as text; waits for asynchronous components in it. */
export const render = async (html: Html): Promise<string> => (await html).toString();

/** Renders a whole page as text. */
export const renderPage = async (html: Html): Promise<string> => `<!doctype html>${await render(html)}`;
