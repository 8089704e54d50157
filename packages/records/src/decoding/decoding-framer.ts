import { isUtf8 } from "node:buffer";
import { KEPT_BYTES } from "../framing/cut-records.ts";
import type { Framer } from "../framing/framer.ts";
import { type RawRecord, rawBytes } from "../framing/raw-record.ts";
import { firstInvalidByte, nulByteIssue } from "../parsing/text-issue.ts";
import type { Issue } from "../report/issue.ts";
import type { Problem } from "../report/problem.ts";
import type { Decoder } from "./decoded-piece.ts";
import { decoderOf } from "./decoder.ts";
import type { Encoding } from "./encoding.ts";
import { PlaceMap } from "./place-map.ts";

/** What is kept of a record may be made of so many bytes: in UTF-16 two are one of ASCII. */
const MOST_HEAD_BYTES = 2 * KEPT_BYTES;

/** A framer whose first byte that waits is known, so that what is before can be forgotten. */
export interface WaitingFramer extends Framer {
  /** Where the record begins that waits for its end, and up to where its bytes are not needed any more. */
  readonly waiting: { readonly start: number; readonly from: number };
}

/**
 * Cuts a source in another encoding: a framer cuts its UTF-8, and the records get the places and bytes that they have
 * in the source.
 */
export class DecodingFramer implements Framer {
  readonly #framer: WaitingFramer;
  readonly #encoding: Encoding;
  readonly #decoder: Decoder;
  readonly #places: PlaceMap;
  /** The start of a record that is too long, whose bytes are gone before its end is found. */
  #long: { readonly utf8: number; readonly start: number; readonly head: Buffer } | undefined;
  readonly #suspicion = new Suspicion();
  #isOver = false;

  /** @param start where in the source the first byte lies */
  constructor(framer: WaitingFramer, encoding: Encoding, start: number) {
    this.#framer = framer;
    this.#encoding = encoding;
    this.#decoder = decoderOf(encoding);
    this.#places = new PlaceMap(start);
  }

