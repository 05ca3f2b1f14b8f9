import type { LoadedSpec } from "../../spec/operation-table.js";

/** Two statements of the documents that disagree: an entry of the spec's `x-contradictions`. */
export interface Contradiction {
  /** `C-1`. */
  id: string;
  title: string;
  /** What the documents say in one place. */
  one: string;
  /** And in another. */
  another: string;
  /** What the emulator does. */
  served: string;
}

/** Every contradiction that the spec lists. */
export function contradictions({ document }: LoadedSpec): Contradiction[] {
  const listed = (document["x-contradictions"] ?? {}) as Record<string, Omit<Contradiction, "id">>;
  return Object.entries(listed).map(([id, texts]) => ({ id, ...texts }));
}
