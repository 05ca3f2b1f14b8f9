import { readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { expect, it } from "vitest";
import { loadProfiles } from "../../devices/load-profiles.js";
import { packageFile } from "../package-files.js";
import { listening } from "../testing/listening.js";
import { temporaryFolder } from "../testing/temporary-folder.js";
import { createRemoteLab } from "./remote-lab.js";

const CREDENTIALS = {
  consumer_key: "the-consumer-key",
  consumer_secret: "a consumer/secret",
  token_key: "the-token-key",
  token_secret: "the+token=secret",
};

it("the log quotes no secret that a target's message has", async () => {
  const { consumer_key, ...secrets } = CREDENTIALS;
  const all = Object.values(secrets);
  const message = [...all, ...all.map(encodeURIComponent), consumer_key].join(" ");
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(401, { "content-type": "application/json" }).end(JSON.stringify({ message }));
  });
  const target = `http://127.0.0.1:${await listening(server)}`;
  let lines = "";
  let tell = (): void => undefined;
  const told = new Promise<void>((done) => (tell = done));
  const note = (...args: unknown[]): void => {
    lines += JSON.stringify(args);
    if (lines.includes("was refused")) tell();
  };
  const { lab } = createRemoteLab({
    target,
    credentials: new Map([[null, { file: "conf.ini", credentials: CREDENTIALS }]]),
    profiles: loadProfiles(packageFile("devices", "profiles")).slice(0, 1),
    speed: 1000,
    outbox: temporaryFolder(),
    randomSeed: null,
    keepKitDirectories: false,
    log: { debug: note, info: note, warn: note, error: note } as never,
  });
  lab.start();
  await told;
  await lab.stop();
  server.close();
  expect(lines).toContain(consumer_key);
  expect([...all, ...all.map(encodeURIComponent)].filter((secret) => lines.includes(secret))).toEqual([]);
});

it("writes its random seed through no link of its folder", () => {
  const outbox = temporaryFolder();
  const silent = { debug() {}, info() {}, warn() {}, error() {} } as never;
  const make = () =>
    createRemoteLab({
      target: "http://127.0.0.1:9",
      credentials: new Map([[null, { file: "conf.ini", credentials: CREDENTIALS }]]),
      profiles: [],
      speed: 1,
      outbox,
      randomSeed: "a",
      keepKitDirectories: false,
      log: silent,
    });
  const { folder } = make();
  const [seed, victim] = [join(folder, "random-seed"), join(outbox, "victim")];
  writeFileSync(victim, "theirs");
  rmSync(seed);
  symlinkSync(victim, seed);
  make();
  expect([readFileSync(victim, "utf8"), readFileSync(seed, "utf8")]).toEqual(["theirs", "a\n"]);
});
