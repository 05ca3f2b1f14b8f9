import type { Context } from "hono";
import { DEFAULT_SANDBOX } from "../../sandbox/registry.js";
import type { Sandboxes } from "../../sandbox/sandboxes.js";
import type { DashboardSession, SessionStrategy } from "../session.js";

/** Sessions on a developer's machine: any sandbox, chosen by `?sandbox=`, else the default one. */
export function localSessions(sandboxes: Sandboxes): SessionStrategy {
  return { open: (c) => localSession(sandboxes, c) };
}

/** @throws SandboxError */
export function localSession(sandboxes: Sandboxes, c: Context): DashboardSession {
  const sandbox = sandboxes.get(c.req.query("sandbox") ?? DEFAULT_SANDBOX);
  const carry = (name: string): Record<string, string> => (name === DEFAULT_SANDBOX ? {} : { sandbox: name });
  return {
    sandbox,
    carry: carry(sandbox.name),
    others: sandboxes.registry
      .all()
      .filter((one) => one !== sandbox)
      .map(({ name }) => ({ name, carry: carry(name) })),
    mayNot: () => null,
    notice: null,
    logOut: null,
  };
}
