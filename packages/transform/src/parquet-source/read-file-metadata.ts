import { type FileMetaData, parquetMetadata } from "hyparquet";
import type { Ranges } from "./open-ranges.ts";
import { cursorOf } from "./pages/cursor.ts";
import { readStruct } from "./pages/thrift.ts";

/** What follows a footer: its length, and four letters. */
export const TAIL_BYTES = 8;
/** No type that a contract can have takes as many groups. */
const MOST_DEPTH = 400;

/**
 * What a file tells of itself.
 *
 * Its counts and depths are those of what is there, before any memory is taken for them.
 */
export async function readFileMetadata(ranges: Ranges): Promise<FileMetaData> {
  const size = ranges.byteLength;
  const tail = new DataView(await ranges.slice(size - TAIL_BYTES, size));
  const length = tail.getUint32(0, true);
  if (length > size - TAIL_BYTES)
    throw new RangeError(`it is said to have ${length} bytes, and the file has ${size}`);
  const bytes = await ranges.slice(size - TAIL_BYTES - length, size);
  readStruct(cursorOf(new Uint8Array(bytes), 0, length));
  const metadata = parquetMetadata(bytes, { geoparquet: false });
  checkDepth(metadata);
  return metadata;
}

/** A schema is a list in which a group is followed by its children. */
function checkDepth({ schema }: FileMetaData): void {
  const left: number[] = [];
  for (const { num_children: children = 0 } of schema) {
    while (left.at(-1) === 0) left.pop();
    if (left.length > 0) left.push((left.pop() ?? 0) - 1);
    if (children > 0) left.push(children);
    if (left.length > MOST_DEPTH)
      throw new RangeError(`columns of more than ${MOST_DEPTH} groups in one another`);
  }
}

/** What others than readers of rows want to know of a file: types without those of the Parquet library. */
export interface FileFacts {
  readonly num_rows: bigint;
  /** A list in which a group is followed by its children; the first is the whole row. */
  readonly schema: readonly { readonly name: string; readonly num_children?: number }[];
  readonly key_value_metadata?:
    | readonly { readonly key: string; readonly value?: string | undefined }[]
    | undefined;
}

/** The facts of a file, by its footer. */
export async function readFileFacts(ranges: Ranges): Promise<FileFacts> {
  return readFileMetadata(ranges);
}
