import { applyChange, type Change, type Tables } from "../../domain/records.js";
import { FakeFiles, type Image, type Step } from "./fake-files.js";
import { StateLog, type StateLogOptions } from "../state-log.js";
import { dump, putProduct } from "./test-records.js";

/** Path of the state file in tests on {@link FakeFiles}. */
export const FILE = "/data/state.jsonl";

/** A log on a disk in memory, with its warnings. */
export function logOn(files: FakeFiles, options: Partial<StateLogOptions> = {}) {
  const warnings: string[] = [];
  const warn = (message: string) => void warnings.push(message);
  const atOnce = (): Promise<void> => Promise.resolve();
  const own = { file: FILE, warn, files, yieldToLoop: atOnce, gather: atOnce };
  const log = new StateLog({ ...own, ...options });
  return { log, warnings };
}

/** The tables of a disk with this image. */
export function tablesOf(image: Image): Promise<Tables> {
  return logOn(new FakeFiles(image)).log.read();
}

/** An error of the system. */
export function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: injected`), { code });
}

/** Makes the next `count` calls of these operations fail, after `skip` successful ones. */
export function failNext(files: FakeFiles, code: string, ops: Step["op"][], count = 1, skip = 0): void {
  let seen = 0;
  files.before = ({ op }) => {
    if (!ops.includes(op)) return undefined;
    seen += 1;
    if (seen > skip && seen <= skip + count) throw systemError(code);
    return undefined;
  };
}

/** A log with its tables, as a store keeps them, and what they were after each commit. */
export async function story(options: Partial<StateLogOptions> = {}) {
  const files = new FakeFiles();
  const { log } = logOn(files, { sliceBytes: 1, ...options });
  const tables = await log.read();
  const versions = [dump(tables)];
  const commit = (changes: readonly Change[]): void => {
    log.append(changes);
    for (const change of changes) applyChange(tables, change);
    versions.push(dump(tables));
  };
  return { files, log, tables, versions, commit };
}

/** Commits that later ones mostly supersede. */
export const many = Array.from({ length: 20 }, (_, index) => [
  putProduct(String(index % 3), `name ${index}`),
]);
