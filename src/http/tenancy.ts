import type { Sandbox } from "../sandbox/sandbox.js";
import type { SandboxRegistry } from "../sandbox/registry.js";
import { ORDINARY_TERMS, type SandboxTerms } from "../sandbox/terms.js";
import type { Bounds, Fetch } from "./server.js";

/** Whether a request may go ahead: what is to be called when it is answered, or why not and when to come again. */
export type Admission = { done: () => void } | { refused: string; waitMs: number };

/**
 * Who may come to an emulator, and how much each may use. The ordinary emulator has one tenant, who may do all there is
 * ({@link singleTenant}); a demo host has its visitors.
 */
export interface Tenancy {
  /** What the default sandbox is made with. */
  readonly main: { seed: string; lab: boolean; terms: SandboxTerms };
  /** What the server grants to a connection; null where clients are trusted. */
  readonly bounds: Readonly<Bounds> | null;
  /** Most bytes of a body of the product API, where an operation allows more. */
  readonly maxBodyBytes: number;
  /** Stands before all planes. */
  front: (planes: Fetch) => Fetch;
  /** The sandbox of a request that nobody signs, by the e-mail address in its body; null where there is none. */
  sandboxOfLogIn: (email: () => string | null) => Sandbox | null;
  /** Lets a client's request of the product API go ahead, or refuses it. */
  admit: (sandbox: Sandbox) => Admission;
  close: () => void;
}

const ADMITTED: Admission = { done: () => undefined };

/** One tenant: whoever can reach the emulator. */
export function singleTenant(
  registry: SandboxRegistry,
  { seed, lab, terms = ORDINARY_TERMS }: { seed: string; lab: boolean; terms?: SandboxTerms },
): Tenancy {
  return {
    main: { seed, lab, terms },
    bounds: null,
    maxBodyBytes: Infinity,
    front: (planes) => planes,
    sandboxOfLogIn: () => registry.main,
    admit: () => ADMITTED,
    close: () => undefined,
  };
}
