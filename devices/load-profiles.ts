import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { DocumentError } from "../src/documents/document-error.js";
import type { FieldPath, FieldPlaces } from "../src/documents/field-places.js";
import { unknownName, quote } from "../src/schema/words.js";
import { type DocumentForm, parseYaml } from "../src/documents/yaml-document.js";
import { profileSchema } from "../src/generated/documents.js";
import { refuseSharedAgentIds } from "./agent-ids.js";
import { behaviourProblems, readBehaviour } from "./behaviours/index.js";
import { parseDuration } from "./duration.js";
import type { Profile } from "./profile.js";
import { ProfileError } from "./profile-error.js";
import { makeProfile, type WrittenProfile } from "./make-profile.js";
import { PLACEHOLDERS, unknownPlaceholders } from "./template.js";

export { ProfileError } from "./profile-error.js";
import { textOfFile } from "../src/text/file-text.js";

/** Minimum poll interval in milliseconds; faster polling only wastes CPU time. */
const MIN_POLL_MS = 100;

const FORM: DocumentForm<WrittenProfile> = { what: "the fields of a device profile", schema: profileSchema };

/**
 * Every profile of a folder (`*.yaml`, `*.yml`), in the order of their file names, without subfolders.
 * @throws ProfileError with every problem of every file, for two devices with one agent id, or for a folder without
 * profiles
 */
export function loadProfiles(directory: string): Profile[] {
  let names: string[];
  try {
    names = readdirSync(directory).filter((name) => /\.ya?ml$/.test(name));
  } catch (error) {
    throw new ProfileError([`${directory}: cannot be read: ${(error as Error).message}`]);
  }
  if (names.length === 0) {
    throw new ProfileError([`${directory}: got a folder without profiles; accepted: one with *.yaml files`]);
  }
  return loadProfileFiles(names.sort().map((name) => join(directory, name)));
}

/** The profiles of these files. @throws ProfileError as {@link loadProfiles}. */
export function loadProfileFiles(files: readonly string[]): Profile[] {
  const problems: string[] = [];
  const profiles: Profile[] = [];
  for (const file of files) {
    try {
      profiles.push(parseProfile(textOfFile(file), file));
    } catch (error) {
      if (error instanceof ProfileError) problems.push(...error.problems);
      else problems.push(`${file}: cannot be read: ${(error as Error).message}`);
    }
  }
  if (problems.length > 0) throw new ProfileError(problems);
  refuseSharedAgentIds(profiles);
  return profiles;
}

/**
 * A profile from its text. `fileName` is for messages, and commands of a kit are relative to its folder.
 * @throws ProfileError
 */
export function parseProfile(text: string, fileName: string): Profile {
  try {
    const { value, places } = parseYaml(text, fileName, FORM);
    const problems = [...meaningProblems(value, places)];
    if (problems.length > 0) throw new ProfileError(problems);
    const agentLine = (): number => places.line(["agent", "id"]);
    return makeProfile(value, { file: fileName, folder: dirname(fileName), agentLine });
  } catch (error) {
    throw error instanceof DocumentError ? new ProfileError(error.problems) : error;
  }
}

/** Checks that the schema cannot express. */
function* meaningProblems(value: WrittenProfile, places: FieldPlaces): Generator<string> {
  if (parseDuration(value.poll_interval) < MIN_POLL_MS) {
    yield places.problem(["poll_interval"], `got ${quote(value.poll_interval)}; accepted: 100ms and longer`);
  }
  for (const [phase, length] of Object.entries(value.phases)) {
    if (typeof length !== "object" || !("min" in length)) continue;
    if (parseDuration(length.min) > parseDuration(length.max)) {
      yield places.problem(["phases", phase], `got ${quote(length)}; accepted: a min that is not above max`);
    }
  }
  for (const [index, behaviour] of value.behaviours.entries()) {
    for (const { path, accepted } of behaviourProblems(readBehaviour(behaviour))) {
      const got = path.reduce<unknown>((found, step) => (found as Record<string, unknown>)[step], behaviour);
      yield places.problem(["behaviours", index, ...path], `got ${quote(got)}; accepted: ${accepted}`);
    }
  }
  yield* placeholderProblems(value.result_payload, ["result_payload"], places);
}

function* placeholderProblems(template: unknown, path: FieldPath, places: FieldPlaces): Generator<string> {
  if (typeof template === "string") {
    for (const name of unknownPlaceholders(template)) {
      yield places.problem(path, unknownName(`unknown placeholder {{${name}}}`, name, PLACEHOLDERS));
    }
  } else if (typeof template === "object" && template !== null) {
    for (const [key, entry] of Object.entries(template)) {
      const step = Array.isArray(template) ? Number(key) : key;
      yield* placeholderProblems(entry, [...path, step], places);
    }
  }
}
