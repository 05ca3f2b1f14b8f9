import type { ContractSpec } from "../run/contract-spec.js";
import { pathOf } from "../generate/plain-request.js";
import { quoted } from "../target/command-line.js";
import { filled, type Reference, referencesOf, type Step, TIME_FORMS } from "./step.js";

/** What a script is about. */
export interface ScriptOf {
  url: string;
  /** The organization of the account. */
  organization: string | undefined;
  seed: string;
  steps: readonly Step[];
  /** What differs, in one line. */
  reason: string;
}

/**
 * A sequence as a shell script of `spi-emulator request` commands. Ids and times of answers are read from the files of the
 * earlier answers.
 */
export function scriptOf(spec: ContractSpec, { url, organization, seed, steps, reason }: ScriptOf): string {
  const needed = new Set(steps.flatMap((step) => referencesOf(step).map((reference) => reference.step)));
  const line = (step: Step): string => commandOf(spec, step, needed.has(step.n));
  const isAtOnce = ({ client }: Step): boolean => client !== undefined;
  const first = steps.findIndex(isAtOnce);
  const last = steps.findLastIndex(isAtOnce);
  const blocks =
    first === -1
      ? steps.map(line)
      : [
          ...steps.slice(0, first).map(line),
          ...clientBlocks(steps.slice(first, last + 1), line),
          ...steps.slice(last + 1).map(line),
        ];
  return [
    "#!/bin/sh",
    `# ${oneLine(reason)}`,
    `# Found by: spi-emulator contract --explore, seed ${seed}`,
    "# Usage: sh FILE [URL]; CREDENTIALS (default conf.ini) and SECOND (second.ini) name the files with the credentials.",
    "# The last answer differs. Requests that are sent at the same time may need several runs.",
    `url=\${1:-${quoted(url)}}`,
    "credentials=${CREDENTIALS:-conf.ini}",
    "second=${SECOND:-second.ini}",
    ...factLines(steps, organization),
    "answers=$(mktemp -d) && trap 'rm -r \"$answers\"' EXIT",
    // `request` exits with 1 for a refusal, which may be what the sequence is about.
    'send() { spi-emulator request "$@" || true; }',
    ...(needed.size > 0 ? [VALUE] : []),
    ...(steps.some(({ signature }) => isWrong(signature)) ? [WRONG] : []),
    ...(steps.some(({ signature }) => signature === "plaintext") ? [PLAINTEXT] : []),
    "",
    ...blocks,
    "",
  ].join("\n");
}

/** Facts of the account that the steps need. The password comes from the environment. */
function factLines(steps: readonly Step[], organization: string | undefined): string[] {
  const facts = steps.flatMap(referencesOf).filter(({ step }) => step === null);
  const needs = (name: string): boolean => facts.some(({ at }) => at === name);
  return [
    ...(needs("organization") ? [`organization=\${ORGANIZATION:-${quoted(organization ?? "")}}`] : []),
    ...(needs("unique") ? ["unique=$(date +%s)"] : []),
    ...(needs("password")
      ? ["email=${EMAIL:?the account's email}", "password=${PASSWORD:?the account's password}"]
      : []),
  ];
}

/** Prints a value of an answer, encoded for a URL. Arguments: number of the step, path, replacements of a time. */
const VALUE = `value() {
  node -e '
    const [file, path, forms] = process.argv.slice(1);
    const text = require("fs").readFileSync(file, "utf8");
    let value = path.split(".").reduce((at, key) => at[key], JSON.parse(text.slice(text.indexOf("{"), text.lastIndexOf("}") + 1)));
    for (const [from, flags, to] of JSON.parse(forms)) value = value.replace(new RegExp(from, flags), to);
    process.stdout.write(encodeURIComponent(value));
  ' "$answers/$1" "$2" "$3"
}`;

