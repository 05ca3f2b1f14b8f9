import { percentDecoded } from "../../src/text/percent-decoded.js";

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

/** The parts of a path, also where they are divided in another way that a service may follow: by `%2F`, `;` or in the query. */
export function partsOf(path: string): string[] {
  const plain = path.split(/[/?]/).map((part) => percentDecoded(part));
  return [...plain, ...percentDecoded(path).split(/[/\\?#;&=\s]+/)];
}

/** The opportunity in a path outside the contract, if it has one. */
export const opportunityIn = (path: string): string | undefined =>
  /\/test-opportunities[/\\]+([^/\\?#;\s]+)/i.exec(percentDecoded(path.split("?")[0]!))?.[1];
