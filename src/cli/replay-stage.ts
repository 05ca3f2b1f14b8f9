import type { Stage, StageAnswer } from "../../traffic/replay/stage.js";
import { stageSignature, type StageSigner } from "../../traffic/replay/stage-signature.js";
import type { NeededAccount } from "../../traffic/replay/needed-accounts.js";
import { wallTime } from "../clock/clock.js";
import type { ManualClock } from "../clock/manual-clock.js";
import { lastEvent } from "../domain/events.js";
import { handOver } from "../domain/walk.js";
import { createApp } from "../http/app.js";
import { singleTenant } from "../http/tenancy.js";
import { newSecret } from "../ids.js";
import { silentLog } from "../log.js";
import { handlers } from "../operations/index.js";
import { accountOf, credentialsOf } from "../sandbox/credentials.js";
import { DEFAULT_SANDBOX } from "../sandbox/registry.js";
import { Sandboxes } from "../sandbox/sandboxes.js";
import { loadSpec } from "../spec/load-spec.js";

/** The address that requests to an emulator without a socket are signed for. */
const URL_HERE = "http://emulator.replay";
const PASSWORD = "password-of-a-replay";
const OTP = "123456";

/** An emulator in this process, for a replay. */
export interface OwnStage extends Stage {
  close(): Promise<void>;
}

/**
 * Starts an emulator without a socket: a sandbox of its own in memory, a manual clock, no lab, and nothing in it but
 * accounts. `start`: microseconds since 1970.
 */
export async function startOwnStage(accounts: readonly NeededAccount[], start: number): Promise<OwnStage> {
  const sandboxes = new Sandboxes({ folder: null, log: silentLog });
  const sandbox = await sandboxes.create({
    name: DEFAULT_SANDBOX,
    seed: "replay",
    seedDocument: { accounts: seeded(accounts) },
    clock: { mode: "manual", start },
    lab: false,
  });
  const { registry } = sandboxes;
  const app = createApp({
    spec: await loadSpec(null),
    ...{ handlers, registry, log: silentLog, auth: "oauth", publicUrl: null },
    tenancy: singleTenant(registry, { seed: "replay", lab: false }),
  });
  const emailOf = new Map(
    accounts.flatMap(({ names, email }) => names.map((name) => [name, email] as const)),
  );
  /** For accounts that nobody named before. */
  const spares = accounts.flatMap(({ names, email, status }) =>
    names.length === 0 && status === "active" ? [email] : [],
  );
  const clock = sandbox.clock as ManualClock;
  const signer: StageSigner = {
    credentialsOf: (account) => credentialsOf(sandbox, emailOf.get(account)!),
    ...{ now: wallTime, nonce: () => newSecret(8) },
  };
  return {
    url: "an emulator in this process",
    isOwn: true,
    others: new Set(),
    has(account) {
      if (emailOf.has(account)) return true;
      const spare = spares.shift();
      if (spare !== undefined) emailOf.set(account, spare);
      return spare !== undefined;
    },
    now: () => clock.now(),
    clock: {
      async advanceTo(at) {
        const ms = (at - clock.now()) / 1000;
        if (ms > 0) await clock.advance(ms);
      },
      async advanceToNext(limit) {
        const next = clock.nextTimerAt;
        if (next === null || next > limit) return false;
        await clock.advanceToNext();
        return true;
      },
    },
    pause: () => Promise.resolve(),
    passwordOf: (email) =>
      accounts.some((one) => one.email === email) ? { password: PASSWORD, otp: OTP } : null,
    allow(account, organization) {
      const known = accountOf(sandbox, emailOf.get(account)!);
      if (sandbox.state.accountByOrganization(organization) !== undefined) return;
      const put = { ...known, organizations: [...known.organizations, organization] };
      sandbox.commit([{ table: "accounts", put }]);
    },
    handOver(opportunity, holder) {
      const walk = sandbox.state.tables.walks.get(opportunity);
      if (walk === undefined || lastEvent(walk) !== "QUEUED_FOR_AGENTS") return Promise.resolve(false);
      sandbox.commit([handOver(sandbox.state, opportunity, holder, clock.now())]);
      return Promise.resolve(true);
    },
    async send(request): Promise<StageAnswer> {
      const { method, path, headers, body } = request;
      let sent: Request;
      try {
        const authorization = stageSignature(request, new URL(URL_HERE + path).href, signer);
        sent = new Request(URL_HERE + path, {
          // As bytes, so that no content type is added.
          ...{ method, body: body === null || body === "" ? null : Buffer.from(body) },
          headers: [
            ...headers.map(([name, value]): [string, string] => [name, value]),
            ...(authorization === null ? [] : [["authorization", authorization] as [string, string]]),
          ],
        });
      } catch (error) {
        return { failure: { code: "ENOTSENT", message: (error as Error).message } };
      }
      const answer = await app.request(sent);
      const text = await answer.text();
      return {
        answer: {
          ...{ status: answer.status, headers: [...answer.headers] },
          body: { bytes: Buffer.byteLength(text), text, isCut: false },
        },
      };
    },
    close: () => sandboxes.close(),
  };
}

function seeded(accounts: readonly NeededAccount[]) {
  const all = accounts.length > 0 ? accounts : [{ email: "nobody@replay.example", organizations: [] }];
  return all.map((account) => ({
    ...{ email: account.email, password: PASSWORD, organizations: [...account.organizations] },
    ...("status" in account && { status: account.status, ...(account.hasOtp && { otp: OTP }) }),
  }));
}
