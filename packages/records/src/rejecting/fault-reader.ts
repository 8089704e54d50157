import { isInPartitionRange } from "@cloudapi/core/internal";
import { hashIn } from "../columns/text-hash.ts";
import type { FlatPlan } from "../flat/flat-plan.ts";
import { endOfLiteral, type Literal, literalOf } from "../flat/key-order.ts";
import { KnownTexts } from "../flat/known-texts.ts";
import { PlainNumber } from "../flat/plain-number.ts";
import { endOfPlainText } from "../flat/plain-text.ts";
import { InstantReader } from "../flat/read-instant.ts";
import type { RawRecord } from "../framing/raw-record.ts";
import type { ParsedRecord } from "../parsing/record-parser.ts";
import type { Issue } from "../report/issue.ts";
import { FieldVerdicts, type Verdict } from "./field-verdicts.ts";
import { fits, isLongNumber, type JudgedField, judgeAbsence, judgeField } from "./judge-field.ts";

const [QUOTE, COMMA, OPEN, CLOSE] = [0x22, 0x2c, 0x7b, 0x7d] as const;
const [LOWER_F, LOWER_N, LOWER_T] = [0x66, 0x6e, 0x74] as const;
const NOWHERE = -1;
/** Texts are remembered of fields that tell by their characters only, such as enums: few are enough. */
const FEW_TEXTS = 1_000;
/** After so many records that were left to the parser, one in so many is looked at. */
const [PATIENCE, STRIDE] = [64, 16] as const;

/** How a field's values are read. */
interface FaultField extends JudgedField {
  /** The key and the colon behind it. */
  readonly key: Literal;
  /** Texts that are known to fit. */
  readonly known: KnownTexts | undefined;
}

/**
 * Reads records that do not fit by their bytes, where these leave no doubt: an object without white space of keys that the contract
 * knows, each once and in any order, texts of plain ASCII and numbers of few digits. What is wrong with a value is what the record
 * checker says of it, asked once for the same value. Everything else is left to parser and checker, and so are records that fit.
 */
export class FaultReader {
  readonly #dataset: FlatPlan["dataset"];
  readonly #fields: readonly FaultField[];
  readonly #number = new PlainNumber();
  readonly #instants = new InstantReader();
  /** The field whose key came last after that of each field, and first at the end. */
  readonly #next: Int32Array;
  /** The record in which each field was seen last. */
  readonly #seen: Float64Array;
  #record = 0;
  #misses = 0;
  #bytes: Buffer = Buffer.alloc(0);
  #view = new DataView(this.#bytes.buffer);
  /** What is wrong so far: by field, of those that the record was noted for. */
  readonly #found: Verdict[];
  readonly #foundIn: Float64Array;
  #faults = 0;
  #last: Verdict = [];
  #keyEnd = 0;

