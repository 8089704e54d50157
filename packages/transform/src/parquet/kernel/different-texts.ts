import {
  GREATEST_BOUND,
  LEAST_BOUND,
  LOOKS_BYTES,
  TEXT_KEY_BYTES,
} from "@cloudapi/records/internal";
import { mostEntries, sizeOfDictionary } from "../number-dictionary.ts";
import { type ChunkDictionary, dictionaryPays, type PhysicalValues } from "../physical-values.ts";
import { MOST_TEXTS, textSlots } from "../text-dictionary.ts";
import { LENGTH_BYTES } from "../text-physical-values.ts";
import type { KernelBody } from "./kernel-body.ts";
import { writeWordCodes } from "./kernel-codes.ts";
import type { KernelWork } from "./kernel-work.ts";
import { textAt } from "./placed-texts.ts";

const CODE_BYTES = 4;
/** Of the table that texts are looked up in. */
const SLOT_BYTES = 4;

/**
 * The bounds of texts that were placed, and their dictionary, where it pays, by their different ones; `undefined` where these are too many.
 *
 * @param plainBytes what the texts take in PLAIN encoding
 */
export function differentTexts(
  work: KernelWork,
  count: number,
  plainBytes: number,
): Pick<PhysicalValues<KernelBody>, "min" | "max" | "dictionary"> | undefined {
  const found = numbered(work, count, plainBytes);
  if (found === undefined) return undefined;
  const { codes, distinct, keys, size } = found;
  const { kernel, bounds } = work;
  const bytes = size * LENGTH_BYTES + kernel.functions.boundsOfKeys(keys, size, bounds);
  const view = new DataView(kernel.buffer);
  const boundAt = (bound: number) =>
    textAt(work, view.getInt32(distinct + CODE_BYTES * view.getInt32(bounds + bound, true), true));
  const dictionary: ChunkDictionary<KernelBody> = {
    size,
    write(body) {
      const out = body.reserve(bytes);
      body.advanceTo(kernel.functions.writeKeys(keys, size, out));
    },
    writeCodes: (body, start, end, bitWidth) =>
      writeWordCodes(work, body, { codes, start, end, bitWidth }),
  };
  return {
    min: boundAt(LEAST_BOUND),
    max: boundAt(GREATEST_BOUND),
    dictionary: dictionaryPays(size, bytes, count, plainBytes) ? dictionary : undefined,
  };
}

/** The addresses of the codes of texts, of the numbers of those that are different, and of what these were looked up by. */
interface NumberedTexts {
  readonly codes: number;
  readonly distinct: number;
  readonly keys: number;
  readonly size: number;
}

/** The codes of texts among those that are different, unless these are too many. */
function numbered(work: KernelWork, count: number, plainBytes: number): NumberedTexts | undefined {
  const codes = work.codes.reserve(count * CODE_BYTES);
  let [distinct, keys] = [0, 0];
  const entries = mostEntries(count, plainBytes / count, MOST_TEXTS);
  const size = sizeOfDictionary(count, entries, (step, limit) => {
    const slots = textSlots(count, step, limit);
    distinct = work.distinct.reserve(slots * CODE_BYTES);
    const most = Math.min(limit, Math.ceil(count / step)) + 1;
    const tableBytes = slots * SLOT_BYTES + LOOKS_BYTES;
    const table = work.table.reserve(tableBytes + most * TEXT_KEY_BYTES);
    keys = table + tableBytes + TEXT_KEY_BYTES;
    const { functions } = work.kernel;
    return functions.numberTexts(work.texts, count, step, limit, table, slots - 1, distinct, codes);
  });
  return size === undefined ? undefined : { codes, distinct, keys, size };
}
