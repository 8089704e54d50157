import type { ByteStrings } from "@cloudapi/records/internal";
import { TEXT_ENDS, TEXT_SOURCE_OF, TEXT_SOURCES, TEXT_STARTS } from "@cloudapi/records/internal";
import type { KernelWork } from "./kernel-work.ts";

/** Say in the kernel's memory where texts are. */
export function placeTexts(work: KernelWork, strings: ByteStrings): void {
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

/** A copy of one of the texts that were placed. */
export function textAt({ kernel, texts }: KernelWork, i: number): Uint8Array {
  const view = new DataView(kernel.buffer);
  const wordAt = (address: number) => view.getUint32(address, true);
  const sourceOf = wordAt(texts + TEXT_SOURCE_OF);
  const source = sourceOf === 0 ? 0 : wordAt(sourceOf + 4 * i);
  const start = wordAt(wordAt(texts + TEXT_STARTS) + 4 * i);
  const end = wordAt(wordAt(texts + TEXT_ENDS) + 4 * i);
  const address = wordAt(wordAt(texts + TEXT_SOURCES) + 4 * source) + start;
  return new Uint8Array(kernel.bytesAt(address, end - start));
}
