import { type Block, SealedBlock } from "../domain/packed/block.js";
import { blocksOf, PackedTable } from "../domain/packed/packed-table.js";
import { TABLE_NAMES, type Tables } from "../domain/records.js";

/** Fewer records are written one by one. */
const MIN_ROWS = 64;

type AnyBlock = Block<{ id: string }>;

/**
 * The records of all tables as texts of changes, each about `bytes` long (longer where one record is), so that writing
 * one never blocks the event loop. They are the records at the time of the call, whatever is committed while the
 * texts are read: records and sealed blocks are replaced, never changed.
 */
export function slices(tables: Tables, bytes: number): Iterable<string> {
  const frozen = TABLE_NAMES.map((name) => {
    const table = tables[name];
    return { name, blocks: blocksOf<{ id: string }>(table), packed: table instanceof PackedTable };
  });
  return texts(frozen, bytes);
}

function* texts(
  tables: { name: string; blocks: readonly AnyBlock[]; packed: boolean }[],
  bytes: number,
): Generator<string> {
  let changes: string[] = [];
  let length = 0;
  for (const { name, blocks, packed } of tables) {
    for (const block of blocks) {
      for (const change of packed ? packedChanges(block) : puts(block.records())) {
        const text = `{"table":"${name}",${change}}`;
        changes.push(text);
        length += text.length;
        if (length < bytes) continue;
        yield `[${changes.join(",")}]`;
        changes = [];
        length = 0;
      }
    }
  }
  if (changes.length > 0) yield `[${changes.join(",")}]`;
}

/** A block as one change if that is shorter. */
function packedChanges(block: AnyBlock): Iterable<string> {
  const sealed = block instanceof SealedBlock ? block : SealedBlock.of([...block.records()]);
  return sealed.size < MIN_ROWS ? puts(sealed.records()) : [`"block":${JSON.stringify(sealed.json())}`];
}

function* puts(records: Iterable<unknown>): Generator<string> {
  for (const record of records) yield `"put":${JSON.stringify(record)}`;
}
