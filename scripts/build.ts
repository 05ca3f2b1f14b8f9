/**
 * Bundles the sources into `dist/`, one file per entry and shared chunks. The dependencies that every start needs are
 * bundled too, because resolving and reading 175 modules takes as long as the rest of a start.
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

/** These stay external: they are loaded only when needed, or belong to the user. */
const EXTERNAL = [
  "@apidevtools/swagger-parser",
  "supertest",
  "vitest",
  "ajv",
  "@modelcontextprotocol/sdk",
  "pg",
];

rmSync("dist", { recursive: true, force: true });
const { metafile } = await build({
  entryPoints: {
    main: "src/main.ts",
    index: "src/index.ts",
    vitest: "src/vitest.ts",
    "vitest-global-setup": "src/vitest-global-setup.ts",
    "emulator-child": "src/api/emulator-child.ts",
  },
  outdir: "dist",
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20",
  external: EXTERNAL,
  // Bundled CommonJS asks for Node's own modules by `require`.
  banner: {
    js: 'import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);',
  },
  jsx: "automatic",
  jsxImportSource: "hono/jsx",
  legalComments: "none",
  metafile: true,
  logLevel: "warning",
});

// What is bundled comes with its licence.
const bundled = new Set(
  Object.keys(metafile.inputs).flatMap((file) => /^node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []),
);
const licences = [...bundled].sort().map((folder) => {
  const file = readdirSync(folder).find((name) => /^licen[cs]e/i.test(name));
  if (file === undefined) throw new Error(`${folder} is bundled and has no licence`);
  return `${folder.slice("node_modules/".length)}\n\n${readFileSync(`${folder}/${file}`, "utf8").trim()}\n`;
});
writeFileSync("dist/LICENSES.txt", licences.join("\n----\n\n"));