/** Makes a copy of the credentials in which one value is wrong. Arguments: the file, the name. */
const WRONG = `wrong() { sed "s/^$2 *=.*/$2 = wrong/" "$1" > "$answers/wrong.ini"; echo "$answers/wrong.ini"; }`;

/** Prints a header that is signed by PLAINTEXT. Argument: the file with the credentials. */
const PLAINTEXT = `plaintext() {
  ini() { sed -n "s/^$2 *= *//p" "$1"; }
  printf 'Authorization: OAuth oauth_consumer_key="%s", oauth_token="%s", oauth_signature_method="PLAINTEXT", oauth_signature="%s%%26%s", oauth_timestamp="%s", oauth_nonce="%s"' \\
    "$(ini "$1" consumer_key)" "$(ini "$1" token_key)" "$(ini "$1" consumer_secret)" "$(ini "$1" token_secret)" "$(date +%s)" "$(date +%N)"
}`;

const isWrong = (signature: Step["signature"]): boolean =>
  signature !== undefined && signature !== "unsigned" && signature !== "plaintext";

function clientBlocks(steps: readonly Step[], line: (step: Step) => string): string[] {
  const clients = [...new Set(steps.map(({ client }) => client))];
  return [
    ...clients.map(
      (client) =>
        `(\n${steps
          .filter((step) => step.client === client)
          .map(line)
          .join("\n")}\n) &`,
    ),
    "wait",
  ];
}

/** One step. In texts, the marks that `filled` puts in become commands of the shell. */
function commandOf(spec: ContractSpec, step: Step, isNeeded: boolean): string {
  const references: Reference[] = [];
  const mark = (reference: Reference): string => `~${references.push(reference) - 1}~`;
  // A mark must not be changed by the form of a time, which the script applies.
  const { method, body, ...request } = filled(step.request, (reference) => mark(reference));
  const path = pathOf(spec.operation(step.operation), { ...request, method, body });
  const inShell = (text: string): string =>
    quoted(text).replaceAll(
      /~(\d+)~/g,
      (_, index: string) => `'"${shellValue(references[Number(index)]!)}"'`,
    );
  const target = `"$url"${inShell(path)}`;
  const data = body === null ? "" : inShell(body);
  const about = step.what === "right" ? step.operation : `${step.operation}, wrong: ${step.what}`;
  const isUnsigned = step.signature === "unsigned" || step.actor === "anonymous";
  const command =
    isUnsigned || step.signature === "plaintext"
      ? byCurl(method, data, target, isUnsigned ? "" : ` -H "$(plaintext ${fileOf(step)})"`)
      : signed(step, method, data, target);
  return `echo "# ${step.n}. ${about.replaceAll(/[^\w .,:[\]-]/g, "?")}"\n${command}${isNeeded ? ` | tee "$answers/${step.n}"` : ""}`;
}

/** The file with the credentials of a step. */
const fileOf = ({ actor }: Step): string => (actor === "second" ? '"$second"' : '"$credentials"');

function signed(step: Step, method: string, data: string, target: string): string {
  const { signature } = step;
  const file = fileOf(step);
  const credentials = signature === undefined ? file : `"$(wrong ${file} ${signature})"`;
  const verb = method === "GET" && data === "" ? "" : `-X ${method} `;
  return `send ${verb}${credentials} ${target}${data === "" ? "" : ` --data-raw ${data}`}`;
}

function byCurl(method: string, data: string, target: string, header: string): string {
  const body = data === "" ? "" : ` -H 'content-type: application/json' --data-raw ${data}`;
  return `curl -s -w '\\nHTTP %{http_code}\\n' -X ${method}${header}${body} ${target}`;
}

function shellValue({ step, at, form }: Reference): string {
  if (step === null) return `$${at}`;
  const forms = (TIME_FORMS[form] ?? []).map(([from, to]) => [from.source, from.flags, to]);
  return `$(value ${step} ${at} '${JSON.stringify(forms)}')`;
}

const oneLine = (text: string): string => text.replaceAll(/\s+/g, " ").slice(0, 300);
