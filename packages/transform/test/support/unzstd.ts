import { zstdDecompressSync } from "node:zlib";

/** What hyparquet, which decompresses Snappy only, takes for the rest. */
export const COMPRESSORS = { ZSTD: (page: Uint8Array) => zstdDecompressSync(page) };
