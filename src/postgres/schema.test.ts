import { beforeAll, describe, expect, it } from "vitest";
import { atFileEnd } from "../testing/file-end.js";
import { missingPostgres, TestPostgres } from "../testing/postgres.js";
import { openDatabase, withoutPassword } from "./database.js";
import { prepareSchema } from "./schema.js";

describe.skipIf(missingPostgres() !== undefined)("the schema in PostgreSQL", () => {
  let postgres: TestPostgres;
  beforeAll(async () => {
    postgres = await TestPostgres.start();
  });
  const connect = async (address: string) => {
    const database = await openDatabase(address);
    atFileEnd(() => database.close());
    return database;
  };

  it("is made once by programs that start at the same time, and migrated by a newer one", async () => {
    const address = await postgres.newDatabase();
    const programs = await Promise.all(Array.from({ length: 5 }, () => connect(address)));
    await Promise.all(programs.map((database) => prepareSchema(database)));
    const [one] = programs;
    await one!.rows({ text: "insert into sandboxes (name, epoch, version) values ('kept', 1, 1)" });
    const steps = ["select 1", "create table added (id integer)"];
    await Promise.all(programs.map((database) => prepareSchema(database, steps)));
    expect(await one!.rows({ text: "select version from schema_version" })).toEqual([{ version: 2 }]);
    expect(await one!.rows({ text: "select id from added" })).toEqual([]);
    expect(await one!.rows({ text: "select name from sandboxes" })).toEqual([{ name: "kept" }]);
    await expect(prepareSchema(one!)).rejects.toThrow("a newer spi-emulator made the schema");
  });

  it("a step that fails leaves the schema as it was", async () => {
    const database = await connect(await postgres.newDatabase());
    const broken = ["create table one (id integer)", "create table two (id integer); select 1 / 0"];
    await expect(prepareSchema(database, broken)).rejects.toThrow("division by zero");
    await prepareSchema(database);
    expect(await database.rows({ text: "select name from sandboxes" })).toEqual([]);
  });

  it("a database that cannot be used is refused in words, without its password", async () => {
    const gone = `postgres://spi:secret@127.0.0.1:${postgres.port}/none`;
    await expect(openDatabase(gone)).rejects.toThrow(
      `Cannot use the database postgres://spi:***@127.0.0.1:${postgres.port}/none: database "none" does not exist`,
    );
    await postgres.execute(
      "postgres",
      "create database latin encoding 'LATIN1' template template0 locale 'C'",
    );
    await expect(openDatabase(`postgres://spi@127.0.0.1:${postgres.port}/latin`)).rejects.toThrow(
      "it must be UTF8",
    );
    expect(withoutPassword("nonsense")).toBe("postgres://...");
  });
});
