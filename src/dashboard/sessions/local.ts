import type { Context } from "hono";
import { DEFAULT_SANDBOX } from "../../sandbox/registry.js";
import type { Sandboxes } from "../../sandbox/sandboxes.js";
import type { DashboardSession, SessionStrategy } from "../session.js";

/** What several replicas of an emulator share. */
export interface SharedSandboxes {
  /** A secret that all of them know. */
  sharedSecret: string;
  /** Sandboxes with where each lives (null: it rests), at most `most`. */
  names: (most: number) => Promise<{ name: string; replica: string | null }[]>;
}

/** Maximum number of other sandboxes that a page links to. */
const MOST_OTHERS = 200;

/** Sessions on a developer's machine: any sandbox, chosen by `?sandbox=`, else the default one. */
export function localSessions(sandboxes: Sandboxes, replicas: SharedSandboxes | null): SessionStrategy {
  return { open: (c) => localSession(sandboxes, c, replicas) };
}

/** @throws SandboxError */
export function localSession(
  sandboxes: Sandboxes,
  c: Context,
  replicas: SharedSandboxes | null,
): DashboardSession | Promise<DashboardSession> {
  const sandbox = sandboxes.get(c.req.query("sandbox") ?? DEFAULT_SANDBOX);
  const carry = (name: string): Record<string, string> => (name === DEFAULT_SANDBOX ? {} : { sandbox: name });
  const session = (all: readonly { name: string; where?: string }[]): DashboardSession => ({
    sandbox,
    carry: carry(sandbox.name),
    others: all
      .filter(({ name }) => name !== sandbox.name)
      .map(({ name, where }) => ({ name, carry: carry(name), ...(where !== undefined && { where }) })),
    mayNot: () => null,
    notice: null,
    logOut: null,
  });
  if (replicas === null) return session(sandboxes.registry.all().map(({ name }) => ({ name })));
  return replicas
    .names(MOST_OTHERS)
    .then((all) => session(all.map(({ name, replica }) => ({ name, where: replica ?? "resting" }))));
}
