import { boundedText } from "../../../src/text/bounded-text.js";
import type { ClauseContext } from "../clause.js";

/** A fault of an emulator, in the form of its control plane. */
export interface Fault {
  name?: string;
  match: Record<string, unknown>;
  effect: Record<string, unknown>;
  times?: number;
}

/** Runs the work while an emulator has a fault; on targets without a control plane, without the fault. */
export async function withFault<T>(t: ClauseContext, fault: Fault, work: () => Promise<T>): Promise<T> {
  if (!t.target.capabilities.has("control-plane")) return work();
  const added = await control(t, "POST", "", fault);
  if (added.status !== 201) throw new Error(`the control plane refused a fault: HTTP ${added.status}`);
  const { faults } = JSON.parse(await boundedText(added)) as { faults: { id: string }[] };
  try {
    return await t.expectingServerErrors(work);
  } finally {
    for (const { id } of faults) await control(t, "DELETE", `/${id}`);
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
  return fetch(`${url}/_emulator/faults${path}${query}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}
