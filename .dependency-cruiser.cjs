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

/** What sandboxes stand on, and all above them may use. */
const BELOW_SANDBOX = [
  "^src/(clock|domain|documents|generated|oauth1|operations|parity|persistence|schema|spec|text)/",
  "^src/(ids|log|package-files)\\.ts$",
  "^devices/",
];

/** What answers requests may use these. */
const SERVING = [...BELOW_SANDBOX, "^src/(sandbox|http)/", "^@?hono/", "^idiomorph$"];

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
      "^src/text/(bounded-yaml|file-text).ts$",
    ]),
    only("documents-is-a-leaf", "Reading files with good messages.", "^src/documents/", [
      "^src/documents/",
      "^src/schema/",
      "^src/text/(bounded-yaml|file-text|secret-name).ts$",
    ]),
    only("parity-is-a-leaf", "What deployments were seen to answer, beside the contract.", "^src/parity/", [
      "^src/parity/",
      "^src/documents/",
      "^src/schema/",
      "^src/spec/",
    ]),
    only("text-is-a-leaf", "Patterns and words; nothing of us.", "^src/text/", ["^src/text/"]),
    only("operations", "Handlers decide by the domain.", "^src/operations/", [
      "^src/operations/",
      "^src/domain/",
      "^src/spec/types.gen.ts$",
      "^src/spec/typed-operations.ts$",
      "^src/text/",
    ]),
    only("store", "The store knows records, not rules.", "^src/persistence/", [
      "^src/persistence/",
      "^src/domain/records.ts$",
      "^src/domain/packed/",
      "^src/domain/steps.ts$",
      "^src/clock/(clock|in-turns).ts$",
      "^src/text/(new-file|regular-file|shell-quote).ts$",
      "^src/ids.ts$",
      "^lowdb$",
    ]),
    only("postgres", "Rows in place of files; nothing of rules or HTTP.", "^src/postgres/", [
      "^src/postgres/",
      "^src/persistence/",
      "^src/domain/records.ts$",
      "^src/clock/clock.ts$",
      "^src/ids.ts$",
      "^(@types/)?pg$",
    ]),
    only("clock", "Clocks know instants, nothing else.", "^src/clock/", [
      "^src/clock/",
      "^src/domain/records.ts$",
    ]),
    only(
      "sandbox",
      "A sandbox knows no HTTP: it is asked by handlers and read by those above.",
      "^src/sandbox/",
      [...BELOW_SANDBOX, "^src/sandbox/"],
    ),
    only("http", "The product API stands on sandboxes.", "^src/http/", SERVING),
    only(
      "control",
      "The control plane shares the steps of a request with the product API.",
      "^src/control/",
      [...SERVING, "^src/control/", "^src/config.ts$"],
    ),
    only(
      "replicas",
      "Several processes over one database; they bring requests to sandboxes.",
      "^src/replicas/",
      [...SERVING, "^src/postgres/", "^src/control/(shape|control).ts$", "^src/replicas/", "^src/config.ts$"],
    ),
    {
      name: "replicas-are-an-extra",
      comment: "Only what puts an emulator together knows of the others.",
      severity: "error",
      from: { path: "^(src|devices)/", pathNot: `^src/(replicas/|emulator\\.ts)|${TESTS}` },
      to: { path: "^src/replicas/" },
    },
    only("dashboard", "A client of both planes that reads sandboxes.", "^src/dashboard/", [
      ...SERVING,
      "^src/control/",
      "^src/api/(control-client|errors|types|wire)\\.ts$",
      "^src/dashboard/",
      "^src/config.ts$",
    ]),
    only("watch", "Changes what runs; knows files, sandboxes and settings.", "^src/watch/", [
      ...BELOW_SANDBOX,
      "^src/sandbox/",
      "^src/watch/",
      "^src/config.ts$",
    ]),
    only("demo-host", "A tenancy and a session strategy; nobody below knows of it.", "^src/demo-host/", [
      ...SERVING,
      "^src/api/control-client.ts$",
      "^src/dashboard/",
      "^src/demo-host/",
      "^src/config.ts$",
    ]),
    {
      name: "demo-host-is-an-extra",
      comment: "Only what puts an emulator together chooses its tenancy.",
      severity: "error",
      from: { path: "^(src|devices)/", pathNot: `^src/(demo-host/|emulator\\.ts)|${TESTS}` },
      to: { path: "^src/demo-host/" },
    },
    only("devices", "Actors speak HTTP; they know the API's types and how to sign.", "^devices/", [
      "^devices/",
      "^src/spec/types.gen.ts$",
      "^src/oauth1/",
      "^src/documents/",
      "^src/schema/",
      "^src/text/(bounded-yaml|file-text|indented|json-or-none|new-file|regular-file).ts$",
    ]),
    only(
      "contract-tests",
      "The suite knows a URL and the spec, nothing of the emulator.",
      "^contract-tests/",
      [
        ...[
          "^contract-tests/",
          "^src/spec/",
          "^src/schema/",
          "^src/oauth1/",
          "^src/documents/",
          "^src/text/",
        ],
        "^src/package-files",
      ],
    ),
    only(
      "traffic",
      "It judges as the suite does, and knows URLs, nothing of the emulator behind one.",
      "^traffic/",
      [
        ...["^traffic/", "^contract-tests/(clauses|judge|report|run|target)/"],
        ...["^src/spec/", "^src/schema/", "^src/oauth1/", "^src/documents/", "^src/text/", "^src/generated/"],
        "^src/parity/",
        // A proxy verifies signatures, hides secrets and bounds connections as the emulator does.
        "^src/http/(json-text|oauth-verify|pipelined|secret-finder|secrets)\\.ts$",
        "^src/sandbox/nonce-store\\.ts$",
        "^src/package-files",
      ],
    ),
    only(
      "torture",
      "It uses the public faces: the command line and HTTP; it only signs with our code.",
      "^torture/",
      ["^torture/", "^src/oauth1/"],
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
