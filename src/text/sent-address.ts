import { asciiDecoded, percentDecoded } from "./percent-decoded.js";

/**
 * Why a path cannot be sent as it is: the parser of URLs makes another one of it, for it drops fragments and tabs, and follows
 * steps back. Null if it only encodes what is not encoded.
 */
export function otherWhenSent(path: string): string | null {
  const { pathname, search } = new URL(`http://stage${path}`);
  const sent = pathname + search;
  const isSame = percentDecoded(sent) === percentDecoded(path.replace(/\?$/, ""));
  return isSame ? null : `its address would be sent as ${sent}`;
}

/**
 * The parts of a path, also where they are divided in another way that a service may follow: by `%2F`, `;`, a verb behind a
 * colon, or in the query. One broken escape hides none of them.
 */
export function partsOf(path: string): string[] {
  const plain = path.split(/[/?]/).map((part) => percentDecoded(part));
  const decoded = asciiDecoded(path);
  return [/[/\\?#;&=\s]+/, /[^\w.~-]+/, /[^\w-]+/].reduce(
    (parts, by) => [...parts, ...decoded.split(by)],
    plain,
  );
}
