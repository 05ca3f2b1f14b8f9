import type { ControlHandlers } from "../control.js";

export const feed = {} as Pick<ControlHandlers, "listFeed" | "publishNow">;
