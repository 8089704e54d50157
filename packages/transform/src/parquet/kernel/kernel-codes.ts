import type { KernelBody } from "./kernel-body.ts";
import type { KernelWork } from "./kernel-work.ts";

/** Codes in the kernel's memory, of one byte or four, and the bits that each is written in. */
export interface PlacedCodes {
  readonly address: number;
  readonly codeBytes: number;
  readonly count: number;
  readonly bitWidth: number;
}

const GROUP = 8;
const MOST_HEADER_BYTES = 10;

/** The same as `writeCodes`, by the kernel. */
export function writeKernelCodes(
  { kernel }: KernelWork,
  body: KernelBody,
  { address, codeBytes, count, bitWidth }: PlacedCodes,
): void {
  const out = body.reserve(Math.ceil(count / GROUP + 1) * (bitWidth + MOST_HEADER_BYTES));
  body.advanceTo(kernel.functions.writeCodes(address, codeBytes, count, bitWidth, out));
}
