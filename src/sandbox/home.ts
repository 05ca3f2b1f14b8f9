import type { Store } from "../persistence/store.js";
import type { SavedNonces } from "./nonce-store.js";

/** Where sandboxes are kept that several processes share, each open in one of them at a time. */
export interface SandboxHome {
  /** Makes the place of a new sandbox. False if one of this name exists. */
  make: (name: string) => Promise<boolean>;
  /** Opens the store of a sandbox that this process owns. */
  store: (name: string) => Promise<Store>;
  /** Call it before a sandbox that this process took is served. @throws StoreError if another one may own it by now */
  expectOwned: (name: string) => void;
  /** The nonces that the last owner left (null: none), and the second before which a signature may have been used. */
  nonces: (name: string) => Promise<{ saved: SavedNonces | null; notBefore: number | null }>;
  /** Those of some consumer keys that other sandboxes have. */
  taken: (keys: readonly string[], name: string) => Promise<ReadonlySet<string>>;
  /** Deletes a sandbox with all that belongs to it. @throws StoreError if another process may own it by now */
  remove: (name: string) => Promise<void>;
}
