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
  source: AsyncIterable<Uint8Array>,
  decodes = false,
  compressions: readonly Compression[] = [],
): Promise<OpenText> {
  const counter = { bytes: 0 };
  const raw = await peek(counted(source, counter));
  const compression =
    sniffContent(raw.head).kind === "gzip" ? GZIP : compressions.find(({ isIt }) => isIt(raw.head));
  const text = compression ? await peek(decompress(raw.chunks, compression.open)) : raw;
  const content = sniffContent(text.head);
  const isDecoded = decodes && content.kind === "encoding";
  if (content.kind !== "text" && !isDecoded) throw refusal(content, compression?.name);
  const { bomBytes } = content;
  return {
    encoding: isDecoded ? content.name : undefined,
    head: text.head.subarray(bomBytes),
    bomBytes,
    chunks: skip(text.chunks, bomBytes),
    bytesRead: () => counter.bytes,
  };
}

async function* counted(
  chunks: AsyncIterable<Uint8Array>,
  counter: { bytes: number },
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    counter.bytes += chunk.length;
    yield chunk;
  }
}

interface Peeked {
  readonly head: Uint8Array;
  readonly chunks: AsyncIterable<Uint8Array>;
}

/** Read the first 64 KiB, and give all chunks again; a fault met on the way is thrown where it belongs. */
async function peek(chunks: AsyncGenerator<Uint8Array>): Promise<Peeked> {
  const seen: Uint8Array[] = [];
  let length = 0;
  let failure: { readonly error: unknown } | undefined;
  try {
    while (length < HEAD_BYTES) {
      const next = await chunks.next();
      if (next.done === true) break;
      seen.push(next.value);
      length += next.value.length;
    }
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    failure = { error };
  }
  const head = Buffer.concat(seen).subarray(0, HEAD_BYTES);
  return { head, chunks: replay(seen, chunks, failure) };
}

async function* replay(
  seen: readonly Uint8Array[],
  rest: AsyncGenerator<Uint8Array>,
  failure: { readonly error: unknown } | undefined,
): AsyncGenerator<Uint8Array> {
  try {
    yield* seen;
    if (failure !== undefined) throw failure.error;
    yield* rest;
  } finally {
    await rest.return(undefined);
  }
}

async function* skip(chunks: AsyncIterable<Uint8Array>, count: number): AsyncGenerator<Uint8Array> {
  let left = count;
  for await (const chunk of chunks) {
    const cut = Math.min(left, chunk.length);
    left -= cut;
    yield cut === 0 ? chunk : chunk.subarray(cut);
  }
}

function refusal(
  content: ReturnType<typeof sniffContent>,
  compression: string | undefined,
): SourceError {
  const where = compression ? `Inside the ${compression} data there is` : "The source is";
  if (content.kind === "encoding") {
    const message = `${where} text in ${content.name}; only UTF-8 is read. ${content.advice}`;
    return new SourceError("SOURCE_UNSUPPORTED_ENCODING", message, { byteOffset: 0 });
  }
  const [name, advice] =
    content.kind === "format"
      ? [content.name, content.advice]
      : ["another layer of gzip data", "Decompress it once first."];
  const message = `${where} ${name}; only JSON and CSV text is read. ${advice}`;
  return new SourceError("SOURCE_UNSUPPORTED_FORMAT", message, { byteOffset: 0 });
}
