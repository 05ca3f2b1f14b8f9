/**
 * The JS API: start an emulator or connect to one, and drive it.
 *
 * @packageDocumentation
 */
export { type ConnectOptions, connectEmulator } from "./api/connect.js";
export {
  type ControlClient,
  type ControlInput,
  type ControlOutput,
  type Endpoint,
} from "./api/control-client.js";
export { EmulatorError } from "./api/errors.js";
export { type FaultHandle } from "./api/fault.js";
export { type EmulatorHandle, type ProductFetch } from "./api/handle.js";
export { startEmulator, type StartOptions } from "./api/start.js";
export type {
  Account,
  AdvanceReport,
  ClockState,
  Credentials,
  Exchange,
  ExchangeFilter,
  ExchangeWait,
  FaultEffect,
  FaultInfo,
  FaultRule,
  FaultSet,
  Latency,
  SandboxInfo,
  SandboxOptions,
  SeedDocument,
  SnapshotDocument,
  SnapshotInfo,
  Status,
  Trace,
} from "./api/types.js";
