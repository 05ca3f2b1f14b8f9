import type { ControlHandlers } from "../control.js";

export const exchanges = {} as Pick<
  ControlHandlers,
  "listExchanges" | "countExchanges" | "getExchange" | "waitForExchange" | "clearExchanges" | "exportHar"
>;
