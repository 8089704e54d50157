import { type Column, type Dataset, fileColumns } from "@cloudapi/core";
import { type FixedStorage, fixedStorageOf } from "./fixed-storage.ts";

/** Where the value of a column without others inside lies in a row that is held in words of four bytes. */
export interface FieldPlace {
  readonly name: string;
  /** Its first word in the row. */
  readonly at: number;
  /** How it is held in words; absent for texts, of which the word says where they are. */
  readonly storage: FixedStorage | undefined;
  /** Whether its texts always go through a dictionary, since their bytes are not what is written. */
  readonly isConverted: boolean;
  /** The word with the bit that says whether there is a number, and the bit; a column that is not nullable has none. */
  readonly maskAt: number;
  readonly maskBit: number;
  readonly nullable: boolean;
  readonly isEventTime: boolean;
}

/** How the columns of a file's rows are held. */
export interface RowLayout {
  /** Each column in order: where its value lies in a row, or the column itself if it has others inside. */
  readonly columns: readonly (FieldPlace | Column)[];
  readonly fields: readonly FieldPlace[];
  readonly nested: readonly Column[];
  /** The words of the bits, and how many there are. */
  readonly maskAt: number;
  readonly maskWords: number;
  /** Words of a row; an even number, so that doubles lie at even places. */
  readonly rowWords: number;
}

const DOUBLE_BYTES = 8;
const WORD_BITS = 32;

/** The layout of a dataset's rows, without the columns that stand in the key. */
export function rowLayout(
  dataset: Pick<Dataset, "columns" | "eventTime" | "partition">,
): RowLayout {
  const all = fileColumns(dataset);
  const nested = all.filter(isNested);
  const flat = all.filter((column) => !isNested(column));
  const storages = new Map(flat.map((column) => [column, storageOf(column)]));
  const isWide = (column: Column) => storages.get(column)?.array.BYTES_PER_ELEMENT === DOUBLE_BYTES;
  const ordered = [...flat.filter(isWide), ...flat.filter((column) => !isWide(column))];
  const masked = flat.filter((column) => column.nullable && storages.get(column) !== undefined);
  const wide = flat.filter(isWide).length;
  const maskAt = flat.length + wide;
  const maskWords = Math.ceil(masked.length / WORD_BITS);
  const places = flat.map((column): FieldPlace => {
    const place = ordered.indexOf(column);
    const bit = masked.indexOf(column);
    return {
      name: column.name,
      at: place + Math.min(place, wide),
      storage: storages.get(column),
      isConverted: column.type.kind === "decimal",
      maskAt: bit < 0 ? -1 : maskAt + Math.floor(bit / WORD_BITS),
      maskBit: bit < 0 ? 0 : 1 << (bit % WORD_BITS),
      nullable: column.nullable,
      isEventTime: column.name === dataset.eventTime && column.type.kind === "timestamp",
    };
  });
  const words = maskAt + maskWords;
  return {
    columns: all.map((column) => places[flat.indexOf(column)] ?? column),
    fields: places,
    nested,
    maskAt,
    maskWords,
    rowWords: Math.max(2, words + (words % 2)),
  };
}

function isNested({ type: { kind } }: Column): boolean {
  return kind === "struct" || kind === "list" || kind === "map";
}

function storageOf({ type }: Column): FixedStorage | undefined {
  return type.kind === "struct" || type.kind === "list" || type.kind === "map"
    ? undefined
    : fixedStorageOf(type);
}
