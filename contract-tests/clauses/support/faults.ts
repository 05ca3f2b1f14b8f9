import { boundedText } from "../../../src/text/bounded-text.js";
import { plainFetch } from "../../../src/text/plain-fetch.js";
import type { ClauseContext } from "../clause.js";

/** A fault of an emulator, in the form of its control plane. */
export interface Fault {
  name?: string;
  match: Record<string, unknown>;
  effect: Record<string, unknown>;
  times?: number;
}

/** How long an answer of the control plane may take, in milliseconds. */
const PATIENCE_MS = 30_000;

/** Runs the work while an emulator has a fault; on targets without a control plane, without the fault. */
export async function withFault<T>(t: ClauseContext, fault: Fault, work: () => Promise<T>): Promise<T> {
  if (!t.target.capabilities.has("control-plane")) return work();
  const added = await control(t, "POST", "", fault);
  if (added.status !== 201) throw new Error(`the control plane refused a fault: HTTP ${added.status}`);
  const { faults } = JSON.parse(await boundedText(added)) as { faults: { id: string }[] };
  try {
    return await t.expectingServerErrors(work);
  } finally {
    for (const { id } of faults) await control(t, "DELETE", `/${encodeURIComponent(id)}`);
  }
}

async function control(
  { target }: ClauseContext,
  method: string,
  path: string,
  body?: unknown,
): Promise<Response> {
  const { url, token, sandbox } = target.control!;
  const query = sandbox === undefined ? "" : `?sandbox=${encodeURIComponent(sandbox)}`;
  const headers: Record<string, string> = { "content-type": "application/json" };
  if (token !== null) headers["authorization"] = `Bearer ${token}`;
  return plainFetch(`${url}/_emulator/faults${path}${query}`, {
    method,
    headers,
    // A target could lead to another emulator of this machine.
    redirect: "manual",
    signal: AbortSignal.timeout(PATIENCE_MS),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}
