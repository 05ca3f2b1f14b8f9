import { ControlClient, type Endpoint } from "../api/control-client.js";
import type { Confinement } from "../http/context.js";
import type { Fetch } from "../http/server.js";

/** The operations of the control plane that a visitor may use, only on their own sandbox. */
const ALLOWED: ReadonlySet<string> = new Set<Endpoint>([
  "GET /_emulator/info",
  "GET /_emulator/openapi.json",
  "GET /_emulator/product-openapi.json",
  "POST /_emulator/reset",
  "POST /_emulator/seed",
  "GET /_emulator/snapshots",
  "POST /_emulator/snapshots",
  "GET /_emulator/snapshots/{name}",
  "DELETE /_emulator/snapshots/{name}",
  "POST /_emulator/snapshots/{name}/load",
  "GET /_emulator/clock",
  "PUT /_emulator/clock",
  "GET /_emulator/faults",
  "POST /_emulator/faults",
  "DELETE /_emulator/faults",
  "GET /_emulator/faults/{fault_id}",
  "DELETE /_emulator/faults/{fault_id}",
  "GET /_emulator/exchanges",
  "DELETE /_emulator/exchanges",
  "GET /_emulator/exchanges/count",
  "GET /_emulator/exchanges/{exchange_id}",
  "GET /_emulator/exchanges.har",
  "GET /_emulator/lab/devices",
  "GET /_emulator/lab/devices/{agent_id}",
  "POST /_emulator/lab/devices/{agent_id}/offline",
  "POST /_emulator/lab/devices/{agent_id}/online",
  "POST /_emulator/lab/devices/{agent_id}/override",
  "GET /_emulator/opportunities",
  "GET /_emulator/opportunities/{test_opportunity_id}/trace",
  "GET /_emulator/opportunities/{test_opportunity_id}/why",
  "POST /_emulator/opportunities/{test_opportunity_id}/override",
  "GET /_emulator/status",
  "GET /_emulator/feed",
  "POST /_emulator/feed/publish",
]);

/** Null if a visitor may use the operation, otherwise why not. */
export const mayNot = (endpoint: string): string | null =>
  ALLOWED.has(endpoint) ? null : "Only the operator of this demo host may do that.";

/** The control plane limited to one visitor's sandbox. The control plane itself enforces the limits. */
export function visitorControl(control: Fetch, own: Omit<Confinement, "mayNot">): ControlClient {
  const confined: Confinement = { ...own, mayNot };
  return new ControlClient({
    url: "http://127.0.0.1",
    fetch: async (url, init) => control(new Request(url, init), { confined }),
  });
}
