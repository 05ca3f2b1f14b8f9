import { StoreError } from "../persistence/store.js";
import type { Database, Executor } from "./database.js";
import { SCHEMA } from "./schema-name.js";

/**
 * The steps from each version of the schema to the next. A step is never changed after a release: a later one is added.
 * Numbers that may be large are `bigint`, which arrive as text.
 */
const STEPS: readonly string[] = [
  `
  create table replicas (
    id text primary key,
    -- Where the other replicas reach it; null until it listens.
    url text,
    -- Others may declare it gone after this time of the database's clock, by deleting the row.
    lease_until timestamptz not null,
    draining boolean not null default false,
    work double precision not null default 0,
    facts text not null default '{}',
    started_at timestamptz not null default clock_timestamp()
  );
  -- Replicas that were declared gone, and when their leases ended.
  create table gone (id text primary key, at timestamptz not null);
  create table sandboxes (
    name text primary key,
    -- Each change of the owner adds one; each commit names it.
    epoch bigint not null,
    -- A replica; it holds the sandbox as long as its row exists.
    owner text,
    -- The owner ended without handing over: signatures from before this time are not accepted again.
    not_before timestamptz,
    version integer not null,
    base bigint,
    base_ordinal bigint not null default 0,
    expires_at timestamptz,
    -- The last known facts for a list, as JSON.
    summary text,
    made_at timestamptz not null default clock_timestamp()
  );
  create index sandboxes_owner on sandboxes (owner);
  create index sandboxes_expires_at on sandboxes (expires_at) where expires_at is not null;
  create table commits (
    sandbox text not null references sandboxes on delete cascade,
    ordinal bigint not null,
    checksum bigint not null,
    records text not null,
    primary key (sandbox, ordinal)
  );
  create sequence base_ids;
  create table bases (
    sandbox text not null references sandboxes on delete cascade,
    base bigint not null,
    part integer not null,
    checksum bigint not null,
    records text not null,
    primary key (sandbox, base, part)
  );
  create table credentials (
    consumer_key text primary key,
    sandbox text not null references sandboxes on delete cascade
  );
  create index credentials_sandbox on credentials (sandbox);
  create table nonces (
    sandbox text primary key references sandboxes on delete cascade,
    saved text not null
  );
  create table snapshots (
    id bigint generated always as identity primary key,
    name text not null unique,
    saved_at timestamptz not null,
    sandbox text not null,
    bytes bigint not null,
    head text not null
  );
  create table snapshot_parts (
    snapshot bigint not null references snapshots on delete cascade,
    part integer not null,
    content text not null,
    primary key (snapshot, part)
  );
  create table secrets (name text primary key, value text not null);
  insert into secrets values ('replicas', replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''));
  `,
];

/** Any number that no other program uses for its advisory lock. */
const LOCK = 7740_2016;

/**
 * Makes the schema, or migrates it to this program's version. Programs that start at the same time take turns.
 * @throws StoreError if a newer program made it
 */
export async function prepareSchema(database: Database, steps: readonly string[] = STEPS): Promise<void> {
  await database.transaction(async (inside) => {
    await inside.rows({ text: "select pg_advisory_xact_lock($1)", values: [LOCK] });
    await inside.rows({ text: `create schema if not exists ${SCHEMA}` });
    await inside.rows({ text: `set local search_path to ${SCHEMA}` });
    await inside.rows({ text: "create table if not exists schema_version (version integer not null)" });
    const version = await versionIn(inside);
    if (version > steps.length) {
      throw new StoreError(
        `a newer spi-emulator made the schema ${SCHEMA} (version ${version}; this one reads up to ${steps.length})`,
      );
    }
    if (version === steps.length) return;
    for (const step of steps.slice(version)) await inside.rows({ text: step });
    await inside.rows({ text: "delete from schema_version" });
    await inside.rows({ text: "insert into schema_version values ($1)", values: [steps.length] });
  });
}

async function versionIn(inside: Executor): Promise<number> {
  const [found] = await inside.rows<{ version: number }>({ text: "select version from schema_version" });
  return found?.version ?? 0;
}
