import { VERSION } from "../persistence/migrations.js";
import { addressIn } from "./replica-rows.js";
import type { Database, Executor } from "./database.js";

/** An ownership that was taken. */
export interface Claim {
  epoch: number;
  /**
   * Seconds since 1970 by the database's clock: an earlier owner that did not hand over may have accepted signatures
   * with earlier timestamps. Null if there is none.
   */
  notBefore: number | null;
}

/**
 * An epoch that nobody had before: neither an owner of a deleted sandbox of the same name, which may still write what it has
 * queued, nor one that a fail-over of the database made it forget. Owners change less often than each microsecond.
 */
const NEW_EPOCH = "(extract(epoch from clock_timestamp()) * 1000000)::bigint";

/**
 * Makes the row of a new sandbox, owned by a replica. Null if the name is taken; not by a row without records that its maker
 * has left, or that this replica could not remove.
 */
export async function makeSandbox(
  database: Pick<Database, "rows">,
  name: string,
  owner: string,
): Promise<Claim | null> {
  const values = [name, owner, VERSION];
  const [made] = await database.rows<{ epoch: string }>({
    text: `insert into sandboxes (name, epoch, owner, version) values ($1, ${NEW_EPOCH}, $2, $3)
           on conflict do nothing returning epoch`,
    values,
  });
  const [found] = made
    ? [made]
    : await database.rows<{ epoch: string }>({
        text: `update sandboxes s set epoch = greatest(s.epoch + 1, ${NEW_EPOCH}), owner = $2, version = $3
               where s.name = $1 and s.base is null and (s.owner is null or s.owner = $2
                 or not exists (select from replicas r where r.id = s.owner))
               returning epoch`,
        values,
      });
  return found === undefined ? null : { epoch: Number(found.epoch), notBefore: null };
}

/**
 * Where the living owner of a sandbox without records is reached, which makes it or has broken that off; null if there is no such
 * sandbox, or its owner has not said.
 */
export async function makerOf(database: Pick<Database, "rows">, name: string): Promise<string | null> {
  const [found] = await database.rows<{ url: string | null }>({
    text: `select r.url from sandboxes s join replicas r on r.id = s.owner where s.name = $1 and s.base is null`,
    values: [name],
  });
  return addressIn(found?.url ?? null);
}

/** Where a sandbox is: its owner, if any. */
export interface Whereabouts {
  owner: string | null;
  /** Where the owner is reached; null if it has not said. */
  url: string | null;
  /** Whether the owner's lease lasts, by the database's clock. */
  isHeld: boolean;
}

/** Finds a sandbox; null if there is none of this name. */
export async function locate(database: Pick<Database, "rows">, name: string): Promise<Whereabouts | null> {
  const [found] = await database.rows<Whereabouts>({
    name: "locate",
    text: `select s.owner, r.url, coalesce(r.lease_until > clock_timestamp(), false) as "isHeld"
           from sandboxes s left join replicas r on r.id = s.owner where s.name = $1`,
    values: [name],
  });
  return found === undefined ? null : { ...found, url: addressIn(found.url) };
}

/**
 * Takes a sandbox that nobody owns, or whose owner was declared gone. Null if another owns it. The row's lock makes this
 * wait for the last commits of an earlier owner, and later ones of that owner are refused. One that this process owns
 * already was not handed over: what it accepted meanwhile is not known any more. Nor is it where no row tells when an owner ended.
 */
export function claim(database: Database, name: string, me: string): Promise<Claim | null> {
  return database.transaction(async (inside) => {
    // The next statement sees what was committed until the row is ours: also a new owner that registered meanwhile.
    await inside.rows({
      name: "lock-sandbox",
      text: "select from sandboxes where name = $1 for update",
      values: [name],
    });
    return claimLocked(inside, name, me);
  });
}

async function claimLocked(inside: Executor, name: string, me: string): Promise<Claim | null> {
  const [found] = await inside.rows<{ epoch: string; not_before: number | null }>({
    name: "claim",
    text: `update sandboxes s set owner = $2, epoch = greatest(s.epoch + 1, ${NEW_EPOCH}),
             not_before = greatest(s.not_before, case when s.owner is not null then
               coalesce((select g.at from gone g where g.id = s.owner), clock_timestamp()) end)
           where s.name = $1 and (s.owner is null or s.owner = $2
             or not exists (select from replicas r where r.id = s.owner))
           returning epoch, extract(epoch from not_before)::float8 as not_before`,
    values: [name, me],
  });
  return found === undefined ? null : { epoch: Number(found.epoch), notBefore: found.not_before };
}

