import type { ByteStrings, PlainValues, TextValues } from "@cloudapi/records/internal";
import {
  GREATEST_BOUND,
  LEAST_BOUND,
  TEXT_ENDS,
  TEXT_SOURCE_OF,
  TEXT_SOURCES,
  TEXT_STARTS,
} from "@cloudapi/records/internal";
import {
  type ChunkDictionary,
  dictionaryPays,
  PAGE_BYTES,
  PAGE_VALUES,
  type PhysicalValues,
  type ValueBounds,
} from "../physical-values.ts";
import { decimalStrings, LENGTH_BYTES } from "../text-physical-values.ts";
import type { KernelBody } from "./kernel-body.ts";
import { writeKernelCodes } from "./kernel-codes.ts";
import type { KernelWork } from "./kernel-work.ts";

const CODE_BYTES = 4;

/** The same as `textPhysicalValues` and `plainPhysicalValues`, by the kernel. */
export function kernelTexts(
  work: KernelWork,
  column: TextValues | PlainValues,
): PhysicalValues<KernelBody> {
  const { strings } = column;
  placeTexts(work, strings);
  return textValues(work, column, {
    strings,
    prefixBytes: LENGTH_BYTES,
    ...boundsOf(work, strings),
  });
}

/** The same as `decimalPhysicalValues`, by the kernel. */
export function kernelDecimals(
  work: KernelWork,
  column: TextValues,
  typeLength: number,
): PhysicalValues<KernelBody> {
  const { strings, bounds } = decimalStrings(column.strings, typeLength);
  placeTexts(work, strings);
  return textValues(work, column, { strings, prefixBytes: 0, ...bounds });
}

/** Say in the kernel's memory where texts are. */
function placeTexts(work: KernelWork, strings: ByteStrings): void {
  const { sourceOf, starts, ends } = strings;
  const words = work.wordsAt(work.texts, 4);
  words[TEXT_SOURCES / 4] = placeSources(work, strings);
  words[TEXT_SOURCE_OF / 4] = sourceOf === undefined ? 0 : work.sourceOf.addressOf(sourceOf);
  words[TEXT_STARTS / 4] = work.starts.addressOf(starts);
  words[TEXT_ENDS / 4] = work.ends.addressOf(ends);
}

/** The address of the addresses of sources, of which those that lie elsewhere are copied. */
function placeSources(work: KernelWork, { sources }: ByteStrings): number {
  const { kernel } = work;
  let missing = 0;
  for (const source of sources) if (!kernel.holds(source)) missing += source.length;
  let copy = work.sources.reserve(missing);
  const address = work.addresses.reserve(sources.length * 4);
  const addresses = work.wordsAt(address, sources.length);
  sources.forEach((source, i) => {
    addresses[i] = kernel.holds(source) ? source.byteOffset : copy;
    if (kernel.holds(source)) return;
    kernel.bytesAt(copy, source.length).set(source);
    copy += source.length;
  });
  return address;
}

/** Least and greatest in the order of bytes. */
function boundsOf(work: KernelWork, { size }: ByteStrings): Omit<ValueBounds, "nans"> {
  if (size === 0) return { min: undefined, max: undefined };
  const { kernel, bounds } = work;
  kernel.functions.boundsOfTexts(work.texts, size, bounds);
  const view = new DataView(kernel.buffer, bounds);
  return {
    min: textAt(work, view.getInt32(LEAST_BOUND, true)),
    max: textAt(work, view.getInt32(GREATEST_BOUND, true)),
  };
}

function textAt({ kernel, texts }: KernelWork, i: number): Uint8Array {
  const view = new DataView(kernel.buffer);
  const wordAt = (address: number) => view.getUint32(address, true);
  const sourceOf = wordAt(texts + TEXT_SOURCE_OF);
  const source = sourceOf === 0 ? 0 : wordAt(sourceOf + 4 * i);
  const start = wordAt(wordAt(texts + TEXT_STARTS) + 4 * i);
  const end = wordAt(wordAt(texts + TEXT_ENDS) + 4 * i);
  const address = wordAt(wordAt(texts + TEXT_SOURCES) + 4 * source) + start;
  return new Uint8Array(kernel.bytesAt(address, end - start));
}

/** Texts as they are written, which `placeTexts` was told of. */
interface WrittenTexts extends Omit<ValueBounds, "nans"> {
  readonly strings: ByteStrings;
  readonly prefixBytes: number;
}

function textValues(
  work: KernelWork,
  column: TextValues | PlainValues,
  { strings, prefixBytes, min, max }: WrittenTexts,
): PhysicalValues<KernelBody> {
  const { functions } = work.kernel;
  const { texts } = work;
  const isCoded = column.kind === "text";
  const codes = isCoded ? work.codes.addressOf(column.codes) : 0;
  const count = isCoded ? column.codes.length : strings.size;
  return {
    count,
    min,
    max,
    nans: 0,
    dictionary: isCoded
      ? dictionaryOf(work, column, { codes, size: strings.size, prefixBytes })
      : undefined,
    pageEnd(start) {
      const last = Math.min(count, start + PAGE_VALUES);
      return functions.endOfTexts(texts, codes, start, last, PAGE_BYTES, prefixBytes);
    },
    writePlain: (body, start, end) => writeTexts(work, body, { codes, start, end, prefixBytes }),
  };
}

interface CodedTexts {
  readonly codes: number;
  readonly size: number;
  readonly prefixBytes: number;
}

function dictionaryOf(
  work: KernelWork,
  { codes: { length: count }, isDistinct }: TextValues,
  { codes, size, prefixBytes }: CodedTexts,
): ChunkDictionary<KernelBody> | undefined {
  if (!isDistinct || size === 0) return undefined;
  const { functions } = work.kernel;
  const dictionaryBytes = size * prefixBytes + functions.bytesOfTexts(work.texts, 0, 0, size);
  const plainBytes = count * prefixBytes + functions.bytesOfTexts(work.texts, codes, 0, count);
  if (!dictionaryPays(size, dictionaryBytes, count, plainBytes)) return undefined;
  return {
    size,
    write: (body) => writeTexts(work, body, { codes: 0, start: 0, end: size, prefixBytes }),
    writeCodes: (body, start, end, bitWidth) =>
      writeKernelCodes(work, body, {
        address: codes + start * CODE_BYTES,
        codeBytes: CODE_BYTES,
        count: end - start,
        bitWidth,
      }),
  };
}

interface ChosenTexts {
  /** The address of codes, or 0 where texts have none. */
  readonly codes: number;
  readonly start: number;
  readonly end: number;
  readonly prefixBytes: number;
}

function writeTexts(
  { kernel: { functions }, texts }: KernelWork,
  body: KernelBody,
  { codes, start, end, prefixBytes }: ChosenTexts,
): void {
  const bytes = functions.bytesOfTexts(texts, codes, start, end);
  const out = body.reserve((end - start) * prefixBytes + bytes);
  body.advanceTo(functions.writeTexts(texts, codes, start, end, prefixBytes, out));
}
