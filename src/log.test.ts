import { spawnSync } from "node:child_process";
import process from "node:process";
import { expect, it } from "vitest";

it("writes what came from a client on one line, without what would move a cursor", () => {
  const script = `
    import { createLog } from "./src/log.ts";
    const log = createLog({ logFormat: "text", logLevel: "info" });
    log.info({ path: "/a\\n12:00:00.000 error forged", esc: "\\u001b[2J\\u009b1A" }, "request\\r\\nrefused");
  `;
  const { stderr } = logged(script, { CI: "" });
  expect(stderr.slice(13)).toBe(
    "info  request\\u000d\\u000arefused path=/a\\u000a12:00:00.000 error forged esc=\\u001b[2J\\u009b1A\n",
  );
});

it("holds no command of a CI system there", () => {
  const script = `
    import { createLog } from "./src/log.ts";
    for (const logFormat of ["text", "json"])
      createLog({ logFormat, logLevel: "info" }).info({ path: "/##[add-mask]x" }, "refused");
  `;
  const { stderr } = logged(script, { CI: "true" });
  expect(stderr.match(/\/\\u0023#\[add-mask\]x/g)).toHaveLength(2);
  expect(JSON.parse(stderr.trim().split("\n")[1]!)).toMatchObject({ path: "/##[add-mask]x" });
});

const logged = (script: string, env: Record<string, string>) =>
  spawnSync(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script], {
    encoding: "utf8",
    env: { ...process.env, ...env },
  });
