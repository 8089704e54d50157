import type { ByteStrings } from "@cloudapi/records/internal";
import type { ByteWriter } from "hyparquet-writer";
import { reserve } from "./physical-values.ts";
import { bytesOfStrings, type Chosen } from "./text-lengths.ts";
import { viewsOf } from "./text-views.ts";

/** A shorter string is copied eight bytes at a time, without a view of it that would be garbage. */
const SHORT_STRING = 256;
const DOUBLE_BYTES = 8;
/** So many texts are written by one call: of functions that are called often V8 compiles one version, whole. */
const TEXTS_PER_CALL = 256;

/** Texts that are being written. */
interface Writing extends Pick<ByteStrings, "sources" | "sourceOf" | "starts" | "ends"> {
  readonly views: readonly DataView[];
  readonly codes: Int32Array | undefined;
  readonly prefixBytes: number;
  readonly view: DataView;
  readonly target: Uint8Array;
  /** Bytes that the target has room for. */
  readonly room: number;
}

/** Write strings, each with its length before it where there is a prefix. */
export function writeStrings(
  out: ByteWriter,
  { sources, sourceOf, starts, ends }: ByteStrings,
  { codes, start, end }: Chosen,
  prefixBytes: number,
): void {
  const length = (end - start) * prefixBytes;
  let at = reserve(out, length + bytesOfStrings({ starts, ends }, { codes, start, end }));
  const writing: Writing = {
    sources,
    sourceOf,
    starts,
    ends,
    views: viewsOf(sources),
    codes,
    prefixBytes,
    view: out.view,
    target: new Uint8Array(out.buffer),
    room: out.buffer.byteLength,
  };
  for (let from = start; from < end; from += TEXTS_PER_CALL)
    at = writeSome(writing, from, Math.min(end, from + TEXTS_PER_CALL), at);
}

/** Write strings from one to before another; where those behind them go. */
function writeSome(writing: Writing, start: number, end: number, place: number): number {
  const { sources, sourceOf, starts, ends, views, codes, prefixBytes } = writing;
  const { view, target, room } = writing;
  let at = place;
  let source = 0;
  for (let i = start; i < end; i++) {
    const string = codes === undefined ? i : (codes[i] as number);
    if (sourceOf !== undefined) source = sourceOf[string] as number;
    const from = starts[string] as number;
    const size = (ends[string] as number) - from;
    if (prefixBytes > 0) view.setInt32(at, size, true);
    at += prefixBytes;
    const bytes = sources[source] as Uint8Array;
    const whole = (size + DOUBLE_BYTES - 1) & -DOUBLE_BYTES;
    // What is behind a text is written over by what comes next.
    if (size <= SHORT_STRING && from + whole <= bytes.length && at + whole <= room)
      copyDoubles(views[source] as DataView, from, view, at, whole);
    else target.set(bytes.subarray(from, from + size), at);
    at += size;
  }
  return at;
}

function copyDoubles(from: DataView, start: number, to: DataView, at: number, bytes: number): void {
  for (let i = 0; i < bytes; i += DOUBLE_BYTES)
    to.setFloat64(at + i, from.getFloat64(start + i, true), true);
}
