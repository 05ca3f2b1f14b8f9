import type { Config } from "../config.js";
import type { AdminGate } from "../http/admin-gate.js";
import type { ProcessFigures } from "../http/process-figures.js";
import type { Refusal } from "../domain/refusal.js";
import type { Logger } from "../log.js";
import type { LongList } from "../operations/long-list.js";
import type { Sandbox } from "../sandbox/sandbox.js";
import type { Sandboxes } from "../sandbox/sandboxes.js";
import type { Snapshots } from "../sandbox/snapshots.js";
import type { components, operations } from "../spec/control-types.gen.js";
import type { LoadedSpec } from "../spec/operation-table.js";
import type { AnswerOf, InputOf } from "../spec/typed-operations.js";

/** Every operation of the control plane; a missing handler does not compile. */
export type ControlId = keyof operations;

/** All replicas of an emulator that has several. */
export interface ReplicaView {
  /** The sandboxes of all replicas. */
  sandboxes: () => Promise<components["schemas"]["Sandbox"][]>;
  replicas: () => components["schemas"]["Replica"][];
  /** Notes a sandbox that was made or replaced, for the lists of others. */
  made: (sandbox: Sandbox) => Promise<void>;
}

/** The parts that the control plane controls. */
export interface Controlled {
  config: Readonly<Config>;
  sandboxes: Sandboxes;
  productSpec: LoadedSpec;
  controlSpec: LoadedSpec;
  snapshots: Snapshots;
  /** Compares admin tokens; null if the emulator has none. */
  gate: AdminGate | null;
  /** Why the emulator is not ready yet; null when it is. */
  notReady: () => string | null | Promise<string | null>;
  /** Counters and measurements of the process. */
  figures: ProcessFigures;
  /** Null if there is only this process. */
  replicas: ReplicaView | null;
  log: Logger;
}

/** The input of a handler. */
export interface ControlCall extends Controlled {
  /** The sandbox that the request names (`?sandbox=`, else the default one). @throws SandboxError */
  sandbox: () => Sandbox;
  /** Aborts when the client disconnects. */
  signal: AbortSignal;
  /** A header of the request. */
  header: (name: string) => string | undefined;
  /** An answer that lasts as long as the stream that `start` begins. */
  stream: (start: () => ReadableStream<Uint8Array>, headers: Record<string, string>) => Response;
}

/** A refusal of the control plane only. Header names are in lower case. */
export interface ControlRefusal {
  control: { status: 403 | 408 | 503; id: string; message: string; headers?: Record<string, string> };
}

/** An answer of the spec, a refusal, or (for streams) a ready response. */
export type ControlAnswer<Id extends ControlId> =
  | (AnswerOf<operations, Id> & {
      /** The body as JSON, where it is made already. */
      text?: string;
      /** The whole list, where the body has only its first items. */
      long?: LongList;
    })
  | Refusal
  | ControlRefusal
  | Response;
export type ControlHandler<Id extends ControlId> = (
  input: InputOf<operations, Id>,
  call: ControlCall,
) => ControlAnswer<Id> | Promise<ControlAnswer<Id>>;
export type ControlHandlers = { [Id in ControlId]: ControlHandler<Id> };
