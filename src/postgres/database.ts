import type { Socket } from "node:net";
import type { Client, ClientConfig, Pool, PoolClient, QueryConfig } from "pg";
import { SCHEMA } from "./schema-name.js";
import { DatabaseError, StoreError } from "../persistence/store.js";

/** Maximum number of connections of one process. */
const CONNECTIONS = 8;
/** Maximum time to connect, and to wait for the answer to one statement, in milliseconds. */
const CONNECT_MS = 3000;
const STATEMENT_MS = 5000;

/** Maximum size of the answer to one statement, in bytes: a page of records has 8 MiB and one row more. */
const ANSWER_BYTES = 256 * 1024 * 1024;
/** What a row takes beside its bytes, about. */
const ROW_BYTES = 200;

/** A statement with its parameters. With a name it is parsed once for each connection. */
export interface Statement {
  name?: string;
  text: string;
  values?: readonly unknown[];
}

/** Executes statements: a {@link Database}, or one transaction in it. */
export interface Executor {
  rows<R extends object>(statement: Statement): Promise<R[]>;
}

/** A PostgreSQL database. Each statement has a time limit, after which its connection is closed. */
export interface Database extends Executor {
  /** Executes `work` in one transaction, which is committed when it resolves. */
  transaction<T>(work: (inside: Executor) => Promise<T>): Promise<T>;
  close(): Promise<void>;
  /** Ends all connections at once: what is under way fails, and so does what is asked later. */
  abandon(): void;
}

/** The address of a database without its password, for messages. */
export function withoutPassword(address: string): string {
  if (!URL.canParse(address)) return "postgres://...";
  const url = new URL(address);
  if (url.password !== "") url.password = "***";
  url.search = "";
  return url.href;
}

/** Connects; nothing is read or written yet. @throws StoreError (no `pg` package, no connection) */
export async function openDatabase(
  address: string,
  {
    connections = CONNECTIONS,
    statementMs = STATEMENT_MS,
    answerBytes = ANSWER_BYTES,
  }: { connections?: number; statementMs?: number; answerBytes?: number } = {},
): Promise<Database> {
  const { default: pg } = await import("pg").catch((error: unknown) => {
    throw new StoreError(`--store postgres://... needs the package pg: npm install pg (${String(error)})`);
  });
  const open = new Set<Wire>();
  class BoundedClient extends pg.Client {
    constructor(config?: string | ClientConfig) {
      super(config);
      boundAnswers(this, answerBytes);
      const wire = this as unknown as Wire;
      open.add(wire);
      wire.connection.once("end", () => open.delete(wire));
    }
  }
  const pool = new pg.Pool({
    Client: BoundedClient,
    connectionString: address,
    max: connections,
    connectionTimeoutMillis: CONNECT_MS,
    options: `-c search_path=${SCHEMA}`,
    query_timeout: statementMs,
    statement_timeout: statementMs,
    idle_in_transaction_session_timeout: 2 * statementMs,
    keepAlive: true,
    application_name: "spi-emulator",
    // An idle process must be able to end.
    allowExitOnIdle: true,
  });
  // A connection that breaks while nobody uses it; the next statement gets another one.
  pool.on("error", () => undefined);
  // The pool does not listen for errors of a connection in use, nor between its opening and its first statement.
  pool.on("connect", (client) => client.on("error", () => undefined));
  const database = new PoolDatabase(pool, () => {
    for (const { connection } of open) connection.stream.destroy();
  });
  try {
    const [found] = await database.rows<{ encoding: string }>({
      text: "select current_setting('server_encoding') as encoding",
    });
    if (found?.encoding !== "UTF8")
      throw new StoreError(`its encoding is ${found?.encoding ?? "unknown"}; it must be UTF8`);
    return database;
  } catch (error) {
    await pool.end();
    const { message } = (error instanceof DatabaseError ? error.cause : error) as Error;
    throw new StoreError(`Cannot use the database ${withoutPassword(address)}: ${message}`, { cause: error });
  }
}

/** What the package does not declare of its client. */
interface Wire {
  connection: {
    stream: Socket;
    attachListeners(stream: Socket): void;
    on(event: "dataRow" | "readyForQuery", listener: () => void): void;
    once(event: "end", listener: () => void): void;
  };
}

