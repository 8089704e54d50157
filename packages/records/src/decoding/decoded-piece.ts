/** A stretch of a source: its bytes, and what they are in UTF-8. */
export interface DecodedPiece {
  readonly utf8: Buffer;
  readonly original: Buffer;
  /** How many bytes of the original make the UTF-8 from one place to another, of which the first is where `known` lies in the original. */
  readonly measure: Measure;
}

/** Where in the original the place `to` of the UTF-8 lies, when `from` lies at `known`. */
export type Measure = (
  piece: Pick<DecodedPiece, "utf8" | "original">,
  span: { readonly from: number; readonly to: number; readonly known: number },
) => number;

/** Each byte stands for itself. */
export const SAME: Measure = (_, { from, to, known }) => known + to - from;

/** Each character, or byte that is none, was one byte. */
export const ONE_BYTE: Measure = ({ utf8 }, { from, to, known }) => {
  let count = 0;
  for (let at = from; at < to; at++) if (((utf8[at] as number) & 0xc0) !== 0x80) count++;
  return known + count;
};

/** Each character was two bytes, those of four bytes in UTF-8 four. */
export const TWO_BYTES: Measure = ({ utf8 }, { from, to, known }) => {
  let count = 0;
  for (let at = from; at < to; at++) {
    const byte = utf8[at] as number;
    if ((byte & 0xc0) !== 0x80) count += byte >= 0xf0 ? 4 : 2;
  }
  return known + count;
};

/** Makes UTF-8 of chunks in another encoding. What is not valid in it becomes what is not valid in UTF-8, so that it is found. */
export interface Decoder {
  push(chunk: Uint8Array): readonly DecodedPiece[];
  end(): readonly DecodedPiece[];
}
