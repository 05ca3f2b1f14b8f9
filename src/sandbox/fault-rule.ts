import type { components } from "../spec/control-types.gen.js";

/** A deliberate failure, and when it applies. */
export type FaultRule = components["schemas"]["FaultRule"];
export type FaultEffect = FaultRule["effect"];
/** The field that determines the kind of an effect. */
export type EffectKind = Exclude<keyof FaultEffect, "message" | "retry_after_s">;
