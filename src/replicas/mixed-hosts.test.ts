import { beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../emulator.js";
import { rawRequest } from "../http/testing/raw-request.js";
import { missingPostgres, TestPostgres } from "../testing/postgres.js";
import { control, newSandbox, newStore, type Shown, startReplica } from "./testing/group.js";

const TOKEN = "the-token-of-the-operator";

describe.skipIf(missingPostgres() !== undefined)("a replica on loopback and one that others reach", () => {
  let near: Emulator;
  let far: Emulator;
  let ofNear: Shown;
  let ofFar: Shown;
  beforeAll(async () => {
    const store = await newStore(await TestPostgres.start());
    near = await startReplica(store);
    ofNear = await newSandbox(near, "of-near");
    far = await startReplica(store, { host: "0.0.0.0", adminToken: TOKEN });
    // They are placed where least is done.
    for (let count = 0, place: string | null | undefined = null; place !== far.url; count += 1) {
      const name = `made-${count}`;
      ofFar = await newSandbox(far, name, {}, { authorization: `Bearer ${TOKEN}` });
      const { body } = await control(near, "GET", "/sandboxes");
      place = (body.sandboxes as Shown[]).find((one) => one.name === name)?.replica;
    }
  });

  /** The status of the answer of a replica to a request with this Host. */
  async function statusOf(by: Emulator, line: string, host: string, more = ""): Promise<number> {
    const answer = await rawRequest(
      by.url,
      `${line} HTTP/1.1\r\nHost: ${host}\r\n${more}Connection: close\r\n\r\n`,
    );
    return Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]);
  }
  const signedBy = ({ accounts }: Shown): string =>
    `Authorization: OAuth oauth_consumer_key="${accounts[0]!.credentials.consumer_key}"\r\n`;
  const bearer = `Authorization: Bearer ${TOKEN}\r\n`;

  it("refuses the Host of a web page on loopback before the request is passed on", async () => {
    const lines: [string, string, number][] = [
      ["GET /products", signedBy(ofFar), 401],
      [`GET /_emulator/status?sandbox=${ofFar.name}`, bearer, 200],
      ["DELETE /_emulator/sandboxes/none-of-this-name", bearer, 404],
      [`GET /_emulator/dashboard/?sandbox=${ofFar.name}`, "", 302],
    ];
    for (const [line, more, status] of lines) {
      expect([line, await statusOf(near, line, "evil.example", more)]).toEqual([line, 403]);
      expect([line, await statusOf(near, line, "localhost", more)]).toEqual([line, status]);
      const two = await statusOf(near, line, "localhost\r\nHost: localhost", more);
      expect([line, two]).toEqual([line, 400]);
    }
  });

  it("passes on what came to an address that others reach, whatever its Host is", async () => {
    expect(await statusOf(far, "GET /_emulator/status?sandbox=of-near", "lab.example", bearer)).toBe(200);
    expect(await statusOf(far, "GET /products", "lab.example", signedBy(ofNear))).toBe(401);
  });
});
