import type { ByteStrings, PlainValues, TextValues } from "@cloudapi/records/internal";
import {
  GREATEST_BOUND,
  LEAST_BOUND,
  SNAPPY_OF_ANYTHING,
  SNAPPY_OF_TEXTS,
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
import { differentTexts } from "./different-texts.ts";
import type { KernelBody } from "./kernel-body.ts";
import { type CountedCodes, writeWordCodes } from "./kernel-codes.ts";
import type { KernelWork } from "./kernel-work.ts";
import { placeTexts, textAt } from "./placed-texts.ts";

/** The same as `textPhysicalValues`, by the kernel. */
export function kernelTexts(work: KernelWork, column: TextValues): PhysicalValues<KernelBody> {
  const { strings } = column;
  placeTexts(work, strings);
  const bounds = boundsOf(work, strings.size);
  return codedValues(work, column, { strings, prefixBytes: LENGTH_BYTES, ...bounds });
}

/** The same as `plainPhysicalValues`, by the kernel. */
export function kernelPlainTexts(
  work: KernelWork,
  { strings }: PlainValues,
): PhysicalValues<KernelBody> {
  placeTexts(work, strings);
  const count = strings.size;
  const { functions } = work.kernel;
  const plainBytes = count * LENGTH_BYTES + functions.bytesOfTexts(work.texts, 0, 0, count);
  return {
    count,
    nans: 0,
    kind: SNAPPY_OF_TEXTS,
    ...(differentTexts(work, count, plainBytes) ?? {
      ...boundsOf(work, count),
      dictionary: undefined,
    }),
    ...plainPages(work, 0, count, LENGTH_BYTES),
  };
}

/** The same as `decimalPhysicalValues`, by the kernel. */
export function kernelDecimals(
  work: KernelWork,
  column: TextValues,
  typeLength: number,
): PhysicalValues<KernelBody> {
  const { strings, bounds } = decimalStrings(column.strings, typeLength);
  placeTexts(work, strings);
  return codedValues(work, column, { strings, prefixBytes: 0, ...bounds });
}

/** Least and greatest in the order of bytes. */
function boundsOf(work: KernelWork, size: number): Omit<ValueBounds, "nans"> {
  if (size === 0) return { min: undefined, max: undefined };
  const { kernel, bounds } = work;
  kernel.functions.boundsOfTexts(work.texts, size, bounds);
  const view = new DataView(kernel.buffer, bounds);
  return {
    min: textAt(work, view.getInt32(LEAST_BOUND, true)),
    max: textAt(work, view.getInt32(GREATEST_BOUND, true)),
  };
}

/** Texts as they are written, which `placeTexts` was told of. */
interface WrittenTexts extends Omit<ValueBounds, "nans"> {
  readonly strings: ByteStrings;
  readonly prefixBytes: number;
}

function codedValues(
  work: KernelWork,
  column: TextValues,
  { strings: { size }, prefixBytes, min, max }: WrittenTexts,
): PhysicalValues<KernelBody> {
  const { length: count } = column.codes;
  const codes = work.codes.addressOf(column.codes);
  return {
    count,
    min,
    max,
    nans: 0,
    kind: prefixBytes === 0 ? SNAPPY_OF_ANYTHING : SNAPPY_OF_TEXTS,
    dictionary:
      column.isDistinct && size > 0
        ? dictionaryOf(work, { codes, count }, size, prefixBytes)
        : undefined,
    ...plainPages(work, codes, count, prefixBytes),
  };
}

function plainPages(
  work: KernelWork,
  codes: number,
  count: number,
  prefixBytes: number,
): Pick<PhysicalValues<KernelBody>, "pageEnd" | "writePlain"> {
  const { functions } = work.kernel;
  return {
    pageEnd(start) {
      const last = Math.min(count, start + PAGE_VALUES);
      return functions.endOfTexts(work.texts, codes, start, last, PAGE_BYTES, prefixBytes);
    },
    writePlain: (body, start, end) => writeTexts(work, body, { codes, start, end, prefixBytes }),
  };
}

/** All different texts as a dictionary, with the codes of the others. */
function dictionaryOf(
  work: KernelWork,
  { codes, count }: CountedCodes,
  size: number,
  prefixBytes: number,
): ChunkDictionary<KernelBody> | undefined {
  const { texts } = work;
  const { functions } = work.kernel;
  const bytes = size * prefixBytes + functions.bytesOfTexts(texts, 0, 0, size);
  const pays = (textBytes: number) =>
    dictionaryPays(size, bytes, count, count * prefixBytes + textBytes);
  // What pays for texts of no bytes pays for all, whose bytes are not counted then.
  if (!pays(0) && !pays(functions.bytesOfTexts(texts, codes, 0, count))) return undefined;
  return {
    size,
    write: (body) => writeTexts(work, body, { codes: 0, start: 0, end: size, prefixBytes }),
    writeCodes: (body, start, end, bitWidth) =>
      writeWordCodes(work, body, { codes, start, end, bitWidth }),
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
