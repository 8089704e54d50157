import { abortable } from "./abortable.ts";
import { checkNotPath } from "./check-not-path.ts";
import { encodeText, isHighSurrogate } from "./encode-text.ts";

/**
 * Where bytes come from: the text itself (a path is refused), the bytes themselves, a Node stream or any other async
 * iterable of chunks, or a web stream. Gzip is recognised by content.
 */
export type Source =
  | string
  | Uint8Array
  | AsyncIterable<Uint8Array | string>
  | ReadableStream<Uint8Array>;

const PIECE_BYTES = 262_144;

/**
 * The chunks of a source, none larger than 256 KiB or empty.
 *
 * @throws {TypeError} at once, when bytes can't be read from the source, or it is a path where text is meant
 *
 * @example
 * ```ts
 * import { byteChunks } from "@cloudapi/records/internal";
 *
 * for await (const chunk of byteChunks("é")) console.log(chunk.length); // => 2
 * ```
 */
export function byteChunks(source: Source, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
  signal?.throwIfAborted();
  if (typeof source === "string") {
    checkNotPath(source);
    return piecesOf([source], signal);
  }
  if (source instanceof Uint8Array) return piecesOf([source], signal);
  const isIterable =
    typeof source === "object" && source !== null && Symbol.asyncIterator in source;
  if (!isIterable) throw new TypeError(refusal(source));
  return piecesOf(abortable(source as AsyncIterable<unknown>, signal), signal);
}

async function* piecesOf(
  chunks: AsyncIterable<unknown> | Iterable<unknown>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  const encoder = new ChunkEncoder();
  for await (const chunk of chunks) {
    for (const bytes of encoder.encode(chunk)) {
      for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
        signal?.throwIfAborted();
        yield bytes.length <= PIECE_BYTES ? bytes : bytes.subarray(at, at + PIECE_BYTES);
      }
    }
  }
  for (const bytes of encoder.end()) yield bytes;
}

/** Chunks as bytes; a surrogate pair that two text chunks share is put together again. */
class ChunkEncoder {
  #held = "";

  *encode(chunk: unknown): Generator<Uint8Array> {
    if (typeof chunk === "string") {
      const text = this.#held + chunk;
      const keep = isHighSurrogate(text.charCodeAt(text.length - 1)) ? 1 : 0;
      this.#held = text.slice(text.length - keep);
      yield* encodeText(text.slice(0, text.length - keep));
    } else {
      yield* this.end();
      yield bytesOf(chunk);
    }
  }

  *end(): Generator<Uint8Array> {
    const held = this.#held;
    this.#held = "";
    yield* encodeText(held);
  }
}

function bytesOf(chunk: unknown): Uint8Array {
  if (chunk instanceof Uint8Array) return chunk;
  if (chunk instanceof ArrayBuffer) return new Uint8Array(chunk);
  if (ArrayBuffer.isView(chunk))
    return new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  throw new TypeError(
    `The source yields ${nameOf(chunk)}; its chunks must be Uint8Array or string.`,
  );
}

function refusal(source: unknown): string {
  const accepted =
    "a string (the text itself), a Uint8Array, an async iterable of Uint8Array (a Node stream), or a ReadableStream";
  return `The source must be ${accepted}, not ${nameOf(source)}.${adviceFor(source)}`;
}

function adviceFor(source: unknown): string {
  if (Array.isArray(source))
    return " Records that are already parsed are written by toParquet, and checked by validateRecord one by one.";
  if (source instanceof URL) return " Pass createReadStream(url).";
  if (source instanceof Blob) return " Pass blob.stream().";
  if (source instanceof ArrayBuffer) return " Pass new Uint8Array(buffer).";
  if (typeof source !== "object" || source === null) return "";
  if ("body" in source) return " Pass its body.";
  if ("Body" in source) return " Pass its Body.";
  return "then" in source ? " Await the promise first." : "";
}

function nameOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  if (typeof value !== "object")
    return typeof value === "undefined" ? "undefined" : `a ${typeof value}`;
  const name: unknown = value.constructor?.name;
  return typeof name === "string" && name !== "Object"
    ? `${/^[AEIO]/.test(name) ? "an" : "a"} ${name}`
    : "an object";
}
