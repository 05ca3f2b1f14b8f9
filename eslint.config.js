import js from "@eslint/js";
import tseslint from "typescript-eslint";

export default tseslint.config(
  {
    ignores: [
      "dist/",
      "src/generated/",
      "src/spec/*.gen.ts",
      "**/*.cjs",
      "bench/**/*.mjs",
      "torture/**/*.mjs",
      // They need packages that are not installed here.
      "examples/{jest,node-test,playwright,testcontainers-node}/",
    ],
  },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ["eslint.config.js"] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      eqeqeq: "error",
      "no-console": "error",
      "@typescript-eslint/restrict-template-expressions": [
        "error",
        { allowNumber: true, allowBoolean: true },
      ],
      "@typescript-eslint/no-misused-spread": "off",
      // A quarter of the time of linting, for enums, which we have none of, and for classes that look alike.
      "@typescript-eslint/no-unsafe-enum-assignment": "off",
      "@typescript-eslint/no-unsafe-class-instance-assignment": "off",
      "@typescript-eslint/no-unnecessary-type-parameters": "off",
      "@typescript-eslint/no-confusing-void-expression": [
        "error",
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/require-await": "off",
      "@typescript-eslint/no-non-null-assertion": "off",
    },
  },
  {
    // Time, timers and randomness are given (docs/architecture.md): only these modules may touch the real ones.
    files: ["src/**/*.ts", "src/**/*.tsx", "devices/**/*.ts"],
    // What runs in a visitor's browser has no other.
    ignores: [
      "src/clock/clock.ts",
      "src/ids.ts",
      "**/*.test.ts",
      "src/generated/**",
      "src/dashboard/client/**",
    ],
    rules: {
      "no-restricted-globals": [
        "error",
        ...["setTimeout", "setInterval", "setImmediate", "performance"].map((name) => ({
          name,
          message: "Use the sandbox's clock (src/clock/clock.ts).",
        })),
        { name: "process", message: "Import it from node:process where the process itself is meant." },
      ],
      "no-restricted-properties": [
        "error",
        { object: "Date", property: "now", message: "Use the sandbox's clock (src/clock/clock.ts)." },
        { object: "Math", property: "random", message: "Use src/ids.ts." },
        {
          object: "process",
          property: "env",
          message: "src/config.ts is the only reader of the environment.",
        },
      ],
      "no-restricted-imports": [
        "error",
        {
          paths: [
            {
              name: "node:crypto",
              importNames: ["randomUUID", "randomBytes", "randomInt"],
              message: "Use src/ids.ts.",
            },
            { name: "node:timers", message: "Use src/clock/clock.ts." },
            { name: "node:timers/promises", message: "Use src/clock/clock.ts." },
          ],
        },
      ],
    },
  },
  {
    // Tests say what they expect of answers; types would say it twice.
    files: ["**/*.test.ts", "**/testing/**"],
    rules: Object.fromEntries(
      [
        "no-explicit-any",
        "no-unsafe-assignment",
        "no-unsafe-member-access",
        "no-unsafe-argument",
        "no-unsafe-call",
      ]
        .concat("no-unsafe-return")
        .map((rule) => [`@typescript-eslint/${rule}`, "off"]),
    ),
  },
  {
    // The model's policy is functions that a flaw replaces; none uses `this`, and some need not all that they are given.
    files: ["contract-tests/model/**"],
    rules: {
      "@typescript-eslint/unbound-method": "off",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
    },
  },
  { files: ["eslint.config.js", "scripts/*.mjs"], extends: [tseslint.configs.disableTypeChecked] },
  { files: ["scripts/**", "bench/**", "torture/**", "examples/**"], rules: { "no-console": "off" } },
);
