import { readdirSync, readFileSync } from "node:fs";
import { parse, stringify } from "yaml";
import { packageFile } from "../../package-files.js";
import { type TestServer, testServer } from "./test-server.js";

/** One file of `fixtures/exchanges`; its README describes the format. */
export interface GoldenFile {
  title: string;
  /** The traffic that it was made of by `recording to-fixture`, in place of sources in the documents. */
  recorded?: { target: string; started: string };
  /** The name of a file, or the seed itself. */
  seed: string | object;
  clock?: string;
  steps: GoldenStep[];
}

export interface GoldenStep {
  name: string;
  provenance?: string[];
  contradiction?: string;
  advance?: number;
  request: { method: string; path: string; headers?: Record<string, string>; body?: unknown };
  answer: { status: number; body?: unknown };
}

const FOLDER = packageFile("fixtures", "exchanges");
/** Marks lines that the source document omits. */
const ELIDED = "[...]";
const FORMS: Record<string, RegExp> = {
  uuid: /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/,
  time: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$/,
  naive: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}$/,
};

const goldenText = (file: string): string => readFileSync(`${FOLDER}/${file}`, "utf8");

export function goldenFiles(): [name: string, file: GoldenFile][] {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith(".yaml") && name !== "seed.yaml")
    .map((name) => [name, parse(goldenText(name)) as GoldenFile]);
}

/** A server in the state that a file begins with. */
export async function goldenServer({ seed, clock }: GoldenFile): Promise<TestServer> {
  const start = clock === undefined ? undefined : microseconds(clock);
  return testServer({ seed: typeof seed === "string" ? goldenText(seed) : stringify(seed), start });
}

/** What differs in the answer to a step, one line each. */
export async function goldenProblems(
  server: TestServer,
  placeholders: Placeholders,
  { name, provenance, advance, request, answer }: GoldenStep,
): Promise<string[]> {
  if (advance !== undefined) await server.clock.advance(advance);
  const { method, path, headers, body } = request;
  const sent: unknown = body === undefined ? undefined : JSON.parse(placeholders.fill(JSON.stringify(body)));
  const got = await server.send(method, placeholders.fill(path), sent, headers);
  const problems = [
    ...(got.status === answer.status ? [] : [`status: expected ${answer.status}, got ${got.status}`]),
    ...placeholders.differences(answer.body, got.body),
    ...(got.body === undefined || got.headers.get("content-type") === "application/json"
      ? []
      : ["content type"]),
  ];
  const label = `${name} (${provenance?.join(", ") ?? "set-up"})`;
  return problems.map((problem) => `${label}: ${problem}; got ${JSON.stringify(got.body)}`);
}

/** The sandbox's time: microseconds since 1970. */
function microseconds(time: string): number {
  const digits = /\.(\d+)Z$/.exec(time)?.[1] ?? "";
  return Date.parse(time.replace(/\.\d+Z$/, "Z")) * 1000 + Number(digits.padEnd(6, "0"));
}

/** Compares answers with one file, and keeps the values of its placeholders. */
export class Placeholders {
  readonly #bound = new Map<string, string>();

  /** Replaces the placeholders in a text by their values. */
  fill(text: string): string {
    return text.replaceAll(/\{\{([^}]+)\}\}/g, (whole, name: string) => {
      const value = this.#bound.get(name);
      if (value === undefined) throw new Error(`${whole} has not been seen yet`);
      return value;
    });
  }

  /** The differences of `actual` from `expected`, one line each. */
  differences(expected: unknown, actual: unknown, at = "body"): string[] {
    const placeholder = typeof expected === "string" ? /^\{\{([^}]+)\}\}$/.exec(expected)?.[1] : undefined;
    if (placeholder !== undefined) return this.#compare(placeholder, actual, at);
    if (Array.isArray(expected)) {
      if (!Array.isArray(actual)) return [`${at}: expected a list, got ${show(actual)}`];
      const length =
        actual.length === expected.length
          ? []
          : [`${at}: expected ${expected.length} item(s), got ${actual.length}`];
      return [
        ...length,
        ...expected.flatMap((item, index) => this.differences(item, actual[index], `${at}[${index}]`)),
      ];
    }
    if (!isRecord(expected)) {
      return Object.is(expected, actual) ? [] : [`${at}: expected ${show(expected)}, got ${show(actual)}`];
    }
    if (!isRecord(actual)) return [`${at}: expected an object, got ${show(actual)}`];
    const names = Object.keys(expected).filter((name) => name !== ELIDED);
    const extra = ELIDED in expected ? [] : Object.keys(actual).filter((name) => !names.includes(name));
    return [
      ...names.flatMap((name) =>
        name in actual
          ? this.differences(expected[name], actual[name], `${at}.${name}`)
          : [`${at}.${name}: missing`],
      ),
      ...extra.map((name) => `${at}.${name}: not in the document`),
    ];
  }

  #compare(placeholder: string, actual: unknown, at: string): string[] {
    const [kind, name] = placeholder.split(":");
    if (kind === "any") return actual === undefined ? [`${at}: missing`] : [];
    const form = FORMS[kind!];
    if (form === undefined) throw new Error(`{{${placeholder}}}: unknown kind of placeholder`);
    if (typeof actual !== "string" || !form.test(actual))
      return [`${at}: expected a ${kind!}, got ${show(actual)}`];
    if (name === undefined) return [];
    const known = this.#bound.get(placeholder);
    if (known !== undefined)
      return known === actual ? [] : [`${at}: expected ${placeholder} (${known}), got ${actual}`];
    const other = [...this.#bound].find(([key, value]) => key.startsWith("uuid:") && value === actual);
    if (kind === "uuid" && other) return [`${at}: ${placeholder} is the same as ${other[0]}: ${actual}`];
    this.#bound.set(placeholder, actual);
    return [];
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const show = (value: unknown): string => (value === undefined ? "nothing" : JSON.stringify(value));
