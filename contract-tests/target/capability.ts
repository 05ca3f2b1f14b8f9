/** What a clause can need of a target; a clause whose needs are not met is skipped, with the reason. */
export type Capability =
  /** The suite may create things (`--profile full`, and on a target that is not local `--allow-writes`). */
  | "writes"
  /** It may make products of its own; else it works below `--product ID`. */
  | "create-products"
  /** The suite can be an agent itself. */
  | "agent-api"
  /** Credentials of a second account are known. */
  | "second-account"
  /** The legacy API is there, and an organization of the account is known. */
  | "legacy"
  /** Email and password of the account are known, for the token endpoint. */
  | "password"
  /** Accounts that are barred in each documented way are known. */
  | "barred-accounts"
  /** The target is an emulator whose control plane the suite may use: faults can be made. */
  | "control-plane"
  /** There is something to read: a product, with opportunities, that others or this run made. */
  | "history"
  /** Agents that are not the suite's finish what is advertised, within the patience. */
  | "foreign-agents";
