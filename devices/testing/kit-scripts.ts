import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TestOpportunity } from "../api-types.js";
import type { KitHost } from "../kit.js";
import { parseProfile } from "../load-profiles.js";
import { realKitHost } from "./kit-host.js";
import { testLab } from "./test-lab.js";
import { temporaryFolder } from "../../src/testing/temporary-folder.js";

/** Scripts by phase; null means a file that cannot be executed. */
export interface Scripts {
  provision?: string;
  test?: string | null;
  teardown?: string;
}

/** A folder of kit scripts, and a folder for their working directories. */
export class KitScripts {
  readonly folder = temporaryFolder();
  readonly tempRoot = temporaryFolder();

  /** A lab of one device with a kit of these scripts. */
  lab(scripts: Scripts, host: Partial<KitHost> = {}, settings = "") {
    for (const [name, script] of Object.entries({ provision: "exit 0", test: "exit 0", ...scripts })) {
      const path = join(this.folder, name);
      writeFileSync(path, `#!/bin/sh\n${script ?? ""}\n`);
      chmodSync(path, script === null ? 0o644 : 0o755);
    }
    const teardown = scripts.teardown === undefined ? "" : "teardown: [./teardown],";
    const kit = `kit: { provision: [./provision, -v], test: [./test], ${teardown} ${settings} }`;
    const profile = parseProfile(`name: kit\nagent: { id: dev }\n${kit}\n`, join(this.folder, "kit.yaml"));
    return testLab([profile], { kitHost: realKitHost({ tempRoot: this.tempRoot, ...host }) });
  }

  /** Runs one opportunity and returns the posted result. */
  async result(scripts: Scripts, fields: Partial<TestOpportunity> = {}, settings = "") {
    const { clock, spi, lab } = this.lab(scripts, {}, settings);
    spi.add("op-1", fields);
    lab.start();
    await clock.advance(0);
    await lab.stop();
    const post = spi.taken["op-1"]!;
    return { status: post.test_status, payload: post.result_payload };
  }
}
