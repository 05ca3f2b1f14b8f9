/** Writes the public API's types to `dist/types/`: the declarations that the entries need. */
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import ts from "typescript";

const OUT = "dist/types";
const config = ts.getParsedCommandLineOfConfigFile(
  "tsconfig.types.json",
  {},
  {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: ({ messageText }) => {
      throw new Error(ts.flattenDiagnosticMessageText(messageText, "\n"));
    },
  },
)!;
const declared = new Map<string, string>();
const { diagnostics } = ts
  .createProgram(config.fileNames, config.options)
  .emit(undefined, (file, text) => declared.set(resolve(file), text));
if (diagnostics.length > 0) {
  console.error(
    ts.formatDiagnostics(diagnostics, { ...ts.sys, getCanonicalFileName: String, getNewLine: () => "\n" }),
  );
  process.exit(1);
}

rmSync(OUT, { recursive: true, force: true });
for (const entry of config.fileNames)
  keep(resolve(OUT, entry.slice(resolve(".").length + 1).replace(/\.ts$/, ".d.ts")));

function keep(file: string): void {
  if (existsSync(file)) return;
  const text = declared.get(file);
  if (text === undefined)
    throw new Error(`${file} is part of the public types, but is not made from a source`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  for (const [, name] of text.matchAll(/(?:from|import) "(\.[^"]+)\.js"|import\("(\.[^"]+)\.js"\)/g))
    if (name !== undefined) keep(`${join(dirname(file), name)}.d.ts`);
}
