import * as zlib from "node:zlib";
import { snappyUncompress } from "hyparquet";
import { cursorOf, readVarint } from "./cursor.ts";

type Decompress = (input: Uint8Array, length: number) => Uint8Array;

/** The longest copy in Snappy is 64 bytes, told by three. */
const MOST_SNAPPY_RATIO = 22;

/** With Node's own libraries, and never to more than the page says it holds. */
const CODECS: Readonly<Record<string, Decompress>> = {
  UNCOMPRESSED: (input) => input,
  SNAPPY: snappy,
  GZIP: (input, length) => zlib.gunzipSync(input, { maxOutputLength: length + 1 }),
  BROTLI: (input, length) => zlib.brotliDecompressSync(input, { maxOutputLength: length + 1 }),
  ZSTD(input, length) {
    if (typeof zlib.zstdDecompressSync !== "function")
      throw new Error(`zstd needs Node 22.15 or later; this is ${process.version}`);
    return zlib.zstdDecompressSync(input, { maxOutputLength: length + 1 });
  },
};

/** The bytes of a page, as many as it says. */
export function decompress(input: Uint8Array, length: number, codec: string): Uint8Array {
  const read = CODECS[codec];
  if (read === undefined) throw new Error(`unsupported compression codec: ${codec}`);
  const bytes = read(input, length);
  if (bytes.length !== length)
    throw new RangeError(`a page of ${bytes.length} bytes that is said to have ${length}`);
  return bytes;
}

/** What is compressed tells its own length, which comes before any memory is taken. */
export function snappy(input: Uint8Array, length: number): Uint8Array {
  const told = readVarint(cursorOf(input));
  if (told !== length || length > input.length * MOST_SNAPPY_RATIO)
    throw new RangeError(`a page of ${told} bytes that is said to have ${length}`);
  const output = new Uint8Array(length);
  snappyUncompress(input, output);
  return output;
}
