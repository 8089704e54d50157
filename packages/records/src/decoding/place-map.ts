import type { DecodedPiece } from "./decoded-piece.ts";

interface PlacedPiece extends DecodedPiece {
  /** Where it begins in the UTF-8, and in the source. */
  readonly utf8Start: number;
  readonly start: number;
}

/** Where in a source the places of its UTF-8 lie, from the last place that was let go on. */
export class PlaceMap {
  #pieces: PlacedPiece[] = [];
  #utf8End = 0;
  #end: number;
  /** The place that was measured last: the next one is measured from it. */
  #known:
    | { readonly piece: PlacedPiece; readonly at: number; readonly original: number }
    | undefined;

  /** @param start where in the source the first piece begins */
  constructor(start: number) {
    this.#end = start;
  }

  add(piece: DecodedPiece): void {
    this.#pieces.push({ ...piece, utf8Start: this.#utf8End, start: this.#end });
    this.#utf8End += piece.utf8.length;
    this.#end += piece.original.length;
  }

  /** Where in the source a place of the UTF-8 lies. */
  locate(utf8: number): number {
    const piece = this.#pieces.find(
      ({ utf8Start, utf8: bytes }) => utf8 < utf8Start + bytes.length,
    );
    if (piece === undefined) return this.#end;
    const to = utf8 - piece.utf8Start;
    if (to <= 0) return piece.start;
    const known = this.#known?.piece === piece && this.#known.at <= to ? this.#known : undefined;
    const span = { from: known?.at ?? 0, to, known: known?.original ?? 0 };
    const original = piece.measure(piece, span);
    this.#known = { piece, at: to, original };
    return piece.start + original;
  }

  /** The bytes of the source between two places of it. */
  slice(start: number, end: number): Buffer {
    const parts: Buffer[] = [];
    for (const piece of this.#pieces) {
      if (piece.start >= end) break;
      const [from, to] = [Math.max(start, piece.start), end - piece.start];
      const part = piece.original.subarray(from - piece.start, to);
      if (part.length > 0) parts.push(part);
    }
    const [first] = parts;
    return parts.length === 1 && first !== undefined ? first : Buffer.concat(parts);
  }

  /** Places before this one of the UTF-8 are not asked for any more. */
  release(utf8: number): void {
    const over = this.#pieces.findIndex(
      ({ utf8Start, utf8: bytes }) => utf8 < utf8Start + bytes.length,
    );
    const count = over < 0 ? this.#pieces.length : over;
    if (count > 0) this.#pieces = this.#pieces.slice(count);
  }
}
