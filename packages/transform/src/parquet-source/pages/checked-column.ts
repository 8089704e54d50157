import { crc32 } from "node:zlib";
import type { ColumnMetaData } from "hyparquet";
import { checkPage, type LeafColumn } from "./check-page.ts";
import { type Cursor, cursorOf, skipBytes } from "./cursor.ts";
import { decompress } from "./decompress.ts";
import { type PageHeader, plainHeader, readPageHeader } from "./page-header.ts";

export interface ColumnChunk {
  readonly bytes: Uint8Array;
  readonly metadata: ColumnMetaData;
  readonly column: LeafColumn;
  /** The most bytes that its pages may have together. */
  readonly mostBytes: number;
}

/**
 * The pages of a column chunk, decompressed, after every count and length in them was checked: what decodes them afterwards reads no
 * more values than there are, and nothing beside them.
 *
 * @throws {RangeError} that says what does not fit
 */
export function checkedColumn(chunk: ColumnChunk): Uint8Array<ArrayBuffer> {
  const { bytes, metadata, column } = chunk;
  const values = Number(metadata.num_values);
  const parts: Uint8Array[] = [];
  let [seen, left] = [0, chunk.mostBytes];
  let dictionaryCount: number | undefined;
  for (const cursor = cursorOf(bytes); seen < values; ) {
    const header = readPageHeader(cursor);
    const stored = takeBytes(cursor, header);
    left -= header.size;
    if (left < 0) throw new RangeError(`pages of more than ${chunk.mostBytes} bytes`);
    if (header.kind === "index") continue;
    if (header.kind !== "dictionary") checkEncoding(header, metadata);
    const page = pageBytes(stored, header, metadata.codec);
    if (header.kind === "dictionary") dictionaryCount = header.count;
    else seen += header.count;
    if (seen > values) throw new RangeError(`pages of ${seen} values where there are ${values}`);
    checkPage(page, header, { column, dictionaryCount, mostBytes: left });
    parts.push(plainHeader(header), page);
  }
  return concat(parts);
}

const ENCODINGS =
  "PLAIN GROUP_VAR_INT PLAIN_DICTIONARY RLE BIT_PACKED DELTA_BINARY_PACKED DELTA_LENGTH_BYTE_ARRAY DELTA_BYTE_ARRAY RLE_DICTIONARY BYTE_STREAM_SPLIT".split(
    " ",
  );

/** The footer names the encodings of a column; one of them has two names. */
function checkEncoding({ encoding }: PageHeader, { encodings }: ColumnMetaData): void {
  const oneName = (name: string | undefined) =>
    name === "PLAIN_DICTIONARY" ? "RLE_DICTIONARY" : name;
  const name = oneName(ENCODINGS[encoding]);
  if (!encodings.some((told) => oneName(told) === name))
    throw new RangeError(
      `a page in the encoding ${name ?? encoding}, which the footer does not name`,
    );
}

function takeBytes(cursor: Cursor, header: PageHeader): Uint8Array {
  const start = cursor.at;
  skipBytes(cursor, header.storedSize);
  const stored = cursor.bytes.subarray(start, cursor.at);
  if (header.crc !== undefined && typeof crc32 === "function" && crc32(stored) !== header.crc)
    throw new RangeError("a page's checksum is another one");
  return stored;
}

/** The second version keeps levels beside what is compressed. */
function pageBytes(stored: Uint8Array, header: PageHeader, codec: string): Uint8Array {
  if (header.kind !== "data2") return decompress(stored, header.size, codec);
  const levels = header.definitionBytes + header.repetitionBytes;
  if (levels > stored.length || levels > header.size)
    throw new RangeError(`levels of ${levels} bytes`);
  const length = header.size - levels;
  const isPlain = !header.isCompressed || (length === 0 && stored.length === levels);
  const values = decompress(stored.subarray(levels), length, isPlain ? "UNCOMPRESSED" : codec);
  return concat([stored.subarray(0, levels), values]);
}

function concat(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
