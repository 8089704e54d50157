import type { ByteStrings } from "@cloudapi/records/internal";

/** So many lengths are added up by one call: of functions that are called often V8 compiles one version, whole. */
const TEXTS_PER_CALL = 1_024;

/** Which strings are meant: all from one to before another, or those of such codes. */
export interface Chosen {
  readonly codes: Int32Array | undefined;
  readonly start: number;
  readonly end: number;
}

/** Bytes of strings, without what is written before each. */
export function bytesOfStrings(
  { starts, ends }: Pick<ByteStrings, "starts" | "ends">,
  { codes, start, end }: Chosen,
): number {
  let bytes = 0;
  for (let from = start; from < end; from += TEXTS_PER_CALL) {
    const to = Math.min(end, from + TEXTS_PER_CALL);
    bytes +=
      codes === undefined
        ? bytesOfAll(starts, ends, from, to)
        : bytesOf(starts, ends, codes, from, to);
  }
  return bytes;
}

function bytesOfAll(starts: Int32Array, ends: Int32Array, from: number, to: number): number {
  let bytes = 0;
  for (let i = from; i < to; i++) bytes += (ends[i] as number) - (starts[i] as number);
  return bytes;
}

function bytesOf(
  starts: Int32Array,
  ends: Int32Array,
  codes: Int32Array,
  from: number,
  to: number,
): number {
  let bytes = 0;
  for (let i = from; i < to; i++) {
    const code = codes[i] as number;
    bytes += (ends[code] as number) - (starts[code] as number);
  }
  return bytes;
}
