import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { modelFlaws } from "../../contract-tests/model/flaws/index.js";
import type { Policy } from "../../contract-tests/model/policy.js";
import { type ModelServer, startModelServer } from "../../contract-tests/model/server.js";
import type { Report } from "../../contract-tests/report/report.js";
import type { TrafficExchange } from "../../traffic/exchange.js";
import { RecordingWriter } from "../../traffic/recording/write.js";
import { recordedOf } from "../../traffic/testing/replayed.js";
import { clientOf } from "../../traffic/testing/started-proxy.js";
import { walkThrough } from "../../traffic/testing/walk-through.js";
import { formatCredentialsIni } from "../oauth1/credentials-file.js";
import { atFileEnd } from "../testing/file-end.js";
import { listening } from "../testing/listening.js";
import { temporaryFolder } from "../testing/temporary-folder.js";
import { runHere } from "./testing/in-process.js";

const changeOf = (id: string): ((policy: Policy) => void) => modelFlaws.find((flaw) => flaw.id === id)!.apply;

/** A recording of traffic with the independent server in a file of its own. */
async function recording(
  some: (exchanges: TrafficExchange[]) => TrafficExchange[] = (all) => all,
  ...changes: ((policy: Policy) => void)[]
): Promise<{ file: string; folder: string }> {
  const folder = temporaryFolder();
  const file = join(folder, "a.jsonl");
  const writer = new RecordingWriter(file, { target: "http://model", by: "a test" });
  for (const exchange of some(await recordedOf(walkThrough, ...changes))) writer.add(exchange, null);
  writer.close();
  return { file, folder };
}

/** The independent server as a deployment, with the credentials of its account in a file. */
async function deployment(
  folder: string,
  ...changes: ((policy: Policy) => void)[]
): Promise<{ args: string[]; model: ModelServer; call: ReturnType<typeof clientOf> }> {
  const model = await startModelServer({ changes: changes.map((apply) => ({ apply })) });
  atFileEnd(() => model.close());
  const { credentials } = model.accounts[0]!;
  const ini = join(folder, "conf.ini");
  writeFileSync(ini, formatCredentialsIni(credentials, "of a test"));
  return {
    args: ["--target", model.url, "--credentials", ini],
    model,
    call: clientOf(credentials, model.url),
  };
}

