import type { Column } from "@cloudapi/core";
import type { FlatField, FlatPlan, FlatRows } from "@cloudapi/records/internal";
import { LOW } from "@cloudapi/records/internal";
import { hasEscape, WORD_BYTES, type Words, wordsOf } from "../texts/words.ts";
import { decimalText, integerText, numberText, textJson, valueEncoder } from "./row-encoder.ts";
import { writeNumber } from "./write-number.ts";

const [QUOTE, OPEN, CLOSE, LF] = [0x22, 0x7b, 0x7d, 0x0a] as const;
const [MINUS, POINT, ZERO] = [0x2d, 0x2e, 0x30] as const;
/** 1 for what stands for itself in a text of JSON. */
const PLAIN = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= 0x20 && byte !== QUOTE && byte !== 0x5c ? 1 : 0,
);
const TWO_32 = 2 ** 32;
const FIRST_BYTES = 64 * 1024;
const EMPTY = Buffer.alloc(0);
/** What a value takes beside its name and its bytes. */
const MARKS = 32;
/** Past so many bytes the runtime copies faster. */
const SHORT = 64;
/** Digits that every double tells apart, in a number that is not so small that it is written with an exponent. */
const MOST_DIGITS = 15;
const LEAST = 1e-6;
/** Such a number below one, with the zero and the point. */
const MOST_OF_LITTLE = 8;
const [NULL, TRUE, FALSE] = ["null", "true", "false"].map((word) => Buffer.from(word)) as [
  Buffer,
  Buffer,
  Buffer,
];

/** Writes rows that lie in their bytes as lines of JSON, as `rowEncoder` writes the same rows. */
export class FlatEncoder {
  readonly #columns: readonly Column[];
  /** The fields of the plan that is known. */
  #plan: FlatPlan | undefined;
  #fields: readonly EncodedField[] = [];
  #bytes: Buffer = Buffer.allocUnsafeSlow(FIRST_BYTES);
  #view = viewOf(this.#bytes);
  #end = 0;
  /** The bytes that rows lie in. */
  #from: Buffer = EMPTY;
  #fromView = viewOf(EMPTY);

  constructor(columns: readonly Column[]) {
    this.#columns = columns;
  }

  /** Add a row's line that was written elsewhere. */
  addLine(line: string): void {
    this.#write(line);
    this.#reserve(1);
    this.#bytes[this.#end++] = LF;
  }

  /** Add the rows from one to before another. */
  addRows(flat: FlatRows, from: number, to: number): void {
    if (this.#plan !== flat.plan) this.#follow(flat.plan);
    if (this.#from !== flat.bytes) {
      this.#from = flat.bytes;
      this.#fromView = viewOf(flat.bytes);
    }
    for (let row = from; row < to; row++) this.#addRow(flat, row);
  }

  /** Bytes that were added since they were taken last. */
  get sizeBytes(): number {
    return this.#end;
  }

  /** What was added since the last call. */
  take(): Uint8Array {
    const taken = this.#bytes.subarray(0, this.#end);
    this.#hold(Buffer.allocUnsafeSlow(Math.max(FIRST_BYTES, this.#end + (this.#end >> 3))));
    this.#end = 0;
    return taken;
  }

  #hold(bytes: Buffer): void {
    this.#bytes = bytes;
    this.#view = viewOf(bytes);
  }

