import type { ColumnValues, Levels } from "@cloudapi/records/internal";
import type { Encoding } from "./encoding.ts";
import type { LeafElement } from "./parquet-schema.ts";
import { bitWidthOf, PAGE_VALUES } from "./physical-values.ts";

/** The levels of a column chunk, and how many entries they are for: values, and places without one. */
export interface ChunkLevels extends Levels {
  readonly entries: number;
}

/** A place in a column chunk, between two entries. */
export interface PagePlace {
  readonly entry: number;
  /** Values before it. */
  readonly value: number;
}

/** The levels of a column: its own if it is nested, otherwise whether each row has a value, if it may have none. */
export function chunkLevels(
  column: ColumnValues,
  { repetition_type }: LeafElement,
  rows: number,
): ChunkLevels {
  if (column.levels?.definition !== undefined)
    return { ...column.levels, entries: column.levels.definition.length };
  const isOptional = column.levels === undefined && repetition_type === "OPTIONAL";
  return {
    entries: rows,
    definition: isOptional ? (column.present ?? new Uint8Array(rows).fill(1)) : undefined,
    repetition: undefined,
    maxDefinition: isOptional ? 1 : 0,
    maxRepetition: 0,
  };
}

/**
 * Where a page ends that begins at a place: when it has its values, or as many entries as a page may have. A row is
 * in one page only, however long its lists are.
 *
 * @param endValue the first value that no longer fits; `undefined` when all that are left do
 */
export function pageEnd(
  levels: ChunkLevels,
  start: PagePlace,
  endValue: number | undefined,
  values: number,
): PagePlace {
  const { entries, definition } = levels;
  const left = entries - start.entry;
  if (endValue === undefined && left <= PAGE_VALUES) return { entry: entries, value: values };
  if (definition === undefined) {
    const value = endValue ?? values;
    return { entry: start.entry + value - start.value, value };
  }
  return cutAtRow({ ...levels, definition }, start, endValue ?? values + 1);
}

function cutAtRow(
  { entries, definition, repetition, maxDefinition }: ChunkLevels & { definition: Uint8Array },
  start: PagePlace,
  endValue: number,
): PagePlace {
  const endEntry = start.entry + PAGE_VALUES;
  const rowEnd = { ...start };
  let { value } = start;
  for (let entry = start.entry; entry <= entries; entry++) {
    const isRowEnd = entry === entries || repetition === undefined || repetition[entry] === 0;
    if (isRowEnd && entry > start.entry) {
      const isPast = value > endValue || entry > endEntry;
      if (isPast && rowEnd.entry > start.entry) return rowEnd;
      rowEnd.entry = entry;
      rowEnd.value = value;
      if (value >= endValue || entry >= endEntry) return rowEnd;
    }
    if (definition[entry] === maxDefinition) value++;
  }
  return rowEnd;
}

/** Write the levels of some entries, repetition before definition, each with its length before it. */
export function writeLevels(
  encoding: Pick<Encoding<unknown>, "writeLevels">,
  levels: ChunkLevels,
  start: number,
  end: number,
): void {
  const { repetition, definition, maxRepetition, maxDefinition } = levels;
  if (repetition !== undefined)
    encoding.writeLevels(repetition.subarray(start, end), bitWidthOf(maxRepetition + 1));
  if (definition !== undefined)
    encoding.writeLevels(definition.subarray(start, end), bitWidthOf(maxDefinition + 1));
}
