import type { components } from "../spec/control-types.gen.js";

/** A deliberate failure, and when it strikes. */
export type FaultRule = components["schemas"]["FaultRule"];
export type FaultEffect = FaultRule["effect"];
/** The one field that says what an effect is. */
export type EffectKind = Exclude<keyof FaultEffect, "message" | "retry_after_s">;
