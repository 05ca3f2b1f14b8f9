import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { packageFile } from "../package-files.js";
import { valueOfBuiltIn } from "./built-in.js";
import { parseYaml } from "./yaml-document.js";

const files = [packageFile("fixtures", "seeds"), packageFile("devices", "profiles")].flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith(".yaml"))
    .map((name) => `${folder}/${name}`),
);

describe("a document of the package", () => {
  it.each(files)("%s has the value that its text has", (file) => {
    const text = readFileSync(file, "utf8");
    expect(valueOfBuiltIn(text)).toEqual(parse(text));
    // A caller that changes its value changes no other.
    expect(valueOfBuiltIn(text)).not.toBe(valueOfBuiltIn(text));
  });

  it("still tells the lines of its fields", () => {
    const text = readFileSync(packageFile("devices", "profiles", "amd64-nuc.yaml"), "utf8");
    const lines = text.split("\n");
    const { places } = parseYaml(text, "nuc.yaml", { what: "a profile" });
    expect(lines[places.line(["agent", "id"]) - 1]).toMatch(/\bid:/);
  });

  it("is parsed again after an edit", () => {
    const text = readFileSync(files[0]!, "utf8");
    expect(valueOfBuiltIn(`${text}\n`)).toBeUndefined();
  });
});
