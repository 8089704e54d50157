import type { FindCursor } from "mongodb";

/** Documents in their bytes, one behind another. */
export interface DocumentBatch {
  readonly bytes: Buffer;
  /** Where documents begin and end. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly size: number;
}

/** The documents of a cursor that was opened with `raw`, as the server sends them: each time all that have come. */
export async function* documentBatches(cursor: FindCursor): AsyncGenerator<DocumentBatch> {
  try {
    while (await cursor.hasNext()) yield takeReply(cursor) ?? takeBuffered(cursor);
  } finally {
    if (!cursor.closed) await cursor.close().catch(() => undefined);
  }
}

/** A document of a batch. */
export function documentAt({ bytes, starts, ends }: DocumentBatch, place: number): Buffer {
  return bytes.subarray(starts[place], ends[place]);
}

/** Batches in pieces of at most about so many bytes, at least one document. */
export async function* piecesOf(
  batches: AsyncIterable<DocumentBatch>,
  pieceBytes: number,
): AsyncGenerator<DocumentBatch> {
  for await (const { bytes, starts, ends, size } of batches)
    for (let from = 0, to = 0; from < size; from = to) {
      const most = (starts[from] as number) + pieceBytes;
      for (to = from + 1; to < size && (ends[to - 1] as number) < most; ) to++;
      const piece = { starts: starts.subarray(from, to), ends: ends.subarray(from, to) };
      yield { bytes, ...piece, size: to - from };
    }
}

/** What a cursor has of the server's last reply, as far as it matters here. */
interface Reply {
  readonly encryptedResponse?: unknown;
  readonly batch?: { readonly bson?: unknown; readonly offset?: unknown };
  readonly clear?: () => void;
}

/**
 * The documents where they lie in the server's reply: the driver would look at each of their fields before it handed them out. Nothing where a cursor has
 * them in another way than we know, or some were handed out already.
 */
function takeReply(cursor: Pick<FindCursor, "bufferedCount">): DocumentBatch | undefined {
  const reply = (cursor as { readonly documents?: Reply }).documents;
  const { bson, offset } = reply?.batch ?? {};
  if (!(bson instanceof Uint8Array) || typeof offset !== "number") return undefined;
  if (reply?.encryptedResponse !== undefined && reply.encryptedResponse !== null) return undefined;
  if (typeof reply?.clear !== "function") return undefined;
  const batch = documentsOfArray(
    Buffer.from(bson.buffer, bson.byteOffset, bson.length),
    offset,
    cursor.bufferedCount(),
  );
  if (batch !== undefined) reply.clear();
  return batch;
}

const DOCUMENT = 3;
const LENGTH_BYTES = 4;

/** The documents of an array that has so many of them, and nothing else. */
function documentsOfArray(bytes: Buffer, start: number, size: number): DocumentBatch | undefined {
  const starts = new Int32Array(size);
  const ends = new Int32Array(size);
  let at = start + LENGTH_BYTES;
  for (let place = 0; place < size; place++) {
    if (bytes[at] !== DOCUMENT) return undefined;
    // Behind its place as text.
    let from = at + 1;
    while (bytes[from++] !== 0) if (from >= bytes.length) return undefined;
    if (from + LENGTH_BYTES > bytes.length) return undefined;
    at = from + bytes.readInt32LE(from);
    if (at < from + LENGTH_BYTES || at >= bytes.length) return undefined;
    starts[place] = from;
    ends[place] = at;
  }
  return bytes[at] === 0 ? { bytes, starts, ends, size } : undefined;
}

/** The documents as the driver hands them out. */
function takeBuffered(cursor: FindCursor): DocumentBatch {
  const documents = cursor.readBufferedDocuments() as unknown as Uint8Array[];
  const ends = new Int32Array(documents.length);
  let end = 0;
  for (const [place, document] of documents.entries()) {
    end += document.length;
    ends[place] = end;
  }
  const starts = ends.map((each, place) => each - (documents[place]?.length ?? 0));
  return { bytes: Buffer.concat(documents), starts, ends, size: documents.length };
}
