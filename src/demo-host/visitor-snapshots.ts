import { SandboxError } from "../sandbox/sandboxes.js";
import { memorySnapshots, type Snapshots } from "../sandbox/snapshots.js";
import { MAX_SNAPSHOT_BYTES, MAX_SNAPSHOTS } from "./visitor-limits.js";

/** A visitor's snapshots: limited, in memory, deleted with the visitor's sandbox. */
export function visitorSnapshots(): Snapshots {
  return memorySnapshots((bytes, others) => {
    if (others.length >= MAX_SNAPSHOTS) {
      throw new SandboxError(
        "conflict",
        `there are ${MAX_SNAPSHOTS} snapshots, which is the maximum here; delete one`,
      );
    }
    const all = others.reduce((sum, entry) => sum + entry.bytes, bytes);
    if (all > MAX_SNAPSHOT_BYTES) {
      const message = `the snapshots would take ${all} bytes; the maximum here is ${MAX_SNAPSHOT_BYTES}; delete one`;
      throw new SandboxError("conflict", message);
    }
  });
}