  #follow(plan: FlatPlan): void {
    this.#plan = plan;
    this.#fields = plan.fields.map((field, at) => {
      const { name, type } = this.#columns[at] as Column;
      return {
        ...field,
        start: wordsOf(`,${JSON.stringify(name)}:`),
        isNull: field.checker.absent === "null",
        encode: valueEncoder(type),
      };
    });
  }

  #addRow(flat: FlatRows, row: number): void {
    const fields = this.#fields;
    const start = this.#end;
    for (let i = 0, at = row * flat.width; i < fields.length; i++, at++) {
      const field = fields[i] as EncodedField;
      const isThere = (flat.starts[at] as number) >= 0;
      if (!isThere && !field.isNull) continue;
      this.#addWords(field.start);
      if (isThere) this.#addValue(field, flat, at);
      else this.#copy(NULL, 0, NULL.length);
    }
    this.#reserve(MARKS);
    // What stands before the first name is no comma.
    if (this.#end === start) this.#end++;
    this.#bytes[start] = OPEN;
    this.#bytes[this.#end++] = CLOSE;
    this.#bytes[this.#end++] = LF;
  }

  #addWords({ words, length }: Words): void {
    this.#reserve(length + MARKS);
    const view = this.#view;
    let to = this.#end;
    for (let i = 0; i < words.length; i++, to += WORD_BYTES)
      view.setInt32(to, words[i] as number, true);
    this.#end += length;
  }

  #addValue(field: EncodedField, flat: FlatRows, at: number): void {
    const start = flat.starts[at] as number;
    const end = flat.ends[at] as number;
    switch (field.kind) {
      case "number":
        return this.#addNumber(flat, at);
      case "integer":
        return this.#addInteger(flat, at);
      case "decimal":
        return this.#addDecimal(flat, at);
      case "boolean": {
        const word = flat.numbers[at] === 1 ? TRUE : FALSE;
        return this.#copy(word, 0, word.length);
      }
      case "other":
        return this.#write(field.encode(flat.others[at]));
      default:
        return this.#addText(start, end);
    }
  }

  /** Four bytes at a time, as long as they stand for themselves. */
  #addText(start: number, end: number): void {
    this.#reserve(end - start + MARKS);
    const bytes = this.#bytes;
    const view = this.#view;
    const from = this.#from;
    const fromView = this.#fromView;
    let to = this.#end;
    bytes[to++] = QUOTE;
    let at = start;
    for (; at + WORD_BYTES <= end; at += WORD_BYTES, to += WORD_BYTES) {
      const word = fromView.getInt32(at, true);
      if (hasEscape(word)) return this.#write(textJson(from.toString("utf8", start, end)));
      view.setInt32(to, word, true);
    }
    for (; at < end; at++) {
      const byte = from[at] as number;
      if (PLAIN[byte] === 0) return this.#write(textJson(from.toString("utf8", start, end)));
      bytes[to++] = byte;
    }
    bytes[to++] = QUOTE;
    this.#end = to;
  }

  /** A number in as many digits as it needs is written as it came; others as JavaScript writes them. */
  #addNumber(flat: FlatRows, at: number): void {
    const start = flat.starts[at] as number;
    const end = flat.ends[at] as number;
    const value = flat.numbers[at] as number;
    if (start === end) this.#addValueOf(value);
    else if (isShortest(flat.bytes, start, end) && Math.abs(value) >= LEAST)
      this.#copy(flat.bytes, start, end);
    else this.#write(numberText(value));
  }

  /** A number that stands nowhere as text. */
  #addValueOf(value: number): void {
    this.#reserve(MARKS);
    const end = writeNumber(this.#bytes, this.#end, value);
    if (end < 0) this.#write(numberText(value));
    else this.#end = end;
  }

  #addInteger(flat: FlatRows, at: number): void {
    const start = flat.starts[at] as number;
    const end = flat.ends[at] as number;
    const { words } = flat;
    if (start === end) {
      const value =
        (words[at * 2 + 1 - LOW] as number) * TWO_32 + ((words[at * 2 + LOW] as number) >>> 0);
      if (Number.isSafeInteger(value)) return this.#addValueOf(value);
    } else if (end - start <= MOST_DIGITS) return this.#copy(flat.bytes, start, end);
    const value =
      (BigInt(words[at * 2 + 1 - LOW] as number) << 32n) |
      BigInt((words[at * 2 + LOW] as number) >>> 0);
    this.#write(integerText(value));
  }

  #addDecimal({ bytes, starts, ends }: FlatRows, at: number): void {
    const start = starts[at] as number;
    const end = ends[at] as number;
    const shortest = withoutZeros(bytes, start, end);
    const first = bytes[start] === MINUS ? start + 1 : start;
    if (shortest - first <= (bytes[first] === ZERO ? MOST_OF_LITTLE : MOST_DIGITS))
      this.#copy(bytes, start, shortest);
    else this.#write(decimalText(bytes.toString("latin1", start, end)));
  }

  #copy(from: Uint8Array, start: number, end: number): void {
    this.#reserve(end - start);
    const bytes = this.#bytes;
    let to = this.#end;
    if (end - start > SHORT) {
      bytes.set(from.subarray(start, end), to);
      to += end - start;
    } else for (let at = start; at < end; at++) bytes[to++] = from[at] as number;
    this.#end = to;
  }

  #write(text: string): void {
    this.#reserve(text.length * 3);
    this.#end += this.#bytes.write(text, this.#end);
  }

  #reserve(count: number): void {
    const needed = this.#end + count;
    if (needed <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(this.#bytes.length * 2, needed));
    this.#bytes.copy(grown, 0, 0, this.#end);
    this.#hold(grown);
  }
}

function viewOf({ buffer, byteOffset, length }: Buffer): DataView {
  return new DataView(buffer, byteOffset, length);
}

interface EncodedField extends FlatField {
  /** Its name, as it stands before the value and behind another. */
  readonly start: Words;
  /** Whether null stands where a row has no value. */
  readonly isNull: boolean;
  readonly encode: (value: unknown) => string;
}

/** Whether a number has no exponent, few digits, and no zeros behind the point that could be left out. */
function isShortest(bytes: Buffer, start: number, end: number): boolean {
  const first = bytes[start] === MINUS ? start + 1 : start;
  const isFilled = bytes[first] === ZERO && first + 1 < end && bytes[first + 1] !== POINT;
  if (end - start > MOST_DIGITS || isFilled) return false;
  let hasPoint = false;
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number;
    if (byte === POINT) hasPoint = true;
    else if (byte > 0x39) return false;
  }
  return !hasPoint || bytes[end - 1] !== ZERO;
}

/** Where a decimal ends without the zeros behind its point. */
function withoutZeros(bytes: Buffer, start: number, end: number): number {
  let point = start;
  while (point < end && bytes[point] !== POINT) point++;
  if (point === end) return end;
  let last = end;
  while (bytes[last - 1] === ZERO) last--;
  return bytes[last - 1] === POINT ? last - 1 : last;
}
