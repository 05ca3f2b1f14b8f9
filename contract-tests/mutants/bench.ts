import type { Target } from "../target/target.js";
import type { Mutant } from "./mutant.js";

/** A target of which one flawed copy after the other is made. */
export interface Bench {
  /** Known by a probe of the target without a flaw; its URL is that of the flawed one. */
  target: Target;
  /** Puts a flaw in the place of the last one; null for none. */
  put(mutant: Mutant | null): void;
  close(): Promise<void>;
}
