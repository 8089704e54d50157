import type { Kernel } from "@cloudapi/records/internal";
import { ByteWriter } from "hyparquet-writer";
import { type Compression, pageCompressor } from "./compression.ts";
import type { Writers } from "./encode-column.ts";
import { kernelEncoding } from "./kernel/kernel-encoding.ts";
import { plainEncoding } from "./plain-encoding.ts";
import { SpareBytes } from "./spare-bytes.ts";

/** What columns are written with, in the kernel's memory where there is one that has some. */
export function openWriters(compression: Compression, kernel: Kernel | undefined): Writers {
  try {
    return {
      out: new ByteWriter(),
      spares: new SpareBytes(),
      compressor: pageCompressor(compression, kernel),
      plain: plainEncoding(),
      kernel: kernel && kernelEncoding(kernel),
    };
  } catch (error) {
    // The kernel has no memory for it.
    if (kernel === undefined || !(error instanceof RangeError)) throw error;
    return openWriters(compression, undefined);
  }
}
