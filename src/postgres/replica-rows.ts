import type { Database } from "./database.js";

/** A replica as the others see it. */
export interface ReplicaRow {
  id: string;
  /** Null until it listens. */
  url: string | null;
  /** Whether its lease lasts, by the database's clock. */
  isAlive: boolean;
  draining: boolean;
  /** The greater, the more it has to do. */
  work: number;
  /** Its own figures, as JSON. */
  facts: string;
  started_at: Date;
}

/** What a replica says about itself with each renewal. */
export type OwnFacts = Pick<ReplicaRow, "url" | "draining" | "work" | "facts">;

/** Makes the row of a replica. Returns the database's clock, in milliseconds since 1970. */
export async function register(
  database: Pick<Database, "rows">,
  id: string,
  { url, draining, work, facts }: OwnFacts,
  leaseMs: number,
): Promise<number> {
  const [made] = await database.rows<{ now: number }>({
    text: `insert into replicas (id, url, draining, work, facts, lease_until)
           values ($1, $2, $3, $4, $5, clock_timestamp() + $6 * interval '1 millisecond')
           returning extract(epoch from clock_timestamp())::float8 * 1000 as now`,
    values: [id, url, draining, work, facts, leaseMs],
  });
  return made!.now;
}

/** The answer to a renewal. */
export interface Renewal {
  /** False if the replica was declared gone: it owns nothing any more. */
  isHeld: boolean;
  /** Milliseconds since 1970 by the database's clock. */
  now: number;
  /** All replicas, this one too. */
  replicas: ReplicaRow[];
}

/** Renews a lease, also one that has run out if nobody has noticed that. */
export async function renew(
  database: Pick<Database, "rows">,
  id: string,
  { url, draining, work, facts }: OwnFacts,
  leaseMs: number,
): Promise<Renewal> {
  const renewed = await database.rows<{ now: number }>({
    name: "renew",
    text: `update replicas set url = $2, draining = $3, work = $4, facts = $5,
             lease_until = clock_timestamp() + $6 * interval '1 millisecond'
           where id = $1 returning extract(epoch from clock_timestamp())::float8 * 1000 as now`,
    values: [id, url, draining, work, facts, leaseMs],
  });
  const replicas = await allReplicas(database);
  return { isHeld: renewed.length > 0, now: renewed[0]?.now ?? 0, replicas };
}

/** All replicas, the oldest first. */
async function allReplicas(database: Pick<Database, "rows">): Promise<ReplicaRow[]> {
  const rows = await database.rows<ReplicaRow>({
    name: "replicas",
    text: `select id, url, draining, work, facts, started_at, lease_until > clock_timestamp() as "isAlive"
           from replicas order by started_at, id`,
  });
  return rows.map((row) => ({ ...row, url: addressIn(row.url) }));
}

/** The address in a row; null for one that leads nowhere, as for a replica that has not said its own yet. */
export const addressIn = (url: string | null): string | null =>
  url !== null && URL.canParse(url) && /^https?:$/.test(new URL(url).protocol) ? url : null;

/**
 * Declares a replica gone if its lease has run out; false if it lasts, or if the database's clock shows `before` or a later time
 * (milliseconds since 1970). It cannot renew it after that.
 */
export async function declareGone(
  database: Pick<Database, "rows">,
  id: string,
  before: number,
): Promise<boolean> {
  const rows = await database.rows({
    text: `with deleted as (
             delete from replicas where id = $1 and lease_until < clock_timestamp()
               and clock_timestamp() < to_timestamp($2::float8 / 1000) returning id, lease_until
           ), old as (delete from gone where at < clock_timestamp() - interval '1 day')
           insert into gone (id, at) select id, lease_until from deleted on conflict do nothing returning id`,
    values: [id, before],
  });
  return rows.length > 0;
}

/** Removes the row of a replica that stops. What it could not hand over is taken as from one that was declared gone. */
export async function deregister(database: Pick<Database, "rows">, id: string): Promise<void> {
  await database.rows({
    text: `with deleted as (delete from replicas where id = $1 returning id)
           insert into gone (id, at) select id, clock_timestamp() from deleted
           where exists (select from sandboxes where owner = $1) on conflict do nothing`,
    values: [id],
  });
}

/** The secret with which replicas know each other's requests. */
export async function replicaSecret(database: Pick<Database, "rows">): Promise<string> {
  const [found] = await database.rows<{ value: string }>({
    text: "select value from secrets where name = 'replicas'",
  });
  return found!.value;
}
