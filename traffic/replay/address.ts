import { asciiDecoded } from "../../src/text/percent-decoded.js";

/** The opportunity in a path outside the contract, if it has one. */
export const opportunityIn = (path: string): string | undefined =>
  /\/test-opportunities[/\\]+([^/\\?#;\s]+)/i.exec(asciiDecoded(path.split("?")[0]!))?.[1];
