import { BSON_TYPE, valueEnd } from "./bson-type.ts";
import type { DocumentBuffer } from "./document-buffer.ts";
import type { NameTable } from "./name-table.ts";

const LENGTH_BYTES = 4;
const LEAST_BYTES = 5;
const DOLLAR = 0x24;

/** Types of one size, of which nothing can be wrong. */
const PLAIN: ReadonlySet<number> = new Set([
  BSON_TYPE.objectId,
  BSON_TYPE.int,
  BSON_TYPE.long,
  BSON_TYPE.double,
  BSON_TYPE.date,
]);

/** Which fields of documents are looked for, and which others they may have. */
export interface KnownNames {
  readonly table: NameTable;
  /** Whether a document with a field of this name is taken without it. */
  readonly isPassed: (name: string) => boolean;
}

/** Find the values of documents' fields, and mark the documents whose bytes leave a doubt of what they are. */
export function scanDocuments(
  documents: DocumentBuffer,
  names: KnownNames,
  refused: Uint8Array,
): void {
  documents.types.fill(0, 0, documents.size * documents.width);
  for (let row = 0; row < documents.size; row++)
    if (!scanDocument(documents, names, row)) refused[row] = 1;
}

/** Whether a document is what its bytes say, with each field once, and none that nobody knows. */
function scanDocument(documents: DocumentBuffer, names: KnownNames, row: number): boolean {
  const { bytes, view, types, starts, ends, rowStarts, rowEnds } = documents;
  const start = rowStarts[row] as number;
  const end = rowEnds[row] as number;
  if (end - start < LEAST_BYTES || view.getInt32(start, true) !== end - start) return false;
  // The zero that ends it.
  const last = end - 1;
  const first = row * documents.width;
  const { table } = names;
  let field = -1;
  let at = start + LENGTH_BYTES;
  for (let type = bytes[at++]; at <= last; type = bytes[at++]) {
    const found = table.find(bytes, view, at, field);
    const from = found >= 0 ? table.end : afterPassed(bytes, at, names);
    const to = from < 0 ? -1 : valueEnd(view, type as number, from, last);
    if (to < 0) return false;
    at = to;
    if (found < 0 && !PLAIN.has(type as number)) return false;
    if (found < 0) continue;
    field = found;
    const place = first + found;
    if (types[place] !== 0) return false;
    types[place] = type as number;
    starts[place] = from;
    ends[place] = to;
  }
  return at === end && bytes[last] === 0;
}

/** Where the value of a field begins that is passed over; -1 where it is not. */
function afterPassed(bytes: Buffer, at: number, { isPassed }: KnownNames): number {
  const end = bytes.indexOf(0, at);
  if (end < 0 || bytes[at] === DOLLAR) return -1;
  return isPassed(bytes.toString("utf8", at, end)) ? end + 1 : -1;
}

/** Whether there is a value that is something. */
export function isThere(type: number): boolean {
  return type !== 0 && type !== BSON_TYPE.null && type !== BSON_TYPE.undefined;
}
