import type { KernelBody } from "./kernel-body.ts";
import type { KernelWork } from "./kernel-work.ts";

/** Codes in the kernel's memory, of one byte or four, and the bits that each is written in. */
export interface PlacedCodes {
  readonly address: number;
  readonly codeBytes: number;
  readonly count: number;
  readonly bitWidth: number;
}

const CODE_BYTES = 4;
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

/** The address of codes of four bytes, and how many they are. */
export interface CountedCodes {
  readonly codes: number;
  readonly count: number;
}

/** Which of some codes of four bytes, whose address it is, are written, and the bits of each. */
interface ChosenCodes {
  readonly codes: number;
  readonly start: number;
  readonly end: number;
  readonly bitWidth: number;
}

/** Write codes of four bytes from one to before another. */
export function writeWordCodes(
  work: KernelWork,
  body: KernelBody,
  { codes, start, end, bitWidth }: ChosenCodes,
): void {
  const address = codes + start * CODE_BYTES;
  writeKernelCodes(work, body, { address, codeBytes: CODE_BYTES, count: end - start, bitWidth });
}
