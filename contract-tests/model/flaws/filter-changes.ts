/** Changes of how filters are used, by the list that has them. */
import { without, wrap } from "../changes.js";
import type { Policy } from "../policy.js";
import type { Listing, Query } from "../records.js";

export const unused =
  (listing: Listing, name: keyof Query, only: (query: Query) => boolean = () => true) =>
  (p: Policy): void =>
    wrap(
      p.filters,
      "used",
      (right) => (where, query) =>
        where === listing && only(query) ? without({ ...right(where, query) }, name) : right(where, query),
    );

export const image =
  (listing: Listing, fits: (id: string, wanted: string) => boolean) =>
  (p: Policy): void =>
    wrap(
      p.filters,
      "image",
      (right) => (where, opportunity, wanted) =>
        where === listing ? fits(opportunity.imageUniqueId, wanted) : right(where, opportunity, wanted),
    );

export const bound =
  (listing: Listing, which: "from" | "until", fits: (time: number, limit: number) => boolean) =>
  (p: Policy): void =>
    wrap(
      p.filters,
      which,
      (right) => (where, time, limit) => (where === listing ? fits(time, limit) : right(where, time, limit)),
    );
