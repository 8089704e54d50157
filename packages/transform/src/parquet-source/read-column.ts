import { type ColumnMetaData, type FileMetaData, parquetScan } from "hyparquet";
import { leafName } from "./leaf-columns.ts";
import { instantText, textOrBytes } from "./leaf-reader.ts";
import type { Ranges } from "./open-ranges.ts";
import type { LeafColumn } from "./pages/check-page.ts";
import { checkedColumn } from "./pages/checked-column.ts";
import { TAIL_BYTES } from "./read-file-metadata.ts";

export interface ColumnInput {
  readonly ranges: Ranges;
  readonly metadata: FileMetaData;
  readonly leaves: ReadonlyMap<string, LeafColumn>;
  /** The number of the row group. */
  readonly index: number;
  readonly name: string;
  readonly mostBytes: number;
}

/** The values of a column in a row group; its pages are checked first, then decoded. */
export async function readColumn(input: ColumnInput): Promise<ArrayLike<unknown>> {
  const { metadata, index, name } = input;
  const group = metadata.row_groups[index];
  if (group === undefined) return [];
  const chunks = group.columns.flatMap(({ meta_data: found }) =>
    found?.path_in_schema[0] === name ? [found] : [],
  );
  const checked: Uint8Array<ArrayBuffer>[] = [];
  let left = input.mostBytes;
  for (const chunk of chunks) {
    const bytes = await readChunk(input, chunk, left);
    left -= bytes.length;
    checked.push(bytes);
  }
  const columns = chunks.map((chunk, at) => placedChunk(chunk, checked, at));
  const { num_rows } = group;
  const whole = { ...metadata, num_rows, row_groups: [{ ...group, columns }] };
  const parsers = { timestampFromNanoseconds: instantText, stringFromBytes: textOrBytes };
  const file = fileOf(checked);
  const scan = await parquetScan({
    file,
    metadata: whole,
    parsers,
    utf8: false,
    geoparquet: false,
  });
  return scan.readColumn({ column: name, rowStart: 0, rowEnd: Number(num_rows) });
}

async function readChunk(
  { ranges, leaves, name, metadata: { metadata_length: footer } }: ColumnInput,
  metadata: ColumnMetaData,
  mostBytes: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const column = leaves.get(leafName(metadata.path_in_schema));
  const start = Number(metadata.dictionary_page_offset || metadata.data_page_offset);
  const length = Number(metadata.total_compressed_size);
  const end = ranges.byteLength - TAIL_BYTES - footer;
  if (!(start >= 4 && length >= 0 && start + length <= end) || column === undefined)
    throw new RangeError(`the column ${name} lies outside the file, or in its footer`);
  const bytes = new Uint8Array(await ranges.slice(start, start + length));
  try {
    return checkedColumn({ bytes, metadata, column, mostBytes });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`the column ${metadata.path_in_schema.join(".")}: ${reason}`, { cause: error });
  }
}

/** The chunk in a file that consists of the checked ones. */
function placedChunk(chunk: ColumnMetaData, checked: readonly Uint8Array[], at: number) {
  const start = checked.slice(0, at).reduce((sum, { length }) => sum + length, 0);
  const { dictionary_page_offset: _, ...rest } = chunk;
  const length = BigInt(checked[at]?.length ?? 0);
  return {
    file_offset: 0n,
    meta_data: {
      ...rest,
      codec: "UNCOMPRESSED" as const,
      data_page_offset: BigInt(start),
      total_compressed_size: length,
      total_uncompressed_size: length,
    },
  };
}

function fileOf(parts: readonly Uint8Array<ArrayBuffer>[]) {
  const [first] = parts;
  const only = parts.length === 1 && first !== undefined ? first : Buffer.concat(parts);
  const { buffer, byteOffset, length } = only;
  return {
    byteLength: length,
    slice: (start: number, end = length) =>
      start === 0 && end === buffer.byteLength
        ? (buffer as ArrayBuffer)
        : (buffer.slice(byteOffset + start, byteOffset + end) as ArrayBuffer),
  };
}
