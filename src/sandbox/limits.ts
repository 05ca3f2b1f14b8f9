import type { TableName } from "../domain/records.js";

/** How much a sandbox may hold and do that belongs to a stranger. Other sandboxes have no such limits. */
export interface SandboxLimits {
  /** Most records of a table. */
  records: Readonly<Partial<Record<TableName, number>>>;
  /** Most bytes of all records together, as JSON. */
  bytes: number;
  /** Most exchanges that are kept, and most bytes of them. */
  exchanges: number;
  exchangeBytes: number;
  /** Most events of its bus that can be caught up with. */
  events: number;
  /** Most notes of what caused what. */
  notes: number;
  /** Most nonces that are remembered. */
  nonces: number;
  /** The fastest that its clock may run. */
  speed: number;
  /** Its lab may fall asleep when no client asked anything for so many milliseconds of wall time. */
  quietMs: number;
}
