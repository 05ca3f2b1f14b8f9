import type { Sandbox } from "../sandbox/sandbox.js";
import type { SandboxRegistry } from "../sandbox/registry.js";
import { ORDINARY_TERMS, type SandboxTerms } from "../sandbox/terms.js";
import type { Bounds, Fetch } from "./server.js";

/**
 * A function to call when the admitted request is answered (null: nothing is counted), or why the request is refused and
 * when to try again.
 */
export type Admission = { done: () => void } | null | { refused: string; waitMs: number };

/** What tells the address of a client. */
export interface Caller {
  headers: Headers;
  bindings: object;
}

/**
 * Who may use an emulator, and how much. The ordinary emulator has one tenant, who may do everything
 * ({@link singleTenant}); a demo host has its visitors.
 */
export interface Tenancy {
  /** Settings of the default sandbox. */
  readonly main: { seed: string; lab: boolean; terms: SandboxTerms };
  /** Bounds of a connection; null if clients are trusted. */
  readonly bounds: Readonly<Bounds> | null;
  /** Maximum number of bytes of a product API body, even if an operation allows more. */
  readonly maxBodyBytes: number;
  /** Wraps all planes. */
  front: (planes: Fetch) => Fetch;
  /** A client has connected. */
  connected: () => void;
  /**
   * The sandbox of an unsigned request, by the e-mail address in its body; null if there is none. Too many for one name are
   * refused whether it is a sandbox's or not, so that nobody learns which names are.
   */
  sandboxOfLogIn: (email: () => string | null) => Sandbox | null | Extract<Admission, { refused: string }>;
  /** Admits or refuses a client's request of the product API. `logIn`: who sends a log-in, which anybody can; null for a signed request. */
  admit: (sandbox: Sandbox, logIn: Caller | null) => Admission;
  close: () => void;
}

/** One tenant: every client that can reach the emulator. */
export function singleTenant(
  registry: SandboxRegistry,
  { seed, lab, terms = ORDINARY_TERMS }: { seed: string; lab: boolean; terms?: SandboxTerms },
): Tenancy {
  return {
    main: { seed, lab, terms },
    bounds: null,
    maxBodyBytes: Infinity,
    front: (planes) => planes,
    connected: () => undefined,
    sandboxOfLogIn: () => registry.openMain,
    admit: () => null,
    close: () => undefined,
  };
}
