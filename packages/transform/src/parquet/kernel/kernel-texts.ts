import type { ByteStrings, PlainValues, TextValues } from "@cloudapi/records/internal";
import {
  GREATEST_BOUND,
  LEAST_BOUND,
  LOOKS_BYTES,
  SNAPPY_OF_ANYTHING,
  SNAPPY_OF_TEXTS,
  TEXT_ENDS,
  TEXT_KEY_BYTES,
  TEXT_SOURCE_OF,
  TEXT_SOURCES,
  TEXT_STARTS,
} from "@cloudapi/records/internal";
import { mostEntries, sizeOfDictionary } from "../number-dictionary.ts";
import {
  type ChunkDictionary,
  dictionaryPays,
  PAGE_BYTES,
  PAGE_VALUES,
  type PhysicalValues,
  type ValueBounds,
} from "../physical-values.ts";
import { MOST_TEXTS, textSlots } from "../text-dictionary.ts";
import { decimalStrings, LENGTH_BYTES } from "../text-physical-values.ts";
import type { KernelBody } from "./kernel-body.ts";
import { writeKernelCodes } from "./kernel-codes.ts";
import type { KernelWork } from "./kernel-work.ts";

const CODE_BYTES = 4;
/** Of the table that texts are looked up in. */
const SLOT_BYTES = 4;

/** The same as `textPhysicalValues`, by the kernel. */
export function kernelTexts(work: KernelWork, column: TextValues): PhysicalValues<KernelBody> {
  const { strings } = column;
  placeTexts(work, strings);
  const bounds = boundsOf(work, 0, strings.size);
  return codedValues(work, column, { strings, prefixBytes: LENGTH_BYTES, ...bounds });
}

/** The same as `plainPhysicalValues`, by the kernel. */
export function kernelPlainTexts(
  work: KernelWork,
  { strings }: PlainValues,
): PhysicalValues<KernelBody> {
  const { texts } = work;
  placeTexts(work, strings);
  const count = strings.size;
  const plainBytes = count * LENGTH_BYTES + work.kernel.functions.bytesOfTexts(texts, 0, 0, count);
  const found = numbered(work, count, plainBytes);
  return {
    count,
    nans: 0,
    kind: SNAPPY_OF_TEXTS,
    ...boundsOf(work, found?.distinct ?? 0, found?.size ?? count),
    dictionary: found && dictionaryOf(work, { ...found, count }, LENGTH_BYTES, plainBytes),
    ...plainPages(work, 0, count, LENGTH_BYTES),
  };
}

/** The codes of texts among those that are different, unless these are too many. */
function numbered(work: KernelWork, count: number, plainBytes: number): NumberedTexts | undefined {
  const codes = work.codes.reserve(count * CODE_BYTES);
  let distinct = 0;
  const entries = mostEntries(count, plainBytes / count, MOST_TEXTS);
  const size = sizeOfDictionary(count, entries, (step, limit) => {
    const slots = textSlots(count, step, limit);
    distinct = work.distinct.reserve(slots * CODE_BYTES);
    const keys = Math.min(limit, Math.ceil(count / step)) + 1;
    const table = work.table.reserve(slots * SLOT_BYTES + LOOKS_BYTES + keys * TEXT_KEY_BYTES);
    const { functions } = work.kernel;
    return functions.numberTexts(work.texts, count, step, limit, table, slots - 1, distinct, codes);
  });
  return size === undefined ? undefined : { codes, distinct, size };
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

/** Least and greatest in the order of bytes, of all texts or of those of codes. */
function boundsOf(work: KernelWork, codes: number, size: number): Omit<ValueBounds, "nans"> {
  if (size === 0) return { min: undefined, max: undefined };
  const { kernel, bounds } = work;
  kernel.functions.boundsOfTexts(work.texts, codes, size, bounds);
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
        ? dictionaryOf(work, { codes, distinct: 0, size, count }, prefixBytes)
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

/** Texts with codes among those that are different: all, or those of other codes where `distinct` is not 0. */
interface NumberedTexts {
  readonly codes: number;
  readonly distinct: number;
  readonly size: number;
}

function dictionaryOf(
  work: KernelWork,
  { codes, distinct, size, count }: NumberedTexts & { count: number },
  prefixBytes: number,
  plainBytes?: number,
): ChunkDictionary<KernelBody> | undefined {
  const { texts, kernel } = work;
  const { functions } = kernel;
  const bytes = size * prefixBytes + functions.bytesOfTexts(texts, distinct, 0, size);
  const pays = (plain: number) => dictionaryPays(size, bytes, count, plain);
  // What pays for texts of no bytes pays for all, whose bytes are not counted then.
  if (!pays(plainBytes ?? count * prefixBytes)) {
    if (plainBytes !== undefined) return undefined;
    if (!pays(count * prefixBytes + functions.bytesOfTexts(texts, codes, 0, count)))
      return undefined;
  }
  return {
    size,
    write: (body) => writeTexts(work, body, { codes: distinct, start: 0, end: size, prefixBytes }),
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
