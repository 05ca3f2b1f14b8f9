/** Bundles the sources into `dist/`, one file per entry and shared chunks; dependencies stay external. */
import { rmSync } from "node:fs";
import { build } from "esbuild";

rmSync("dist", { recursive: true, force: true });
await build({
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
  packages: "external",
  jsx: "automatic",
  jsxImportSource: "hono/jsx",
  logLevel: "warning",
});
