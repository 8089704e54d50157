import { inspect } from "node:util";
import * as zlib from "node:zlib";
import type { Kernel } from "@cloudapi/records/internal";
import { KernelSnappy } from "./kernel/kernel-snappy.ts";
import { SnappyCompressor, type SnappyContent } from "./snappy-compressor.ts";

/** How the pages of a Parquet file are compressed. */
export type Compression = "snappy" | "zstd";

/** Compresses pages one by one. */
export interface PageCompressor {
  /** Its name in Parquet. */
  readonly codec: "SNAPPY" | "ZSTD";
  /** The compressed bytes, valid until the next call; what they are of decides where repeats are looked for. */
  compress(page: Uint8Array, content: SnappyContent): Uint8Array;
}

/**
 * The value of an option, or its default.
 *
 * @param runtime Node's zlib, which has zstd in newer versions
 * @throws {TypeError} for what is no compression, or one that this Node does not have
 */
export function readCompression(
  what: string,
  value: unknown = "snappy",
  runtime: { readonly zstdCompressSync?: unknown } = zlib,
): Compression {
  if (value !== "snappy" && value !== "zstd")
    throw new TypeError(`${what}: compression must be snappy or zstd, not ${inspect(value)}.`);
  if (value === "zstd" && typeof runtime.zstdCompressSync !== "function") {
    throw new TypeError(
      `${what}: compression "zstd" needs Node 22.15, 23.8 or later; this is ${process.version}. Use a newer Node, or leave it at "snappy".`,
    );
  }
  return value;
}

/** A compressor with memory of its own, or of the kernel where there is one. */
export function pageCompressor(
  compression: Compression,
  kernel: Kernel | undefined,
): PageCompressor {
  if (compression === "zstd") return { codec: "ZSTD", compress: compressZstd };
  const snappy = kernel === undefined ? new SnappyCompressor() : new KernelSnappy(kernel);
  return { codec: "SNAPPY", compress: (page, content) => snappy.compress(page, content) };
}

/** With the size of what is inside, which some readers make room by. */
function compressZstd(page: Uint8Array): Uint8Array {
  return zlib.zstdCompressSync(page, { pledgedSrcSize: page.length });
}
