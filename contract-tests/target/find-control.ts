import { boundedText } from "../../src/text/bounded-text.js";
import { isLoopback } from "../../src/text/loopback.js";
import { plainFetch } from "../../src/text/plain-fetch.js";
import type { TargetOptions } from "./target.js";

/** Whether a URL refers to this machine. */
export function isLocal(url: string): boolean {
  return isLoopback(new URL(url).hostname);
}

type Control = NonNullable<TargetOptions["control"]>;

/** The control plane of an emulator, with the sandbox of the credentials; or the reason why it is not used. */
export async function findControl(
  { control, credentials, exclusive }: TargetOptions,
  url: string,
): Promise<Control | string> {
  if (!control && !isLocal(url)) return "the target is not on this machine, so the suite must not use faults";
  const { url: at, token } = control ?? { url, token: null };
  if (exclusive && control) return control;
  try {
    const headers: Record<string, string> = token === null ? {} : { authorization: `Bearer ${token}` };
    const answer = await plainFetch(`${at}/_emulator/sandboxes`, {
      headers,
      redirect: "manual",
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    if (answer.status === 401) return "its control plane needs a token (--admin-token)";
    if (!answer.ok) return `not an emulator: GET /_emulator/sandboxes gets HTTP ${answer.status}`;
    const { sandboxes } = JSON.parse(await boundedText(answer, MAX_LIST)) as { sandboxes: Sandbox[] };
    const ours = sandboxes.find(({ accounts }) =>
      accounts.some((account) => account.credentials.consumer_key === credentials.consumer_key),
    );
    return ours ? { url: at, token, sandbox: ours.name } : "no sandbox of the emulator has these credentials";
  } catch {
    return "not an emulator: no control plane answers";
  }
}

const PATIENCE_MS = 5000;
/** The longest list of sandboxes that is read, in bytes. */
const MAX_LIST = 16 * 1024 * 1024;

interface Sandbox {
  name: string;
  accounts: { credentials: { consumer_key: string } }[];
}
