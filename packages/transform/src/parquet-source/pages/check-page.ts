import { checkHybrid } from "./check-hybrid.ts";
import { checkPlain, checkValues, type PageValues } from "./check-values.ts";
import { type Cursor, cursorOf, readUint32 } from "./cursor.ts";
import type { PageHeader } from "./page-header.ts";

/** A column as its pages have to fit it. */
export interface LeafColumn {
  readonly type: string;
  readonly typeLength: number;
  readonly mostRepetition: number;
  readonly mostDefinition: number;
}

export interface PagePlace {
  readonly column: LeafColumn;
  readonly dictionaryCount: number | undefined;
  readonly mostBytes: number;
}

const RLE = 3;

/** Check the decompressed bytes of a page against what its header says. @throws {RangeError} when they do not fit */
export function checkPage(bytes: Uint8Array, header: PageHeader, place: PagePlace): void {
  const cursor = cursorOf(bytes);
  if (header.kind === "dictionary") {
    // Both names of one encoding.
    if (header.encoding !== 0 && header.encoding !== 2)
      throw new RangeError("a dictionary that is not plain");
    checkPlain(cursor, valuesOf(header.count, header, place));
  } else if (header.kind === "data") {
    checkValues(cursor, valuesOf(checkLevels(cursor, header, place), header, place));
  } else if (header.kind === "data2") {
    const present = checkSecondLevels(cursor, header, place);
    if (present !== header.count - header.nulls)
      throw new RangeError(
        `${header.nulls} nulls, where its levels have ${header.count - present}`,
      );
    checkValues(cursor, valuesOf(present, header, place));
  }
}

function valuesOf(
  count: number,
  { encoding }: PageHeader,
  { column, ...place }: PagePlace,
): PageValues {
  return { ...place, type: column.type, typeLength: column.typeLength, encoding, count };
}

/** @returns how many values there are */
function checkLevels(
  cursor: Cursor,
  { count, levelEncodings }: PageHeader,
  { column }: PagePlace,
): number {
  const { mostRepetition, mostDefinition } = column;
  const [definition, repetition] = levelEncodings;
  if ((mostDefinition > 0 && definition !== RLE) || (mostRepetition > 0 && repetition !== RLE))
    throw new RangeError("levels in an encoding that is not read");
  if (mostRepetition > 0)
    levelsOf(cursor, { most: mostRepetition, count, length: readUint32(cursor) });
  if (mostDefinition === 0) return count;
  return levelsOf(cursor, { most: mostDefinition, count, length: readUint32(cursor) });
}

function checkSecondLevels(cursor: Cursor, header: PageHeader, { column }: PagePlace): number {
  const { count, definitionBytes, repetitionBytes } = header;
  const { mostRepetition, mostDefinition } = column;
  levelsOf(cursor, { most: mostRepetition, count, length: repetitionBytes });
  const present = levelsOf(cursor, { most: mostDefinition, count, length: definitionBytes });
  return mostDefinition === 0 ? count : present;
}

interface Levels {
  readonly most: number;
  readonly count: number;
  readonly length: number;
}

function levelsOf(cursor: Cursor, { most, count, length }: Levels): number {
  if (length > cursor.end - cursor.at) throw new RangeError(`levels of ${length} bytes`);
  const levels = cursorOf(cursor.bytes, cursor.at, cursor.at + length);
  cursor.at += length;
  return most === 0 ? count : checkHybrid(levels, { width: 32 - Math.clz32(most), count, most });
}