describe("spi-emulator replay", () => {
  it("replays a recording on an emulator of its own, and says that all agrees", async () => {
    const { file } = await recording();
    const { code, stdout, stderr } = await runHere(["replay", file]);
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(/^32 exchanges: 32 compared, 32 agree \(100\.0 %\), /m),
    ]);
    expect(stderr).toMatch(/^ {3}1 {2}201 {2}POST {2}\/products {2}\(createProduct: \d+ values agree\)$/m);
    expect(stdout).not.toContain("made, because");
  });

  it("tells each difference, writes it to reports, and takes it as known", async () => {
    const { file, folder } = await recording(undefined, changeOf("picked-no-group"));
    const { code, stdout, stderr } = await runHere([
      ...["replay", file, "--quiet", "--report", "json,junit,html", "--report-dir", folder],
    ]);
    const id = "replay.listTestEvents.200.event_logs[].events[].agent_group.extra";
    expect([code, stdout]).toEqual([1, expect.stringContaining(`met by ${id}`)]);
    expect(stderr).toMatch(
      /^ +DIFFERS {2}event_logs\[0\]\.events\[1\]\.agent_group: not in the recording; recorded nothing; replayed "lab"$/m,
    );
    const report = JSON.parse(readFileSync(join(folder, "contract.json"), "utf8")) as Report;
    expect(report.replay).toMatchObject({
      ...{ exchanges: 32, compared: 32, agreeing: 25, differing: 7, not_compared: 0 },
      places: [
        {
          operation: "listTestEvents",
          place: "event_logs[].events[].agent_group",
          what: "extra",
          exchanges: 7,
        },
      ],
    });
    expect(readFileSync(join(folder, "contract.xml"), "utf8")).toContain(id);
    expect(readFileSync(join(folder, "contract.html"), "utf8")).toContain(
      "25 of 32 exchanges agree with the recording, 7 differ.",
    );

    const drift = join(folder, "drift.yaml");
    const known = (clause: string, expires: string): void =>
      writeFileSync(drift, JSON.stringify({ drift: [{ clause, reason: "a", owner: "b", expires }] }));
    known(id, "2999-01-01");
    expect((await runHere(["replay", file, "--quiet", "--known-drift", drift])).code).toBe(0);
    known(id, "2020-01-01");
    expect((await runHere(["replay", file, "--quiet", "--known-drift", drift])).code).toBe(1);
    known("replay.getProduct.200.name.value", "2999-01-01");
    const stale = await runHere(["replay", file, "--quiet", "--known-drift", drift]);
    expect(stale.stdout).toContain("STALE DRIFT  replay.getProduct.200.name.value");
  });

  it("makes what a recording of mid-life needs, and says so", async () => {
    const { file } = await recording((all) => all.slice(12));
    const { code, stdout } = await runHere(["replay", file, "--quiet"]);
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(
        /^made, because the recording shows it and does not do it: 1 product, 2 Test Specs, 6 opportunities, 1 pick of an agent\nnot as it was: product /,
      ),
    ]);
  });

  it("replays on a deployment, waits for what takes its time there, and removes what it made", async () => {
    const { file, folder } = await recording((all) => all.slice(0, -1));
    const { args, call } = await deployment(folder, (policy) => void (policy.flow.storeDelay = 100));
    const { code, stdout } = await runHere(["replay", file, "--quiet", ...args]);
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^31 exchanges: 31 compared, 31 agree/m)]);
    expect((await call("GET", "/products")).json).toEqual({ products: [] });
  });

  it("tells what a deployment does otherwise now", async () => {
    const { file, folder } = await recording();
    const { args } = await deployment(folder, changeOf("log-spec-id"));
    const { code, stdout } = await runHere(["replay", file, "--quiet", ...args]);
    expect([code, stdout]).toEqual([
      1,
      expect.stringContaining("met by replay.listTestEvents.200.event_logs[].spec_name.value"),
    ]);
  });

  it("leaves others' things alone, and does not count them", async () => {
    const { file, folder } = await recording();
    const { args, call } = await deployment(folder);
    const { json } = await call("POST", "/products", { name: "theirs", release: "r", snaps: [] });
    const { code, stdout } = await runHere(["replay", file, "--quiet", ...args]);
    expect([code, stdout]).toEqual([0, expect.stringContaining("products[]: nothing of this replay")]);
    expect((await call("GET", `/products/${json.id}`)).status).toBe(200);
  });

  it("says what it could not remove", async () => {
    const { file, folder } = await recording((all) => all.slice(0, 4));
    const { args } = await deployment(folder, (policy) => {
      policy.before.push(({ operation }) =>
        operation === "deleteProduct" ? { status: 409, headers: {} } : undefined,
      );
    });
    const { code, stdout } = await runHere(["replay", file, "--quiet", ...args]);
    expect([code, stdout]).toEqual([
      4,
      expect.stringMatching(/LEAKED: could not be deleted\n {2}product \S+: DELETE answered 409/),
    ]);
  });

  it.each<[string, (exchanges: TrafficExchange[]) => TrafficExchange[]]>([
    ["has a request that changes something", (all) => all.slice(0, 1)],
    [
      "has one whose path is not in the contract",
      ([first]) => [{ ...first!, method: "DELETE", path: "/products/a/" }],
    ],
    ["only reads, but shows what would be made", (all) => all.filter(({ method }) => method === "GET")],
  ])("changes nothing on another machine without --allow-writes: a recording that %s", async (_, some) => {
    const { file, folder } = await recording(some);
    const [, , ...credentials] = (await deployment(folder)).args;
    const ran = await runHere([
      "replay",
      file,
      "--target",
      "http://192.0.2.1",
      ...credentials,
      "--timeout",
      "50",
    ]);
    expect([ran.code, ran.stderr]).toEqual([2, expect.stringContaining("add --allow-writes")]);
  });

  it("says in one line what it cannot do", async () => {
    const { file, folder } = await recording((all) => all.slice(0, 1));
    const { args } = await deployment(folder);
    const empty = join(folder, "empty.jsonl");
    new RecordingWriter(empty, { target: "http://model", by: "a test" }).close();
    const cut = join(folder, "cut.jsonl");
    writeFileSync(cut, readFileSync(file, "utf8").replace('"request":{', '"request":{"cut":true,'));
    writeFileSync(join(folder, "x.json"), "{}");
    const ini = args[3]!;
    for (const [given, code, line] of [
      [[join(folder, "none.jsonl")], 2, "cannot be read"],
      [[join(folder, "x.json")], 2, "not a recording"],
      [[empty], 2, "the recording has no exchange"],
      [[file, "--target", "ftp://x"], 2, '--target: got "ftp://x"'],
      [[file, "--target", args[1]!], 2, "--target needs --credentials CONF.INI"],
      [[file, "--credentials", ini], 2, "--credentials needs --target URL"],
      [[file, "--target", "http://10.0.0.1", "--credentials", ini], 2, "add --allow-writes"],
      [[file, "--target", "http://127.0.0.1:1", "--credentials", ini], 3, "connection refused"],
      [[file, "--patience", "x"], 2, "--patience"],
    ] as const) {
      const ran = await runHere(["replay", ...given]);
      expect([given.slice(1), ran.code, ran.stderr]).toEqual([
        given.slice(1),
        code,
        expect.stringContaining(line),
      ]);
      expect(ran.stderr.trim().split("\n")).toHaveLength(1);
    }
    const nothing = await runHere(["replay", cut]);
    expect([nothing.code, nothing.stdout]).toEqual([2, expect.stringContaining("0 compared")]);
  });
});