  constructor({ dataset, fields, eventTime }: FlatPlan) {
    this.#dataset = dataset;
    this.#fields = fields.map((field, i) => ({
      ...field,
      key: literalOf(`${JSON.stringify(field.checker.name)}:`),
      isEventTime: i === eventTime,
      known: field.kind === "text" ? new KnownTexts(FEW_TEXTS) : undefined,
      verdicts: new FieldVerdicts(dataset, i, field.checker),
    }));
    this.#next = Int32Array.from({ length: fields.length + 1 }, (_, i) => (i + 1) % fields.length);
    this.#next[fields.length] = 0;
    this.#seen = new Float64Array(fields.length);
    this.#found = fields.map(() => []);
    this.#foundIn = new Float64Array(fields.length);
  }

  /** What is wrong with a record; `undefined` where that is for others to say. */
  parse(raw: RawRecord): ParsedRecord | undefined {
    if (raw.fault !== undefined) return undefined;
    if (this.#misses > PATIENCE && ++this.#misses % STRIDE !== 0) return undefined;
    this.#open(raw.block.bytes);
    this.#record++;
    this.#faults = 0;
    const isRead = this.#readRecord(raw.start) === raw.end && this.#readAbsent();
    if (!isRead || this.#faults === 0) {
      this.#misses++;
      return undefined;
    }
    this.#misses = 0;
    return { record: undefined, issues: this.#issues() };
  }

  #open(bytes: Buffer): void {
    if (this.#bytes === bytes) return;
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  /** Those of the one field that has any, or of all in the contract's order. */
  #issues(): readonly Issue[] {
    if (this.#faults === 1) return this.#last;
    return this.#found.filter((_, field) => this.#foundIn[field] === this.#record).flat();
  }

  /** Where the record ends, or nowhere if it is left to others. */
  #readRecord(start: number): number {
    const bytes = this.#bytes;
    if (bytes[start] !== OPEN) return NOWHERE;
    let at = start;
    for (let before = this.#fields.length; ; ) {
      const field = this.#fieldAt(at + 1, before);
      if (field === NOWHERE || this.#seen[field] === this.#record) return NOWHERE;
      this.#seen[field] = this.#record;
      before = field;
      at = this.#readValue(field, this.#keyEnd);
      if (at === NOWHERE) return NOWHERE;
      if (bytes[at] === CLOSE) return at + 1;
      if (bytes[at] !== COMMA) return NOWHERE;
    }
  }

  /** The field whose key begins at a place, or none. */
  #fieldAt(at: number, before: number): number {
    const size = this.#bytes.length;
    const guess = this.#next[before] as number;
    this.#keyEnd = endOfLiteral(this.#view, at, (this.#fields[guess] as FaultField).key, size);
    if (this.#keyEnd !== NOWHERE) return guess;
    for (let i = 0; i < this.#fields.length; i++) {
      this.#keyEnd = endOfLiteral(this.#view, at, (this.#fields[i] as FaultField).key, size);
      if (this.#keyEnd === NOWHERE) continue;
      this.#next[before] = i;
      return i;
    }
    return NOWHERE;
  }

  /** Read a field's value; where it ends, or nowhere if it is left to others. */
  #readValue(number: number, at: number): number {
    const field = this.#fields[number] as FaultField;
    switch (this.#bytes[at]) {
      case QUOTE:
        return this.#readText(number, field, at + 1);
      case LOWER_N:
        return this.#readNull(number, field, at);
      case LOWER_T:
        return this.#readWord(number, { field, value: true, at });
      case LOWER_F:
        return this.#readWord(number, { field, value: false, at });
      default:
        return this.#readNumber(number, field, at);
    }
  }

  #readText(number: number, field: FaultField, start: number): number {
    const end = endOfPlainText(this.#view, start, this.#bytes.length);
    if (end !== NOWHERE && !this.#isRight(field, start, end)) {
      const text = this.#bytes.toString("latin1", start, end);
      if (field.kind === "text" && fits(field, text))
        field.known?.add(this.#bytes, start, end, hashIn(this.#view, start, end));
      else this.#judge(number, field, text);
    }
    return end === NOWHERE ? NOWHERE : end + 1;
  }

  /** Whether a text fits by its bytes alone. */
  #isRight({ kind, takesAll, byteTest, known }: FaultField, start: number, end: number): boolean {
    const bytes = this.#bytes;
    if (kind === "instant" && takesAll)
      return this.#isInRange(this.#instants.read(bytes, start, end));
    if (byteTest?.(bytes, start, end) === true) return true;
    return known?.has(bytes, start, end, hashIn(this.#view, start, end)) === true;
  }

  #isInRange(ms: number): boolean {
    const { partition } = this.#dataset;
    return !Number.isNaN(ms) && (partition === undefined || isInPartitionRange(partition, ms));
  }

  #readNull(number: number, field: FaultField, at: number): number {
    if (!this.#hasWord("null", at)) return NOWHERE;
    const verdict = judgeAbsence(field, null);
    if (verdict === undefined) return NOWHERE;
    this.#note(number, verdict);
    return at + 4;
  }

  #readWord(
    number: number,
    { field, value, at }: { field: FaultField; value: boolean; at: number },
  ): number {
    const word = String(value);
    if (!this.#hasWord(word, at)) return NOWHERE;
    this.#judge(number, field, value);
    return at + word.length;
  }

  #hasWord(word: string, at: number): boolean {
    for (let i = 0; i < word.length; i++)
      if (this.#bytes[at + i] !== word.charCodeAt(i)) return false;
    return true;
  }

  #readNumber(number: number, field: FaultField, start: number): number {
    const end = this.#number.scan(this.#bytes, start);
    if (end === NOWHERE) return NOWHERE;
    const { value } = this.#number;
    if (field.kind === "number" && field.checker.passes?.(value) === true) return end;
    if (isLongNumber(end - start)) return NOWHERE;
    this.#judge(number, field, value);
    return end;
  }

  /** Note what is wrong with a value that its bytes do not show to be right. */
  #judge(number: number, field: FaultField, value: unknown): void {
    this.#note(number, judgeField(field, value));
  }

  #note(number: number, verdict: Verdict): void {
    if (verdict.length === 0) return;
    this.#found[number] = verdict;
    this.#foundIn[number] = this.#record;
    this.#last = verdict;
    this.#faults++;
  }

  /** Look at the fields that have not come; whether it is known what that means. */
  #readAbsent(): boolean {
    for (let i = 0; i < this.#fields.length; i++) {
      const field = this.#fields[i] as FaultField;
      if (this.#seen[i] === this.#record) continue;
      const verdict = judgeAbsence(field, undefined);
      if (verdict === undefined) return false;
      this.#note(i, verdict);
    }
    return true;
  }
}
