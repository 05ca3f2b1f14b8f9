import { execFileSync, spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../testing/temporary-folder.js";
import { FilePieces } from "./file-pieces.js";
import { textOfFile } from "./file-text.js";

function pipe(): string {
  const file = join(temporaryFolder(), "pipe");
  execFileSync("mkfifo", [file]);
  return file;
}

describe("a file that is read piece by piece", () => {
  it("may be empty", () => {
    const file = join(temporaryFolder(), "empty");
    writeFileSync(file, "");
    expect(textOfFile(file)).toBe("");
  });

  it("may be a pipe into which somebody writes, which may begin late", () => {
    const file = pipe();
    const writer = spawn("sh", ["-c", 'exec 3>"$1"; printf a >&3; printf b >&3', "sh", file]);
    expect(textOfFile(file)).toBe("ab");
    writer.kill();
  });

  it("may be a pipe that is open already, of which nothing comes", () => {
    const read =
      "const { textOfFile } = await import(process.argv[1]); console.log(textOfFile(process.argv[2]).length)";
    const module = new URL("file-text.ts", import.meta.url).href;
    const run = ["--import", "tsx", "--input-type=module", "-e", read, module];
    const script = 'true | "$@" /dev/stdin; "$@" <(true)';
    const shown = execFileSync("bash", ["-c", script, "bash", process.execPath, ...run], {
      timeout: 100_000,
    });
    expect(shown.toString()).toBe("0\n0\n");
  });

  it("is given up if nobody writes into the pipe", () => {
    const pieces = new FilePieces(pipe(), 50);
    try {
      expect(() => pieces.read(Buffer.alloc(1))).toThrow("nothing came through this pipe for 0.05 s");
    } finally {
      pieces.close();
    }
  });

  it("is given up if it has no end", () => {
    expect(() => textOfFile("/dev/zero")).toThrow("longer than 16 MiB");
  });
});
