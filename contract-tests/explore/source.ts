import type { Random } from "./random.js";
import type { Values } from "./values.js";
import type { World } from "./world.js";

/** What requests are drawn from. */
export interface Source {
  random: Random;
  values: Values;
  world: World;
  /** Whether tokens may be created. */
  hasLogin: boolean;
  /** Whether there is a second account. */
  hasSecond: boolean;
}
