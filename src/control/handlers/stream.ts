import type { ControlHandlers } from "../control.js";

export const stream = {} as Pick<ControlHandlers, "streamEvents">;