  *push(chunk: Uint8Array): Iterable<readonly RawRecord[]> {
    for (const piece of this.#decoder.push(chunk)) {
      this.#places.add(piece);
      for (const records of this.#framer.push(piece.utf8)) yield this.#placed(records);
      this.#release();
    }
  }

  *end(): Iterable<readonly RawRecord[]> {
    for (const piece of this.#decoder.end()) {
      this.#places.add(piece);
      for (const records of this.#framer.push(piece.utf8)) yield this.#placed(records);
    }
    for (const records of this.#framer.end()) yield this.#placed(records);
    this.#isOver = true;
  }

  takeProblems(): readonly Problem[] {
    return this.#framer.takeProblems();
  }

  /** What the encoding seems not to be, once all records are seen. */
  takeWarnings(): readonly Problem[] {
    const isKnown = this.#isOver && this.#encoding.kind === "single";
    return isKnown ? this.#suspicion.take(this.#encoding.name) : [];
  }

  #release(): void {
    const { start, from } = this.#framer.waiting;
    if (start < from && this.#long?.utf8 !== start) {
      const place = this.#places.locate(start);
      this.#long = {
        utf8: start,
        start: place,
        head: this.#places.slice(place, place + MOST_HEAD_BYTES),
      };
    }
    this.#places.release(from);
  }

  #placed(records: readonly RawRecord[]): readonly RawRecord[] {
    return records.map((record) => this.#place(record));
  }

  #place(record: RawRecord): RawRecord {
    const isLong = this.#long?.utf8 === record.byteOffset;
    const byteOffset =
      isLong && this.#long !== undefined
        ? this.#long.start
        : this.#places.locate(record.byteOffset);
    const fault =
      record.fault === undefined
        ? this.#fault(record, byteOffset)
        : this.#located(record.fault, record, byteOffset);
    const byteLength = this.#places.locate(record.byteOffset + record.byteLength) - byteOffset;
    const kept = record.end - record.start;
    const bytes =
      isLong && this.#long !== undefined
        ? beginning(this.#long.head, kept, this.#encoding)
        : this.#places.slice(byteOffset, this.#places.locate(record.byteOffset + kept));
    this.#suspicion.note(record, bytes);
    const placed = { ...record, byteOffset, byteLength, fault };
    if (bytes.equals(rawBytes(record))) return placed;
    return { ...placed, origin: { bytes, encoding: this.#encoding.name } };
  }

  /** What is not valid in the encoding, or is no text. */
  #fault(record: RawRecord, start: number): Issue | undefined {
    const bytes = rawBytes(record);
    const nul = record.block.hasNul ? bytes.indexOf(0) : -1;
    if (nul >= 0) {
      const place = this.#places.locate(record.byteOffset + nul);
      return nulByteIssue(place - start, place);
    }
    if (record.block.encoding !== "mixed" || isUtf8(bytes)) return undefined;
    const at = this.#places.locate(record.byteOffset + firstInvalidByte(bytes));
    const end = this.#places.locate(record.byteOffset + record.byteLength);
    const found = this.#places.slice(at, Math.min(end, at + 1))[0] ?? 0;
    const original = this.#places.slice(start, end);
    return invalidEncoding(this.#encoding.name, { found, at: at - start, offset: at, original });
  }

  /** A fault of the quoting with its place in the source. */
  #located(fault: Issue, record: RawRecord, start: number): Issue {
    const message = fault.message.replace(/byte (\d+) of the record/, (_, place: string) => {
      const at = this.#places.locate(record.byteOffset + Number(place) - 1) - start;
      return `byte ${at + 1} of the record`;
    });
    return { ...fault, message };
  }
}

/** The bytes that make the first ones of a stretch's UTF-8. */
function beginning(bytes: Buffer, utf8: number, encoding: Encoding): Buffer {
  const places = new PlaceMap(0);
  for (const piece of decoderOf(encoding).push(bytes)) places.add(piece);
  return bytes.subarray(0, places.locate(utf8));
}

function invalidEncoding(
  name: string,
  { found, at, offset, original }: { found: number; at: number; offset: number; original: Buffer },
): Issue {
  const received = `byte 0x${found.toString(16).padStart(2, "0").toUpperCase()}`;
  const advice =
    isUtf8(original) && !name.toLowerCase().startsWith("utf-16")
      ? "The record is valid UTF-8: leave out the option encoding."
      : "If the file is in another encoding, name that one; if not, it is damaged here.";
  return {
    code: "invalid_encoding",
    path: [],
    expected: name,
    received,
    message: `Expected text in ${name}, found ${received} at byte ${at + 1} of the record (offset ${offset}), where it has no character. ${advice}`,
  };
}

/** Sees that a file is UTF-8 where every byte is a character: all its records are valid in it. */
class Suspicion {
  #first: RawRecord | undefined;
  #count = 0;
  #isOther = false;

  note(record: RawRecord, bytes: Buffer): void {
    if (this.#isOther || record.block.encoding === "ascii" || !bytes.some((byte) => byte >= 0x80))
      return;
    this.#first ??= record;
    this.#count++;
    this.#isOther = !isUtf8(bytes);
  }

  take(name: string): readonly Problem[] {
    if (this.#isOther || this.#first === undefined) return [];
    const { line } = this.#first;
    this.#isOther = true;
    const count = this.#count === 1 ? "The only record" : `All ${this.#count} records`;
    return [
      {
        code: "suspect_encoding",
        message: `${count} with other characters than ASCII ${this.#count === 1 ? "is" : "are"} valid UTF-8, so the file seems to be UTF-8 and not ${name}, in which it reads like "${shownAs(this.#first)}". Leave out the option encoding.`,
        line,
      },
    ];
  }
}

/** The first characters of a record that are not ASCII, as they were read. */
function shownAs(record: RawRecord): string {
  return /[^\0-\x7f]{1,12}/.exec(rawBytes(record).toString("utf8"))?.[0] ?? "";
}
