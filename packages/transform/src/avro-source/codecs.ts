import * as zlib from "node:zlib";
import { BZIP2, decompress } from "@cloudapi/records/internal";
import { cursorOf, readVarint } from "../parquet-source/pages/cursor.ts";
import { snappy } from "../parquet-source/pages/decompress.ts";
import { oneChunk } from "./byte-queue.ts";

const MOST_BYTES = 268_435_456;
const SUM_BYTES = 4;

type Decompress = (block: Uint8Array) => Uint8Array | Promise<Uint8Array>;

/** How blocks are compressed, by the name that a file has for it. None becomes larger than 256 MiB. */
export const CODECS: Readonly<Record<string, Decompress>> = {
  null: (block) => block,
  deflate: (block) => zlib.inflateRawSync(block, { maxOutputLength: MOST_BYTES }),
  snappy: summedSnappy,
  bzip2: unbzip2,
  zstandard(block) {
    if (typeof zlib.zstdDecompressSync !== "function")
      throw new Error(`zstandard needs Node 22.15 or later; this is ${process.version}`);
    return zlib.zstdDecompressSync(block, { maxOutputLength: MOST_BYTES });
  },
};

/** Snappy with the checksum of what was compressed behind it. */
function summedSnappy(block: Uint8Array): Uint8Array {
  if (block.length <= SUM_BYTES) throw new RangeError("a block without its checksum");
  const packed = block.subarray(0, -SUM_BYTES);
  const bytes = snappy(packed, Math.min(readVarint(cursorOf(packed)), MOST_BYTES));
  const sum = Buffer.from(block.subarray(-SUM_BYTES)).readUInt32BE();
  if (typeof zlib.crc32 === "function" && zlib.crc32(bytes) !== sum)
    throw new RangeError("a block's checksum is another one");
  return bytes;
}

async function unbzip2(block: Uint8Array): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of decompress(oneChunk(block), BZIP2.open)) {
    length += part.length;
    if (length > MOST_BYTES) throw new RangeError(`a block of more than ${MOST_BYTES} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts);
}
