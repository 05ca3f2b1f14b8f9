import type { Target } from "../target/target.js";
import type { Mutant } from "./mutant.js";

/** A target that gets one flaw after the other. */
export interface Bench {
  /** The facts from a probe without a flaw; the URL has the flaw. */
  target: Target;
  /** Replaces the last flaw; null for none. */
  put(mutant: Mutant | null): void;
  close(): Promise<void>;
}
