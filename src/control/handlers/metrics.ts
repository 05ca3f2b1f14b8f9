import type { ControlHandlers } from "../control.js";
import { EXPOSITION_TYPE } from "../exposition.js";
import { metricsText } from "../metrics.js";

export const metrics: Pick<ControlHandlers, "getMetrics"> = {
  getMetrics: (_, { figures, sandboxes }) =>
    new Response(metricsText(figures, sandboxes), { headers: { "content-type": EXPOSITION_TYPE } }),
};