/** Gives a sandbox up, with what its next owner and lists need. Nothing happens if another owns it already. */
export async function release(
  database: Database,
  { name, epoch, summary, nonces }: { name: string; epoch: number; summary: string; nonces: string },
): Promise<void> {
  await database.transaction(async (inside) => {
    const found = await inside.rows({
      text: "update sandboxes set owner = null, summary = $3 where name = $1 and epoch = $2 returning name",
      values: [name, epoch, summary],
    });
    if (found.length === 0) return;
    await inside.rows({
      text: `insert into nonces (sandbox, saved) values ($1, $2)
             on conflict (sandbox) do update set saved = excluded.saved`,
      values: [name, nonces],
    });
  });
}

/** Takes the nonces that the last owner left, as the new one; null if it left none. */
export async function takeNonces(
  database: Pick<Database, "rows">,
  name: string,
  epoch: number,
): Promise<string | null> {
  const [found] = await database.rows<{ saved: string }>({
    text: `delete from nonces n using sandboxes s
           where n.sandbox = $1 and s.name = n.sandbox and s.epoch = $2 returning n.saved`,
    values: [name, epoch],
  });
  return found?.saved ?? null;
}

/** Deletes a sandbox with all its rows, as its owner. False, and nothing is deleted, if another owns it. */
export async function removeSandbox(
  database: Pick<Database, "rows">,
  name: string,
  epoch: number,
): Promise<boolean> {
  const rows = await database.rows({
    text: "delete from sandboxes where name = $1 and epoch = $2 returning name",
    values: [name, epoch],
  });
  return rows.length > 0;
}

/** Notes the facts of a sandbox for lists, while it is open. */
export async function noteSummary(
  database: Pick<Database, "rows">,
  { name, epoch, summary }: { name: string; epoch: number; summary: string },
): Promise<void> {
  await database.rows({
    text: "update sandboxes set summary = $3 where name = $1 and epoch = $2",
    values: [name, epoch, summary],
  });
}

/** The sandbox of a consumer key; null if it is unknown. */
export async function sandboxOfKey(database: Pick<Database, "rows">, key: string): Promise<string | null> {
  const [found] = await database.rows<{ sandbox: string }>({
    name: "sandbox-of-key",
    text: "select sandbox from credentials where consumer_key = $1",
    values: [key],
  });
  return found?.sandbox ?? null;
}

/** Those of some consumer keys that belong to other sandboxes. */
export async function keysOfOthers(
  database: Pick<Database, "rows">,
  keys: readonly string[],
  sandbox: string,
): Promise<Set<string>> {
  const rows = await database.rows<{ consumer_key: string }>({
    text: "select consumer_key from credentials where consumer_key = any ($1) and sandbox <> $2",
    values: [keys, sandbox],
  });
  return new Set(rows.map(({ consumer_key }) => consumer_key));
}

/** A sandbox as the database knows it, for lists. */
export interface ListedSandbox {
  name: string;
  summary: string | null;
  /** Its living owner; null if it rests. */
  owner: string | null;
}

/** All sandboxes, or those of one name, oldest first. */
export function listSandboxes(
  database: Pick<Database, "rows">,
  name: string | null = null,
): Promise<ListedSandbox[]> {
  return database.rows<ListedSandbox>({
    text: `select s.name, s.summary, r.id as owner from sandboxes s left join replicas r on r.id = s.owner
           where $1::text is null or s.name = $1 order by s.made_at, s.name`,
    values: [name],
  });
}

/** The names and living owners of the oldest sandboxes. */
export function sandboxNames(
  database: Pick<Database, "rows">,
  most: number,
): Promise<Pick<ListedSandbox, "name" | "owner">[]> {
  return database.rows({
    text: `select s.name, r.id as owner from sandboxes s left join replicas r on r.id = s.owner
           order by s.made_at, s.name limit $1`,
    values: [most],
  });
}

/** Expired sandboxes that no other living replica has open, or whether that of one name is. */
export async function expiredSandboxes(
  database: Pick<Database, "rows">,
  me: string,
  most: number,
  name: string | null = null,
): Promise<string[]> {
  const rows = await database.rows<{ name: string }>({
    text: `select name from sandboxes s where expires_at <= clock_timestamp()
           and (s.owner = $1
             or not exists (select from replicas r where r.id = s.owner and r.lease_until > clock_timestamp()))
           and ($3::text is null or name = $3)
           order by expires_at limit $2`,
    values: [me, most, name],
  });
  return rows.map(({ name }) => name);
}
