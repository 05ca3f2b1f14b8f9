import { connect, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { wallTime } from "../clock/clock.js";
import { type EmulatorHandle, startEmulator } from "../index.js";
import { newSecret } from "../ids.js";
import { authorizationHeader } from "../oauth1/sign.js";
import { temporaryFolder } from "../testing/temporary-folder.js";

const BODY = JSON.stringify({ name: "late", release: "20", snaps: [] });
const OTHER = { accounts: [{ email: "other@example.com", password: "correct horse" }] };
const SAME = { accounts: [{ email: "one@example.com", password: "battery staple" }] };

let folder: string;
let emulator: EmulatorHandle;
beforeEach(async () => {
  folder = temporaryFolder();
  emulator = await startEmulator({ seed: SAME, lab: false, dataDir: folder });
});
afterEach(() => emulator.close());

/** A signed request whose body has not come yet; the server's 100 tells that it waits for that. */
async function begin(): Promise<{ socket: Socket; answer: () => Promise<string> }> {
  const { credentials, url } = emulator;
  const authorization = authorizationHeader({
    ...{ method: "POST", url: `${url}/products`, credentials, signatureMethod: "HMAC-SHA1" },
    ...{ timestamp: Math.floor(wallTime() / 1000), nonce: newSecret(8) },
  });
  const { host, port } = new URL(url);
  const socket = connect(Number(port), "127.0.0.1");
  let text = "";
  socket.on("data", (chunk) => (text += chunk.toString()));
  const headers = [`Host: ${host}`, `Authorization: ${authorization}`, "Content-Type: application/json"];
  const ask = ["Expect: 100-continue", "Connection: close", `Content-Length: ${BODY.length}`];
  socket.write(["POST /products HTTP/1.1", ...headers, ...ask, "", ""].join("\r\n"));
  await expect.poll(() => text).toContain("100 Continue");
  text = "";
  const closed = new Promise<string>((resolve) => socket.once("close", () => resolve(text)));
  return {
    socket,
    answer() {
      socket.write(BODY);
      return closed;
    },
  };
}

/** A snapshot of another sandbox, whose accounts have other ids. */
async function snapshotOf(seed: object): Promise<string> {
  const sandbox = await emulator.createSandbox({
    name: "two",
    randomSeed: "two",
    lab: false,
    seed: { ...seed },
  });
  await sandbox.save("of-two");
  return "of-two";
}

describe("a request whose account is replaced while its body comes", () => {
  it("is refused where the account is gone, so that the next start can open the state", async () => {
    const snapshot = await snapshotOf(OTHER);
    const { answer } = await begin();
    await emulator.load(snapshot);
    expect(await answer()).toMatch(/^HTTP\/1.1 401 [^]*the account was removed/);
    await emulator.close();
    emulator = await startEmulator({ lab: false, dataDir: folder });
    expect(await (await emulator.fetch("/products")).json()).toEqual({ products: [] });
  });

  it("writes for the account that has the credentials now", async () => {
    const snapshot = await snapshotOf(SAME);
    const { answer } = await begin();
    await emulator.load(snapshot);
    expect(await answer()).toMatch(/^HTTP\/1.1 201 /);
    const { products } = (await (await emulator.fetch("/products")).json()) as { products: unknown[] };
    expect(products).toMatchObject([{ name: "late" }]);
    await emulator.close();
    emulator = await startEmulator({ lab: false, dataDir: folder });
  });
});
