import { MAX_EXCHANGES } from "../../sandbox/exchange-log.js";
import { hasPublicPassword } from "../../sandbox/random-passwords.js";
import { seedNames } from "../../sandbox/seed.js";
import { MAX_SANDBOXES } from "../../sandbox/sandboxes.js";
import { MAX_DEPTH, MAX_VALUES } from "../../http/json-text.js";
import { version } from "../../package-files.js";
import type { ControlHandlers } from "../control.js";

export const emulator: Pick<
  ControlHandlers,
  "getHealth" | "getReady" | "getInfo" | "getControlSpec" | "getProductSpec"
> = {
  getHealth: (_, { sandboxes }) => ({
    status: 200,
    body: { status: "alive", public_passwords: hasPublicPassword(sandboxes.registry.all()) },
  }),

  async getReady(_, { notReady }) {
    const missing = await notReady();
    if (missing === null) return { status: 200, body: { status: "ready" } };
    return {
      control: { status: 503, id: "service-unavailable", message: missing, headers: { "retry-after": "1" } },
    };
  },

  getInfo(_, { productSpec, config }) {
    const { title, version: specVersion, operations } = productSpec;
    const bytes = operations.map(({ body }) => body?.maxBytes ?? 0);
    return {
      status: 200,
      body: {
        version,
        spec: { title, version: specVersion },
        operations: operations.map(({ operationId, method, path, tag, deprecated }) => ({
          operation_id: operationId,
          method: method.toUpperCase() as "GET",
          path,
          tag,
          deprecated,
        })),
        limits: {
          body_bytes: Math.min(...bytes.filter((limit) => limit > 0)),
          result_bytes: Math.max(...bytes),
          json_depth: MAX_DEPTH,
          json_values: MAX_VALUES,
          exchanges: MAX_EXCHANGES,
          sandboxes: MAX_SANDBOXES,
        },
        seeds: seedNames(),
        auth: config.auth,
        public_url: config.publicUrl,
        clock_modes: ["scaled", "manual"],
      },
    };
  },

  getControlSpec: (_, { controlSpec }) => ({ status: 200, body: controlSpec.document as never }),
  getProductSpec: (_, { productSpec }) => ({ status: 200, body: productSpec.document as never }),
};
