import { isLoopback } from "../../src/text/loopback.js";
import type { TargetOptions } from "./target.js";

/** Whether only this machine is meant by a URL. */
export function isLocal(url: string): boolean {
  return isLoopback(new URL(url).hostname);
}

type Control = NonNullable<TargetOptions["control"]>;

/** The control plane of a target that is an emulator, with the sandbox of the credentials; or why it is not used. */
export async function findControl(
  { control, credentials, exclusive }: TargetOptions,
  url: string,
): Promise<Control | string> {
  if (!control && !isLocal(url))
    return "it is not on this machine, so it is no emulator whose faults are ours to use";
  const { url: at, token } = control ?? { url, token: null };
  if (exclusive && control) return control;
  try {
    const headers: Record<string, string> = token === null ? {} : { authorization: `Bearer ${token}` };
    const answer = await fetch(`${at}/_emulator/sandboxes`, {
      headers,
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    if (answer.status === 401) return "its control plane wants a token (--admin-token)";
    if (!answer.ok)
      return `it is no emulator: GET /_emulator/sandboxes is answered with HTTP ${answer.status}`;
    const { sandboxes } = (await answer.json()) as { sandboxes: Sandbox[] };
    const ours = sandboxes.find(({ accounts }) =>
      accounts.some((account) => account.credentials.consumer_key === credentials.consumer_key),
    );
    return ours
      ? { url: at, token, sandbox: ours.name }
      : "none of the emulator's sandboxes has these credentials";
  } catch {
    return "it is no emulator: its control plane does not answer";
  }
}

const PATIENCE_MS = 5000;

interface Sandbox {
  name: string;
  accounts: { credentials: { consumer_key: string } }[];
}
