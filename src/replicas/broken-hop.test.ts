import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { beforeAll, describe, expect, it } from "vitest";
import { openDatabase } from "../postgres/database.js";
import { atFileEnd } from "../testing/file-end.js";
import { missingPostgres, TestPostgres } from "../testing/postgres.js";
import { authorizationHeader } from "../oauth1/sign.js";
import { wallTime } from "../clock/clock.js";
import {
  control,
  makeProduct,
  newSandbox,
  newStore,
  productsOf,
  startReplica,
  startReplicaProcess,
} from "./testing/group.js";

describe.skipIf(missingPostgres() !== undefined)(
  "a connection between replicas that ends without an answer",
  () => {
    let postgres: TestPostgres;
    beforeAll(async () => {
      postgres = await TestPostgres.start();
    });

    it("because the owner dies: the client is told that the request may have been carried out", async () => {
      const store = await newStore(postgres);
      const one = await startReplica(store);
      const sandbox = await newSandbox(one, "its");
      // A process that dies closes a connection before the port on which it listens, if its number is the smaller one.
      const dying = createServer(
        (incoming) => void incoming.resume().once("end", () => incoming.socket.destroy()),
      );
      await new Promise<void>((resolve) => dying.listen(0, "127.0.0.1", resolve));
      atFileEnd(() => void dying.close());
      const { port } = dying.address() as AddressInfo;
      const database = await openDatabase(store, { connections: 1 });
      atFileEnd(() => database.close());
      await database.rows({
        text: `insert into replicas (id, url, lease_until) values ('dying', $1, now() + interval '1 hour')`,
        values: [`http://127.0.0.1:${port}`],
      });
      await one.close();
      const other = await startReplica(store);
      await database.rows({ text: "update sandboxes set owner = 'dying' where name = 'its'" });
      const answer = await makeProduct(other, sandbox, "is.it.there");
      expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "1"]);
      expect(await answer.text()).toContain("the request may or may not have been carried out");
    });

    it("because a fault cuts it: the client's connection is cut as well", async () => {
      const store = await newStore(postgres);
      const owner = await startReplica(store);
      const sandbox = await newSandbox(owner, "its");
      const other = await startReplica(store);
      for (const by of [owner, other]) {
        const effect = { reset: true };
        expect((await control(owner, "POST", "/faults?sandbox=its", { effect, times: 1 })).status).toBe(201);
        await expect(makeProduct(by, sandbox, "is.cut")).rejects.toMatchObject({
          cause: { code: "ECONNRESET" },
        });
      }
      expect(await productsOf(other, sandbox)).toEqual([]);
    });

    it("because its client leaves in the middle of a body: the log tells of no error", async () => {
      const store = await newStore(postgres);
      const owner = await startReplica(store);
      const sandbox = await newSandbox(owner, "its");
      const other = await startReplicaProcess(store, ["--no-lab"]);
      const url = `${other.url}/products`;
      const { credentials } = sandbox.accounts[0]!;
      const signedAt = { timestamp: Math.floor(wallTime() / 1000), nonce: "leaves" };
      const head = [
        "POST /products HTTP/1.1",
        `Host: ${new URL(url).host}`,
        `Authorization: ${authorizationHeader({ method: "POST", url, credentials, signatureMethod: "HMAC-SHA1", ...signedAt })}`,
        "Content-Type: application/json",
        "Content-Length: 1000",
        "Expect: 100-continue",
      ];
      const socket = connect(Number(new URL(url).port), "127.0.0.1");
      socket.write(`${head.join("\r\n")}\r\n\r\n`);
      // It is under way when it is told to continue, and its body is awaited when a later request is answered.
      await once(socket, "data");
      expect((await makeProduct(other, sandbox, "goes.on")).status).toBe(201);
      socket.destroy();
      expect(await productsOf(other, sandbox)).toEqual(["goes.on"]);
      const { stderr } = await other.kill("SIGTERM");
      expect(stderr).not.toContain("could not be brought");
    });
  },
);
