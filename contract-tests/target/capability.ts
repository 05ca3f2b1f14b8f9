/** The capabilities that clauses can need. A clause whose needs are not met is skipped, with the reason. */
export type Capability =
  /** The suite may create objects (`--profile full`; for targets on other machines also `--allow-writes`). */
  | "writes"
  /** The suite may create its own products; otherwise it uses `--product ID`. */
  | "create-products"
  /** The suite can act as an agent. */
  | "agent-api"
  /** Credentials of a second account are known. */
  | "second-account"
  /** The target has the legacy API, and an organization of the account is known. */
  | "legacy"
  /** Email and password of the account are known, for the token endpoint. */
  | "password"
  /** An account is known for each documented reason to refuse a login. */
  | "barred-accounts"
  /** The target is an emulator whose control plane the suite may use, for example to add faults. */
  | "control-plane"
  /** There is a product with opportunities to read, created by others or by this run. */
  | "history"
  /** Agents other than the suite's finish opportunities within the patience. */
  | "foreign-agents";