/** Ends a connection on which an answer is too long. The package itself keeps whatever a server sends until a statement ends. */
function boundAnswers(client: Client, most: number): void {
  const { connection } = client as unknown as Wire;
  let bytes = 0;
  let socket: Socket | undefined;
  const count = (more: number): void => {
    bytes += more;
    if (bytes > most)
      socket?.destroy(new Error(`the database's answer is longer than ${Math.floor(most / 2 ** 20)} MiB`));
  };
  const attach = connection.attachListeners.bind(connection);
  // First, so that nothing is kept of what is too much.
  connection.attachListeners = (stream) => {
    socket = stream.on("data", (chunk: Buffer) => count(chunk.length));
    attach(stream);
  };
  connection.on("dataRow", () => count(ROW_BYTES));
  connection.on("readyForQuery", () => (bytes = 0));
}

class PoolDatabase implements Database {
  /** Ends the waits for a connection, which the pool forgets when it ends. */
  readonly #waiting = new Set<(why: Error) => void>();
  #end: Promise<void> | null = null;

  constructor(
    private readonly pool: Pool,
    private readonly cut: () => void,
  ) {}

  rows<R extends object>(statement: Statement): Promise<R[]> {
    return this.#with((client) => rowsOf<R>(client, statement));
  }

  transaction<T>(work: (inside: Executor) => Promise<T>): Promise<T> {
    return this.#with(async (client) => {
      await rowsOf(client, { text: "begin" });
      try {
        const result = await work({ rows: (statement) => rowsOf(client, statement) });
        await rowsOf(client, { text: "commit" });
        return result;
      } catch (error) {
        // Where it fails, the connection ends, and the transaction with it.
        await client.query("rollback").catch(() => undefined);
        throw error;
      }
    });
  }

  close(): Promise<void> {
    return (this.#end ??= this.pool.end());
  }

  abandon(): void {
    // First, so that no connection is opened for what waits for one.
    this.close().catch(() => undefined);
    this.#end = Promise.resolve();
    for (const end of this.#waiting) end(new Error("it was given up, because it did not answer"));
    this.cut();
  }

  /** A connection whose statement failed may be broken, or still be executing it: it is never used again. */
  async #with<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    const client = await this.#connect().catch(failed);
    let isBroken = true;
    try {
      const result = await work(client);
      isBroken = false;
      return result;
    } finally {
      client.release(isBroken);
    }
  }

  #connect(): Promise<PoolClient> {
    return new Promise((resolve, reject) => {
      this.#waiting.add(reject);
      this.pool
        .connect()
        .finally(() => this.#waiting.delete(reject))
        .then(resolve, reject);
    });
  }
}

async function rowsOf<R extends object>(client: PoolClient, { name, text, values }: Statement): Promise<R[]> {
  const query: QueryConfig = { text, ...(name === undefined ? {} : { name }), values: [...(values ?? [])] };
  return (await client.query<R>(query).catch(failed)).rows;
}

/** @throws DatabaseError */
function failed(cause: unknown): never {
  throw new DatabaseError(cause instanceof Error ? cause : new Error(String(cause)));
}

/** The code of an error of PostgreSQL (SQLSTATE); undefined for other errors. */
export const sqlState = (error: unknown): string | undefined => (error as { code?: string }).code;
/** The SQLSTATE of a key that exists already. */
export const UNIQUE_VIOLATION = "23505";

/** Classes of SQLSTATE with which PostgreSQL refuses a statement and keeps the connection: nothing of it was done. */
const REFUSALS = /^(22|23|40|42|53|54)/;

/** Whether it is known that a failed statement or transaction has changed nothing. */
export const isRefusal = (error: unknown): boolean => REFUSALS.test(sqlState(error) ?? "");

/** SQLSTATE of statements that take too long (`statement_timeout`), too much memory, or more than PostgreSQL can hold. */
const TOO_MUCH = /^(57014|53200|54)/;

/** Whether a statement may have failed because of its size; without an answer that is unknown. */
export const isTooMuch = (error: unknown): boolean => TOO_MUCH.test(sqlState(error) ?? "54");
