import type { FlatRows } from "./flat-rows.ts";

/** Bytes of all texts. */
export const ROOM_BYTES = 1_048_576;
/** That a UTF-16 unit may take in UTF-8. */
export const UNIT_BYTES = 3;

/**
 * Texts of rows, one behind the other as one string, which is written as bytes at once: for each of them nothing is called. Rows have the places
 * in the string until it is written, and those in the bytes from then on.
 */
export class ObjectTexts {
  readonly #bytes: Buffer;
  readonly #flat: FlatRows;
  /** All of them. */
  whole = "";
  /** Where each begins and ends in the string, where these are other places than in the bytes. */
  #starts: Int32Array | undefined;
  #ends: Int32Array | undefined;

  constructor(flat: FlatRows, bytes: Buffer) {
    this.#flat = flat;
    this.#bytes = bytes;
  }

  clear(): void {
    this.whole = "";
    this.#starts = undefined;
    this.#ends = undefined;
  }

  /** Write them as UTF-8; whether all are ASCII. */
  write(): boolean {
    const isAscii = this.#bytes.write(this.whole, 0, "utf8") === this.whole.length;
    if (!isAscii) this.#move();
    return isAscii;
  }

  /** The text at a place of the rows as it was given. */
  textAt(at: number): string {
    const { starts, ends } = this.#flat;
    return this.whole.slice((this.#starts ?? starts)[at], (this.#ends ?? ends)[at]);
  }

  /** Whether the text at a place is one that UTF-8 can hold. */
  isRight(at: number): boolean {
    const [starts, ends] = [this.#starts, this.#ends];
    if (starts === undefined || ends === undefined) return true;
    const { starts: first, ends: last } = this.#flat;
    const bytes = (last[at] as number) - (first[at] as number);
    const start = starts[at] as number;
    // The half that begins it may have no byte, which a character behind it makes up for.
    const isAscii =
      bytes === (ends[at] as number) - start && !isHalf(this.whole.charCodeAt(start), 0xdc00);
    return isAscii || this.textAt(at).isWellFormed();
  }

  /** Have the places be those in the bytes. */
  #move(): void {
    const places = placesOf(this.whole);
    const { starts, ends, size, width } = this.#flat;
    const cells = size * width;
    this.#starts = starts.slice(0, cells);
    this.#ends = ends.slice(0, cells);
    for (let at = 0; at < cells; at++) {
      const start = starts[at] as number;
      if (start < 0) continue;
      starts[at] = places[start] as number;
      ends[at] = places[ends[at] as number] as number;
    }
  }
}

/** Of each unit of a string, and of its end, the place in UTF-8. Who cuts a character in halves has all of it in the first one. */
function placesOf(whole: string): Int32Array {
  const { length } = whole;
  const places = new Int32Array(length + 1);
  let place = 0;
  for (let unit = 0; unit < length; unit++) {
    places[unit] = place;
    const code = whole.charCodeAt(unit);
    if (code < 0x80) place++;
    else if (code < 0x800) place += 2;
    else if (isHalf(code, 0xd800) && isHalf(whole.charCodeAt(unit + 1), 0xdc00)) {
      place += 4;
      places[++unit] = place;
    } else place += 3;
  }
  places[length] = place;
  return places;
}

/** Whether a unit is the half of a character that begins so. */
function isHalf(code: number, half: number): boolean {
  return (code & 0xfc00) === half;
}