it("shows no secret that the deployment quotes or sets", async () => {
  const { file, folder } = await recording((all) => all.filter(({ method }) => method === "GET").slice(0, 2));
  const ini = join(folder, "conf.ini");
  const secret = (what: string): string => `a-${what}-that-nobody-sees`;
  const credentials = {
    ...{ consumer_key: secret("consumer-key"), consumer_secret: secret("consumer-secret") },
    ...{ token_key: secret("token-key"), token_secret: secret("token-secret") },
  };
  writeFileSync(ini, formatCredentialsIni(credentials, "of a test"));
  let asked = 0;
  const server = createServer(({ headers }, response) => {
    response.setHeader("set-cookie", `sid=${secret("cookie")}`);
    response.setHeader("x-got", headers.authorization!);
    response.setHeader("content-type", "application/json");
    if (asked++ === 0) return void response.end('{"products":[]}');
    response.writeHead(400);
    response.end(JSON.stringify({ id: "invalid-data", message: JSON.stringify(headers), url: null }));
  });
  const target = ["--target", `http://127.0.0.1:${await listening(server)}`, "--credentials", ini];
  const header = ["--header", `X-Gateway-Key: ${secret("header")}`];
  const reports = ["--report", "json,html,junit", "--report-dir", folder];
  try {
    const { stdout, stderr } = await runHere(["replay", file, ...target, ...header, ...reports]);
    const written = ["json", "html", "xml"].map((ext) =>
      readFileSync(join(folder, `contract.${ext}`), "utf8"),
    );
    expect(written[0]).toContain("x-gateway-key");
    for (const one of [stdout, stderr, ...written]) expect(one).not.toContain("that-nobody-sees");
  } finally {
    server.close();
  }
});
