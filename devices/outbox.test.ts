import { readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { directoryOutbox, memoryOutbox, type Outbox } from "./outbox.js";
import { plain, testLab } from "./testing/test-lab.js";
import { temporaryFolder } from "../src/testing/temporary-folder.js";

let folder: string;
beforeEach(() => void (folder = join(temporaryFolder(), "results")));

/** A result's body in a form that no program would write, with something of its own. */
const bodyOf = (agent_id: string, own: unknown = null) =>
  `{ "agent_id" :\t${JSON.stringify(agent_id)}, "test_status": "PASSED", "result_payload": { "a": ${JSON.stringify(own)} } }`;
const result = (agent_id: string, opportunity_id: string, body = bodyOf(agent_id)) => ({
  agent_id,
  opportunity_id,
  body,
});

describe.each<[string, () => Outbox]>([
  ["memoryOutbox", () => memoryOutbox()],
  ["directoryOutbox", () => directoryOutbox(folder)],
])("%s", (_, make) => {
  it("keeps results until they are removed, oldest first", async () => {
    const outbox = make();
    await expect(outbox.list("a")).resolves.toEqual([]);
    for (const id of ["op-9", "op-1", "op-5"]) await outbox.save(result("a", id, bodyOf("a", id)));
    await outbox.save(result("b", "op-1"));
    await expect(outbox.list("a")).resolves.toEqual([
      ...["op-9", "op-1", "op-5"].map((id) => result("a", id, bodyOf("a", id))),
    ]);
    await outbox.remove("a", "op-1");
    await outbox.remove("a", "unknown");
    expect((await outbox.list("a")).map((saved) => saved.opportunity_id)).toEqual(["op-9", "op-5"]);
    await expect(outbox.list("b")).resolves.toHaveLength(1);
  });

  it("replaces a result of the same agent and opportunity", async () => {
    const outbox = make();
    await outbox.save(result("a", "op-1", bodyOf("a", 1)));
    await outbox.save(result("a", "op-1", bodyOf("a", 2)));
    await expect(outbox.list("a")).resolves.toEqual([result("a", "op-1", bodyOf("a", 2))]);
  });
});

describe("directoryOutbox", () => {
  it("survives a restart, order and bytes included", async () => {
    const ids = Array.from({ length: 9 }, (_, n) => `op-${n}`);
    for (const id of ids) await directoryOutbox(folder).save(result("b", id));
    const saved = await directoryOutbox(folder).list("b");
    expect(saved.map((entry) => entry.opportunity_id)).toEqual(ids);
    const body = bodyOf("a", "\u00e9\\u0000\0");
    await directoryOutbox(folder).save(result("a", "op-2", body));
    await directoryOutbox(folder).save(result("a", "op-1"));
    await expect(directoryOutbox(folder).list("a")).resolves.toEqual([
      result("a", "op-2", body),
      result("a", "op-1"),
    ]);
    expect(readdirSync(folder).every((name) => name.endsWith(".json"))).toBe(true);
  });

  it("accepts any id, and writes only into its folder", async () => {
    const outbox = directoryOutbox(folder);
    const odd = result("../../etc/passwd", "x/".repeat(150));
    await outbox.save(odd);
    await expect(outbox.list("../../etc/passwd")).resolves.toEqual([odd]);
    expect(readdirSync(join(folder, ".."))).toEqual(["results"]);
  });

  it("writes through no link of its folder", async () => {
    const outbox = directoryOutbox(folder);
    await outbox.save(result("a", "op-1"));
    const [name] = readdirSync(folder);
    const victim = join(folder, "..", "victim");
    writeFileSync(victim, "theirs");
    symlinkSync(victim, join(folder, `${name!}.tmp`));
    await outbox.save(result("a", "op-1", bodyOf("a", 2)));
    expect([readdirSync(folder), readFileSync(victim, "utf8")]).toEqual([[name], "theirs"]);
    await expect(outbox.list("a")).resolves.toEqual([result("a", "op-1", bodyOf("a", 2))]);
  });

  it("leaves a damaged file in place and reports it", async () => {
    const damaged = vi.fn();
    const outbox = directoryOutbox(folder, damaged);
    await outbox.save(result("a", "op-1"));
    const [name] = readdirSync(folder);
    const half = readFileSync(join(folder, name!), "utf8").slice(0, 20);
    writeFileSync(join(folder, "half.json"), half);
    writeFileSync(join(folder, "torn.json.tmp"), half);
    writeFileSync(join(folder, "body.json"), JSON.stringify(result("a", "op-2", "{half")));
    writeFileSync(join(folder, "other.json"), JSON.stringify(result("b", "op-3")));
    await expect(outbox.list("a")).resolves.toHaveLength(1);
    expect(damaged.mock.calls.map(([file]) => file as string).sort()).toEqual([
      join(folder, "body.json"),
      join(folder, "half.json"),
    ]);
    expect(damaged).toHaveBeenCalledWith(join(folder, "half.json"), expect.stringMatching(/JSON/));
    expect(readFileSync(join(folder, "half.json"), "utf8")).toBe(half);
  });

  const POST = { agent_id: "dev", test_status: "PASSED", result_payload: {} };
  const unfit: [string, object][] = [
    ...["null", "5", "[]", '"x"', "{}", "{half"].map((body): [string, object] => [body, { body }]),
    ...[
      { test_status: "DONE" },
      { test_status: undefined },
      { agent_id: "other" },
      { result_payload: null },
      { result_payload: [] },
    ].map((change): [string, object] => {
      const body = JSON.stringify({ ...POST, ...change });
      return [body, { body }];
    }),
    ["no text", { body: POST }],
    ["none", { body: undefined }],
    ["a wrong order", { order: "x" }],
  ];
  it.each(unfit)(
    "an agent goes on beside a file with the body %s, and posts the others",
    async (_, change) => {
      await directoryOutbox(folder).save({ ...result("dev", "op-1"), ...change });
      const [name] = readdirSync(folder);
      if ("order" in change) {
        const whole: unknown = JSON.parse(readFileSync(join(folder, name!), "utf8"));
        writeFileSync(join(folder, name!), JSON.stringify(Object.assign(Object(whole), change)));
      }
      await directoryOutbox(folder).save(result("dev", "op-2"));
      const damaged = vi.fn();
      const { spi, lab, clock } = testLab([plain()], { outbox: directoryOutbox(folder, damaged) });
      spi.hold("op-2", "dev");
      lab.start();
      await clock.advance(0);
      expect(lab.devices()[0]!.activity).toBe("idle");
      expect(spi.taken).toHaveProperty("op-2");
      expect(damaged).toHaveBeenCalledWith(join(folder, name!), expect.any(String));
      expect(readdirSync(folder)).toEqual([name]);
      await lab.stop();
    },
  );

  it("keeps a result over a restart of the lab", async () => {
    const first = testLab([plain()], { outbox: directoryOutbox(folder) });
    first.spi.add("op-1");
    first.spi.next("result", () => Promise.reject(new Error("down")), 99);
    first.lab.start();
    await first.clock.advance(250_000);
    await first.lab.stop();
    const second = testLab([plain()], { outbox: directoryOutbox(folder) });
    second.spi.hold("op-1", "dev");
    second.lab.start();
    await second.clock.advance(0);
    expect(second.spi.of("result")[0]!.text).toBe(first.spi.of("result")[0]!.text);
    expect(second.spi.taken).toHaveProperty("op-1");
    expect(readdirSync(folder)).toEqual([]);
  });
});
