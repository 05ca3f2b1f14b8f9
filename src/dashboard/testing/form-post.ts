/** Decodes the HTML entities of an attribute's or an element's text. */
export function fromHtml(html: string): string {
  const named: Record<string, string> = { quot: '"', "#39": "'", lt: "<", gt: ">", amp: "&" };
  return html.replaceAll(/&(quot|#39|lt|gt|amp);/g, (_, name: string) => named[name]!);
}

/** The value of a page's hidden field; undefined if there is none. */
export function hiddenField(html: string, name: string): string | undefined {
  const value = new RegExp(`<input type="hidden" name="${name}" value="([^"]*)"`).exec(html)?.[1];
  return value === undefined ? undefined : fromHtml(value);
}

/** The text of the `<pre>` or the `<textarea>` with this id. */
export function textOf(html: string, id: string): string {
  const found = new RegExp(`<(pre|textarea) id="${id}"[^>]*>([\\s\\S]*?)</\\1>`).exec(html)?.[2];
  return fromHtml(found ?? "").replace(/^\n/, "");
}

/** Sends a form as a browser without scripts does, and returns the resulting page. */
export async function sendForm(url: string, fields: Record<string, string>): Promise<string> {
  const crlf = Object.entries(fields).map(([name, value]): [string, string] => [
    name,
    value.replaceAll("\n", "\r\n"),
  ]);
  const answer = await fetch(url, { method: "POST", body: new URLSearchParams(crlf), redirect: "manual" });
  return answer.text();
}
