/** Runs the contract suite against the model server, right or changed. */
import type { Clause } from "../clauses/clause.js";
import { DEFAULT_ACCOUNTS, type AccountSeed } from "../model/accounts.js";
import type { Policy } from "../model/policy.js";
import { type ModelServer, startModelServer } from "../model/server.js";
import type { Report } from "../report/report.js";
import { runContract } from "../run/runner.js";
import { Session } from "../run/session.js";
import type { ClauseResult } from "../judge/clause-result.js";
import type { TargetOptions } from "../target/target.js";

/** A switch or a flaw of the model. */
interface Change {
  id: string;
  apply: (policy: Policy) => void;
}

/** How a run of the suite against the model is made. */
interface ModelRun {
  clauses: readonly Clause[];
  changes?: readonly Change[];
  /** Concurrent clauses. Default: 8. */
  concurrency?: number;
  /** How long to wait for asynchronous work, in milliseconds. */
  patienceMs?: number;
  signal?: AbortSignal;
}

/** How long a run waits for what a flaw may keep away. */
const PATIENCE_MS = 5000;
/** How long it waits where nothing is kept away, also on a busy machine. */
export const LONG_PATIENCE_MS = 60_000;

const BARRED: AccountSeed[] = [
  { name: "suspended", email: "suspended@example.com", password: "password", barred: "ACCOUNT_SUSPENDED" },
  {
    name: "deactivated",
    email: "deactivated@example.com",
    password: "password",
    barred: "ACCOUNT_DEACTIVATED",
  },
  {
    name: "invalidated",
    email: "invalidated@example.com",
    password: "password",
    barred: "EMAIL_INVALIDATED",
  },
  { name: "two-factor", email: "two-factor@example.com", password: "password", otp: "123456" },
];

/** Runs clauses against a model of its own, with these changes. */
export async function judgeModel({ clauses, concurrency, signal, ...run }: ModelRun): Promise<Report> {
  return withModel(run, (target) => runContract({ clauses, concurrency, signal, target }));
}

/** Runs clauses one after the other until one notices the change. Nothing is cleaned up. */
export async function judgeUntilNoticed({ clauses, signal, ...run }: ModelRun): Promise<ClauseResult[]> {
  return withModel(run, async (target) => {
    const session = await Session.open({ target, signal });
    const results: ClauseResult[] = [];
    for (const clause of clauses) {
      const result = await session.judge(clause);
      results.push(result);
      if (hasNoticed(result) || session.gone !== null) break;
    }
    session.close(true);
    return results;
  });
}

export const hasNoticed = ({ verdict }: Pick<ClauseResult, "verdict">): boolean =>
  verdict === "fails" || verdict === "finding";

/** Starts a model with these changes as a target. */
export async function withModel<T>(
  { changes = [], patienceMs = PATIENCE_MS }: Omit<ModelRun, "clauses">,
  use: (target: TargetOptions, server: ModelServer) => Promise<T>,
): Promise<T> {
  const server = await startModelServer({
    accounts: [...DEFAULT_ACCOUNTS, ...BARRED],
    changes: [...changes],
  });
  const account = (name: string) => server.accounts.find((one) => one.name === name)!;
  const login = (name: string) => ({ email: account(name).email, password: account(name).password });
  const barred = {
    twoFactor: { ...login("two-factor"), otp: "123456" },
    suspended: login("suspended"),
    deactivated: login("deactivated"),
    invalidated: login("invalidated"),
  };
  try {
    const target: TargetOptions = {
      url: server.url,
      credentials: account("docs").credentials,
      second: account("other").credentials,
      organization: account("docs").organizations[0]!,
      login: login("docs"),
      barred,
      exclusive: true,
      profile: "full",
      patienceMs,
    };
    return await use(target, server);
  } finally {
    await server.close();
  }
}
