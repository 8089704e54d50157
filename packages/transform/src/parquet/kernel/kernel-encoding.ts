import type { Kernel } from "@cloudapi/records/internal";
import type { Encoding } from "../encoding.ts";
import { KernelBody } from "./kernel-body.ts";
import { writeKernelCodes } from "./kernel-codes.ts";
import { kernelNumbers } from "./kernel-numbers.ts";
import { kernelDecimals, kernelPlainTexts, kernelTexts } from "./kernel-texts.ts";
import { KernelWork } from "./kernel-work.ts";

const LENGTH_BYTES = 4;

/**
 * Pages made by the kernel in its memory, byte for byte those of `plainEncoding`.
 *
 * @throws {RangeError} if the memory can't grow, as everything that it has
 */
export function kernelEncoding(kernel: Kernel): Encoding<KernelBody> {
  const work = new KernelWork(kernel);
  const body = new KernelBody(kernel);
  return {
    body,
    empty() {
      body.length = 0;
    },
    get length() {
      return body.length;
    },
    bytes: () => body.bytes,
    numbers: (column, kind) => kernelNumbers(work, column, kind),
    decimals: (column, typeLength) => kernelDecimals(work, column, typeLength),
    texts: (column) =>
      column.kind === "plain" ? kernelPlainTexts(work, column) : kernelTexts(work, column),
    writeByte(byte) {
      const out = body.reserve(1);
      kernel.bytesAt(out, 1)[0] = byte;
      body.advanceTo(out + 1);
    },
    writeLevels(levels, bitWidth) {
      const start = body.length;
      body.advanceTo(body.reserve(LENGTH_BYTES) + LENGTH_BYTES);
      const address = work.levels.addressOf(levels);
      const { length: count } = levels;
      writeKernelCodes(work, body, { address, codeBytes: 1, count, bitWidth });
      const length = body.length - start - LENGTH_BYTES;
      new DataView(body.bytes.buffer, body.bytes.byteOffset).setUint32(start, length, true);
    },
  };
}
