import { BZIP2 } from "./compression/bzip2/bzip2-reader.ts";
import type { Compression } from "./compression/compression.ts";
import { decompress } from "./compression/decompress.ts";
import { GZIP } from "./compression/gzip-reader.ts";
import { ZIP } from "./compression/zip/zip-reader.ts";
import { ZLIB } from "./compression/zlib-reader.ts";
import { ZSTD } from "./compression/zstd-reader.ts";
import { sniffContent } from "./sniff-content.ts";
import { byteChunks, type Source } from "./source.ts";
import { SourceError } from "./source-error.ts";

/** The UTF-8 text of a source, as bytes. */
export interface OpenText {
  /** Its first bytes without the byte order mark, at most 64 KiB; the whole text when that is shorter. */
  readonly head: Uint8Array;
  /** Bytes of a byte order mark before the text. */
  readonly bomBytes: number;
  /** The encoding that the first bytes show, where it is not UTF-8. */
  readonly encoding: string | undefined;
  /** The text from its first byte on, `head` included, without the byte order mark. */
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Bytes of the source read so far, as it came (compressed bytes if it is compressed). */
  readonly bytesRead: () => number;
  /** What it was compressed with; otherwise chunks are those of the source, or views of them. */
  readonly codec: string | undefined;
}

const HEAD_BYTES = 65_536;

/**
 * Open a source as UTF-8 text: compressed data are decompressed, the byte order mark is skipped, everything that
 * is not UTF-8 text by its first bytes is refused by name.
 *
 * A fault further on, a cut file among them, is thrown by `chunks` after everything before it.
 *
 * @throws {SourceError} `SOURCE_UNSUPPORTED_ENCODING`, `SOURCE_UNSUPPORTED_FORMAT`
 */
export async function openText(
  source: Source,
  signal?: AbortSignal,
  decodes = false,
): Promise<OpenText> {
  return openBytes(byteChunks(source, signal), decodes, [ZSTD, ZIP, BZIP2, ZLIB]);
}

/** The same for chunks of bytes, which may be compressed with gzip or as is said. */
export async function openBytes(
  source: AsyncGenerator<Uint8Array>,
  decodes = false,
  compressions: readonly Compression[] = [],
): Promise<OpenText> {
  const raw = await peek(source);
  const compression =
    sniffContent(raw.head).kind === "gzip" ? GZIP : compressions.find(({ isIt }) => isIt(raw.head));
  const text = compression ? await peek(decompress(raw.from(0), compression.open)) : raw;
  const content = sniffContent(text.head);
  const isDecoded = decodes && content.kind === "encoding";
  if (content.kind !== "text" && !isDecoded) throw refusal(content, compression?.name);
  const { bomBytes } = content;
  return {
    encoding: isDecoded ? content.name : undefined,
    head: text.head.subarray(bomBytes),
    bomBytes,
    chunks: text.from(bomBytes),
    bytesRead: raw.bytesRead,
    codec: compression?.name,
  };
}

interface Peeked {
  readonly head: Uint8Array;
  /** All chunks, without so many of the first bytes. */
  readonly from: (start: number) => AsyncGenerator<Uint8Array>;
  readonly bytesRead: () => number;
}

/** Read the first 64 KiB, to give all chunks again; a fault met on the way is thrown where it belongs. */
async function peek(chunks: AsyncGenerator<Uint8Array>): Promise<Peeked> {
  const seen: Uint8Array[] = [];
  let bytes = 0;
  let failure: { readonly error: unknown } | undefined;
  try {
    while (bytes < HEAD_BYTES) {
      const next = await chunks.next();
      if (next.done === true) break;
      const { value } = next;
      bytes += value.length;
      // Who made the chunk may use its memory again for the next one.
      seen.push(bytes < HEAD_BYTES ? new Uint8Array(value) : value);
    }
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    failure = { error };
  }
  async function* from(start: number): AsyncGenerator<Uint8Array> {
    let left = start;
    try {
      for (const chunk of seen) {
        yield chunk.subarray(left);
        left = Math.max(0, left - chunk.length);
      }
      if (failure) throw failure.error;
      for await (const chunk of chunks) {
        bytes += chunk.length;
        yield chunk;
      }
    } finally {
      await chunks.return(undefined);
    }
  }
  const head = Buffer.concat(seen).subarray(0, HEAD_BYTES);
  return { head, from, bytesRead: () => bytes };
}

function refusal(
  content: Exclude<ReturnType<typeof sniffContent>, { kind: "text" }>,
  compression: string | undefined,
): SourceError {
  const where = compression ? `Inside the ${compression} data there is` : "The source is";
  const { kind, name, advice } = content;
  const [code, found, wanted] =
    kind === "encoding"
      ? (["SOURCE_UNSUPPORTED_ENCODING", `text in ${name}`, "UTF-8"] as const)
      : (["SOURCE_UNSUPPORTED_FORMAT", name, "JSON and CSV text"] as const);
  const message = `${where} ${found}; only ${wanted} is read. ${advice}`;
  return new SourceError(code, message, { byteOffset: 0 });
}
