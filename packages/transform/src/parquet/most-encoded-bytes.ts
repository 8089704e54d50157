import type { ColumnValues, LentRows } from "@cloudapi/records/internal";

const LENGTH_BYTES = 4;
/** Of a number, and of a decimal that is held as text. */
const NUMBER_BYTES = 8;
const DECIMAL_BYTES = 16;
/** Of the two levels of an entry. */
const LEVEL_BYTES = 2;
/** Of the headers of a column's pages, whatever is in them. */
const HEADER_BYTES = 1_024;
/** What is in no way smaller compressed may become so much larger, headers of further pages included. */
const GROWTH = 1.25;

/**
 * More bytes than a row group of these rows takes, however it is encoded. A dictionary is written only where it takes less
 * than the values would.
 */
export function mostEncodedBytes({ rows, texts, dictionaries, nested }: LentRows): number {
  let bytes = 0;
  for (const column of dictionaries) {
    const longest = column === undefined ? 0 : Math.max(column.longestBytes, DECIMAL_BYTES);
    bytes += rows * (LEVEL_BYTES + Math.max(NUMBER_BYTES, longest + LENGTH_BYTES)) + HEADER_BYTES;
  }
  for (const { length } of texts.chunks) bytes += length;
  for (const leaves of nested)
    for (const leaf of leaves) bytes += mostBytesOf(leaf, rows) + HEADER_BYTES;
  return bytes * GROWTH;
}

function mostBytesOf(leaf: ColumnValues, rows: number): number {
  const levels = LEVEL_BYTES * (leaf.levels?.definition?.length ?? rows);
  if (leaf.kind === "fixed") return levels + leaf.values.length * NUMBER_BYTES;
  const { starts, ends, size } = leaf.strings;
  let [longest, sum] = [DECIMAL_BYTES, 0];
  for (let i = 0; i < size; i++) {
    const length = (ends[i] as number) - (starts[i] as number);
    sum += length + LENGTH_BYTES;
    if (length > longest) longest = length;
  }
  return levels + (leaf.kind === "plain" ? sum : leaf.codes.length * (longest + LENGTH_BYTES));
}
