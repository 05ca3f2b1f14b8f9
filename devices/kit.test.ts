import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import type { TestOpportunity } from "./api-types.js";
import { KitScripts, type Scripts } from "./testing/kit-scripts.js";

let kit: KitScripts;
beforeEach(() => void (kit = new KitScripts()));

const leave = (text: string): string => `printf '%s' '${text}' > spi_test_result.json`;

describe("a kit", () => {
  it("gets the opportunity as a file, whose path is the last argument, in its own working directory", async () => {
    const { payload } = await kit.result({
      provision: 'echo "$@" > seen; [ "$2" = "$PWD/spi_test_opportunity.json" ] && ls > files',
      test: 'node -e \'require("fs").writeFileSync("spi_test_result.json", JSON.stringify({ env: process.env,\
        seen: fs.readFileSync("seen", "utf8"), files: fs.readFileSync("files", "utf8"),\
        opportunity: JSON.parse(fs.readFileSync(process.argv[1])) }))\' "$1"',
    });
    const { env, opportunity } = payload as { env: Record<string, string>; opportunity: TestOpportunity };
    const path = join(env.PWD!, "spi_test_opportunity.json");
    expect(env.PWD!.startsWith(join(kit.tempRoot, "spi-kit-"))).toBe(true);
    expect(payload.seen).toBe(`-v ${path}\n`);
    expect(payload.files).toBe("files\nseen\nspi_test_opportunity.json\n");
    expect(opportunity).toMatchObject({
      test_opportunity_id: "op-1",
      test_payload: { test_cmds: ["true", "uptime"] },
    });
    const passed = Object.keys(env).filter((name) => !["PWD", "OLDPWD", "SHLVL", "_"].includes(name));
    const own = ["AGENT_ID", "KIT_DIR", "OPPORTUNITY_FILE", "PHASE", "RESULT_FILE", "TEST_OPPORTUNITY_ID"];
    expect(passed.filter((name) => !["PATH", "HOME", "LANG"].includes(name)).sort()).toEqual(
      own.map((name) => `SPI_${name}`),
    );
    expect(env).toMatchObject({ SPI_PHASE: "test", SPI_KIT_DIR: kit.folder, SPI_OPPORTUNITY_FILE: path });
    expect(readdirSync(kit.tempRoot)).toEqual([]);
  });

  it("finds JSON texts unpacked in its file, and other texts unchanged", async () => {
    const { payload } = await kit.result(
      { test: "cp spi_test_opportunity.json spi_test_result.json" },
      { test_payload: '{"test_cmds": ["true"]}', image_reference: "http://images/1.img" },
    );
    expect(payload).toMatchObject({
      test_payload: { test_cmds: ["true"] },
      image_reference: "http://images/1.img",
    });
  });

  it("gets a file that is not many times as long as what a service nested", async () => {
    const { payload } = await kit.result(
      { test: `printf '{"bytes": %s}' "$(wc -c < spi_test_opportunity.json)" > spi_test_result.json` },
      { image_reference: `${"[".repeat(190)}${Array(100_000).fill(1).join()}${"]".repeat(190)}` },
    );
    expect(Number(payload["bytes"])).toBeLessThan(2_000_000);
  });

  it.each<[string, Scripts, string, object]>([
    ["passes", { test: leave('{"a": [1]}') }, "PASSED", { a: [1] }],
    ["fails", { test: `${leave('{"a": 1}')}; exit 7` }, "FAILED", { a: 1 }],
    [
      "leaves nothing",
      { test: "echo hi" },
      "PASSED",
      { summary: "the kit's commands succeeded", output: "hi\n" },
    ],
    [
      "fails without output",
      { test: "exit 7" },
      "FAILED",
      { summary: "test ended with exit code 7", output: "" },
    ],
    [
      "cannot provision",
      { provision: "echo no board; exit 2", test: leave("{}") },
      "ERROR",
      { error: "provision ended with exit code 2", output: "no board\n" },
    ],
    ["cannot provision and says why", { provision: `${leave('{"why": 1}')}; exit 2` }, "ERROR", { why: 1 }],
    [
      "is killed",
      { test: "echo x; kill -KILL $$" },
      "ERROR",
      { error: "test was killed by SIGKILL", output: "x\n" },
    ],
    [
      "cannot be run",
      { test: null },
      "ERROR",
      { error: expect.stringMatching(/^test could not be started: .*EACCES/), output: "" },
    ],
    [
      "leaves broken JSON",
      { test: `echo out; ${leave("{a")}` },
      "ERROR",
      { error: expect.stringMatching(/^spi_test_result.json: .*JSON/), output: "out\n" },
    ],
    [
      "leaves a list",
      { test: leave("[]") },
      "ERROR",
      { error: "spi_test_result.json: is not a JSON object", output: "" },
    ],
    [
      "leaves JSON with a mistake",
      { test: leave('{"summary": "ok",}') },
      "ERROR",
      { error: expect.stringMatching(/^spi_test_result.json: .*JSON at position 17/), output: "" },
    ],
    [
      "leaves lists in lists",
      { test: `head -c 20000 /dev/zero | tr '\\0' '[' > spi_test_result.json` },
      "ERROR",
      { error: expect.stringMatching(/^spi_test_result.json: .*JSON/), output: "" },
    ],
    [
      "leaves an object of lists in lists",
      {
        test: `{ printf '{"a":'; head -c 20000 /dev/zero | tr '\\0' '['; head -c 20000 /dev/zero | tr '\\0' ']'; printf '}'; } > spi_test_result.json`,
      },
      "ERROR",
      { error: "spi_test_result.json: is JSON with lists or maps that are nested too deeply", output: "" },
    ],
    [
      "leaves a pipe",
      { test: "mkfifo spi_test_result.json" },
      "ERROR",
      { error: "spi_test_result.json: is not a regular file", output: "" },
    ],
    [
      "leaves a file that is too large",
      { test: "head -c 16777217 /dev/zero > spi_test_result.json" },
      "ERROR",
      {
        error: "spi_test_result.json: holds 16777217 bytes, at most 16777216 are accepted",
        output: "",
      },
    ],
    [
      "leaves a file that is not UTF-8",
      { test: "printf '\"\\377\"' > spi_test_result.json" },
      "ERROR",
      { error: expect.stringMatching(/^spi_test_result.json: .*utf-8/), output: "" },
    ],
    [
      "cannot tear down",
      { test: "echo hi", teardown: "echo worse; exit 1" },
      "PASSED",
      { summary: "the kit's commands succeeded", output: "hi\n" },
    ],
  ])("that %s", async (_, scripts, status, payload) => {
    await expect(kit.result(scripts)).resolves.toEqual({ status, payload });
    expect(readdirSync(kit.tempRoot)).toEqual([]);
  });

  it("that takes too long", async () => {
    await expect(kit.result({ test: "sleep 60" }, {}, "timeout: 1s")).resolves.toEqual({
      status: "ERROR",
      payload: { error: "test took longer than its timeout", output: "" },
    });
  });

  it("has its output shortened", async () => {
    const { payload } = await kit.result({ test: "seq 10000" }, {}, "output_limit: 20");
    expect(payload.output).toBe("1\n2\n3\n4\n5\n\n[... 48874 bytes left out ...]\n999\n10000\n");
  });

  it("tears down even if provisioning failed, and keeps its directory on request", async () => {
    const { clock, spi, lab } = kit.lab(
      { provision: "exit 1", teardown: "echo x > torn-down" },
      { keep: true },
    );
    spi.add("op-1");
    lab.start();
    await clock.advance(0);
    const [directory] = readdirSync(kit.tempRoot);
    expect(readFileSync(join(kit.tempRoot, directory!, "torn-down"), "utf8")).toBe("x\n");
  });

  it("ends at a stop, and its opportunity stays picked", async () => {
    const { clock, spi, lab, find } = kit.lab({ test: "sleep 60" });
    spi.add("op-1");
    lab.start();
    const advanced = clock.advance(0);
    await expect
      .poll(() => lab.devices()[0])
      .toMatchObject({ activity: "testing", phase: { ends_at: null } });
    await lab.stop();
    await advanced;
    expect(find("abandoned")).toHaveLength(1);
    expect(spi.of("result")).toEqual([]);
    expect(readdirSync(kit.tempRoot)).toEqual([]);
  });

  it("does not run if its directory cannot be created", async () => {
    const { clock, spi, lab } = kit.lab({ test: "exit 0" }, { tempRoot: "/nowhere" });
    spi.add("op-1");
    lab.start();
    await clock.advance(0);
    expect(spi.taken["op-1"]).toMatchObject({
      test_status: "ERROR",
      result_payload: { error: expect.stringContaining("ENOENT") as string },
    });
  });
});
