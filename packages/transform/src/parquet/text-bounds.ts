import type { ByteStrings } from "@cloudapi/records/internal";
import type { ValueBounds } from "./physical-values.ts";
import { compareBytes, viewsOf } from "./text-views.ts";

/** So many texts are compared by one call: of functions that are called often V8 compiles one version, whole. */
const TEXTS_PER_CALL = 512;

/** The least and the greatest of the texts that were looked at, by their numbers. */
interface Comparing {
  readonly strings: ByteStrings;
  readonly views: readonly DataView[];
  readonly some: Int32Array | undefined;
  min: number;
  max: number;
}

/** Least and greatest in the order of bytes, which for UTF-8 is the order of code points; of all strings, or of some. */
export function textBounds(
  strings: ByteStrings,
  some?: Int32Array,
): Pick<ValueBounds, "min" | "max"> {
  const size = some?.length ?? strings.size;
  if (size === 0) return { min: undefined, max: undefined };
  const first = some?.[0] ?? 0;
  const views = viewsOf(strings.sources);
  const comparing: Comparing = { strings, views, some, min: first, max: first };
  for (let from = 1; from < size; from += TEXTS_PER_CALL)
    compareSome(comparing, from, Math.min(size, from + TEXTS_PER_CALL));
  return {
    min: new Uint8Array(stringAt(strings, comparing.min)),
    max: new Uint8Array(stringAt(strings, comparing.max)),
  };
}

/** The bytes of a string, where they lie. */
export function stringAt({ sources, sourceOf, starts, ends }: ByteStrings, i: number): Buffer {
  const { buffer, byteOffset } = sources[sourceOf?.[i] ?? 0] as Uint8Array;
  const start = starts[i] as number;
  return Buffer.from(buffer, byteOffset + start, (ends[i] as number) - start);
}

function compareSome(comparing: Comparing, from: number, to: number): void {
  const { strings, views, some } = comparing;
  const { sourceOf, starts, ends } = strings;
  let { min, max } = comparing;
  let least = viewOf(views, sourceOf, min);
  let greatest = viewOf(views, sourceOf, max);
  let [leastStart, greatestStart] = [starts[min] as number, starts[max] as number];
  let leastLength = (ends[min] as number) - leastStart;
  let greatestLength = (ends[max] as number) - greatestStart;
  for (let n = from; n < to; n++) {
    const i = some === undefined ? n : (some[n] as number);
    const view = viewOf(views, sourceOf, i);
    const start = starts[i] as number;
    const length = (ends[i] as number) - start;
    if (compareBytes(view, start, length, greatest, greatestStart, greatestLength) > 0) {
      max = i;
      greatest = view;
      greatestStart = start;
      greatestLength = length;
    } else if (compareBytes(view, start, length, least, leastStart, leastLength) < 0) {
      min = i;
      least = view;
      leastStart = start;
      leastLength = length;
    }
  }
  comparing.min = min;
  comparing.max = max;
}

function viewOf(
  views: readonly DataView[],
  sourceOf: Int32Array | undefined,
  string: number,
): DataView {
  return views[sourceOf === undefined ? 0 : (sourceOf[string] as number)] as DataView;
}
