/** The layers of docs/architecture.md: data in one direction, a pure domain, actors that speak HTTP and nothing else. */
const TESTS = "\\.test\\.ts$|/testing/|-child\\.ts$|-kit\\.ts$|/fake-";

const only = (name, comment, from, to) => ({
  name,
  comment,
  severity: "error",
  from: { path: from, pathNot: TESTS },
  to: {
    pathNot: [...to, "^node:", "node_modules"].join("|"),
    dependencyTypesNot: ["core", "npm", "npm-dev"],
  },
});

module.exports = {
  forbidden: [
    { name: "no-circular", severity: "error", from: {}, to: { circular: true } },
    {
      name: "no-tests-in-product",
      severity: "error",
      from: { path: "^(src|devices)/", pathNot: TESTS },
      to: { path: TESTS },
    },
    only("domain-is-pure", "No HTTP, no files, no clock in the domain.", "^src/domain/", ["^src/domain/"]),
    only("oauth1-is-a-leaf", "RFC 5849 knows nothing of us.", "^src/oauth1/", ["^src/oauth1/"]),
    only("schema-is-a-leaf", "JSON Schemas, and what breaks them in words.", "^src/schema/", [
      "^src/schema/",
    ]),
    only("spec-is-a-leaf", "Reading OpenAPI; everybody may.", "^src/spec/", [
      "^src/spec/",
      "^src/schema/",
      "^src/generated/",
    ]),
    only("documents-is-a-leaf", "Reading files with good messages.", "^src/documents/", [
      "^src/documents/",
      "^src/schema/",
    ]),
    only("text-is-a-leaf", "Patterns and words; nothing of us.", "^src/text/", ["^src/text/"]),
    only("operations", "Handlers decide by the domain.", "^src/operations/", [
      "^src/operations/",
      "^src/domain/",
      "^src/spec/types.gen.ts$",
      "^src/spec/typed-operations.ts$",
    ]),
    only("store", "The store knows records, not rules.", "^src/persistence/", [
      "^src/persistence/",
      "^src/domain/records.ts$",
      "^src/clock/clock.ts$",
      "^src/ids.ts$",
      "^lowdb$",
    ]),
    only("devices", "Actors speak HTTP; they know the API's types and how to sign.", "^devices/", [
      "^devices/",
      "^src/spec/types.gen.ts$",
      "^src/oauth1/",
      "^src/documents/",
      "^src/schema/",
    ]),
    only(
      "contract-tests",
      "The suite knows a URL and the spec, nothing of the emulator.",
      "^contract-tests/",
      ["^contract-tests/", "^src/spec/", "^src/schema/", "^src/oauth1/", "^src/documents/", "^src/text/"],
    ),
    {
      name: "model-stands-alone",
      comment:
        "An independent server shares nothing with what it is to try out, its tests and types included.",
      severity: "error",
      from: { path: "^contract-tests/model/" },
      to: {
        pathNot: "^contract-tests/model/|node_modules",
        dependencyTypesNot: ["core"],
      },
    },
    {
      name: "cli-on-top",
      comment: "Nothing below knows the command line.",
      severity: "error",
      from: { path: "^(src|devices)/", pathNot: "^src/(cli/|main\\.ts)" },
      to: { path: "^src/(cli/|main\\.ts)" },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    exclude: { path: "^src/generated/" },
    doNotFollow: { path: "node_modules" },
  },
};
