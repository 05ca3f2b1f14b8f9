import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { DEFAULTS } from "../../src/config.js";
import { runEmulator } from "../../src/emulator.js";
import { atFileEnd } from "../../src/testing/file-end.js";
import { missingPython, PYTHON } from "../../src/testing/programs.js";
import { temporaryFolder } from "../../src/testing/temporary-folder.js";
import { readRecording } from "../recording/read.js";
import { EXAMPLES, runExample } from "../testing/examples.js";
import { replayedHere } from "../testing/replayed.js";
import { startedProxy } from "../testing/started-proxy.js";

const missing = missingPython();

describe.for(EXAMPLES)("a recording of %s, with a lab at work", (example) => {
  it("replays with no difference", async (context) => {
    const why = example[1] === PYTHON ? missing : undefined;
    context.skip(why !== undefined, why);
    const emulator = await runEmulator({ ...DEFAULTS, port: 0, inMemory: true, seed: "demo", speed: 3600 });
    atFileEnd(() => emulator.close());
    const { url, credentials } = emulator;
    const record = join(temporaryFolder(), "recording.jsonl");
    const proxy = await startedProxy({ target: url, credentials: [credentials], record });
    const { code, stderr } = await runExample(example, credentials, proxy.url);
    await proxy.close();
    expect([code, stderr]).toEqual([0, ""]);
    const { exchanges } = readRecording(record);
    const { differing, tally } = await replayedHere(exchanges);
    expect(differing).toEqual([]);
    expect(tally.counts.compared).toBe(exchanges.length);
    expect(exchanges.length).toBeGreaterThan(1);
  });
});
