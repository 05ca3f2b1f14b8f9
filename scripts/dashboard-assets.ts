import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { transform } from "esbuild";
import { writeChanged } from "./write-changed.js";

const FOLDER = "src/dashboard";
const TYPES = {
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  svg: "image/svg+xml",
};

interface Asset {
  type: string;
  text: string;
}

/**
 * Writes `src/generated/assets.js`: the scripts of the dashboard's pages, each a module as it is in `client/` without
 * its types; one stylesheet of all in `styles/`, in the order of their names; the pictures in `icons/`; and
 * idiomorph.
 */
export async function writeDashboardAssets(): Promise<void> {
  const assets: Record<string, Asset> = {
    ...(await scripts()),
    "idiomorph.js": { type: TYPES.js, text: idiomorph() },
    "dashboard.css": { type: TYPES.css, text: styles() },
  };
  for (const name of filesOf("icons", ".svg"))
    assets[name] = { type: TYPES.svg, text: readFileSync(join(FOLDER, "icons", name), "utf8") };
  const json = JSON.stringify(assets);
  const hash = createHash("sha256").update(json).digest("hex").slice(0, 12);
  writeChanged("src/generated/assets.js", `export const hash = "${hash}";\nexport const assets = ${json};\n`);
  writeChanged(
    "src/generated/assets.d.ts",
    "export declare const hash: string;\n" +
      "export declare const assets: Record<string, { type: string; text: string }>;\n",
  );
}

/**
 * The modules in `client/`, and the modules elsewhere in the sources that they import, without their types. A browser
 * finds them all in one folder, so imports name them by file name alone.
 */
async function scripts(): Promise<Record<string, Asset>> {
  const waiting = filesOf("client", ".ts")
    .filter((name) => !name.endsWith(".d.ts") && !name.endsWith(".test.ts"))
    .map((name) => join(FOLDER, "client", name));
  const made: Record<string, Asset> = {};
  for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
    const name = basename(file, ".ts") + ".js";
    if (name in made) continue;
    const { code } = await transform(readFileSync(file, "utf8"), {
      loader: "ts",
      format: "esm",
      target: "es2022",
      sourcefile: basename(file),
    });
    const folder = dirname(file);
    const text = code.replace(/(?<=from ")\.\.\/[^"]+(?=")/g, (path) => {
      waiting.push(join(folder, path.replace(/\.js$/, ".ts")));
      return `./${basename(path)}`;
    });
    made[name] = { type: TYPES.js, text };
  }
  return made;
}

const styles = (): string =>
  filesOf("styles", ".css")
    .map((name) => readFileSync(join(FOLDER, "styles", name), "utf8"))
    .join("\n");

/** The package's unchanged module, with its license. */
function idiomorph(): string {
  const folder = "node_modules/idiomorph";
  const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { version: string };
  const license = readFileSync(join(folder, "LICENSE"), "utf8").trim();
  return `/*! idiomorph ${version}\n\n${license} */\n${readFileSync(join(folder, "dist/idiomorph.esm.js"), "utf8")}`;
}

const filesOf = (folder: string, ending: string): string[] =>
  readdirSync(join(FOLDER, folder))
    .filter((name) => name.endsWith(ending))
    .sort();
