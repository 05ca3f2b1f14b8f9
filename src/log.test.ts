import { spawnSync } from "node:child_process";
import process from "node:process";
import { expect, it } from "vitest";

it("writes what came from a client on one line, without what would move a cursor", () => {
  const script = `
    import { createLog } from "./src/log.ts";
    const log = createLog({ logFormat: "text", logLevel: "info" });
    log.info({ path: "/a\\n12:00:00.000 error forged", esc: "\\u001b[2J\\u009b1A" }, "request\\r\\nrefused");
  `;
  const { stderr } = spawnSync(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script], {
    encoding: "utf8",
  });
  expect(stderr.slice(13)).toBe(
    "info  request\\u000d\\u000arefused path=/a\\u000a12:00:00.000 error forged esc=\\u001b[2J\\u009b1A\n",
  );
});
