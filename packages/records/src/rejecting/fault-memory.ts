import * as layout from "../kernel/fault-layout.ts";
import type { Kernel } from "../kernel/kernel.ts";

const WORD = Int32Array.BYTES_PER_ELEMENT;
/** Rejected records of a batch; more of them are left to others. */
const MOST_REJECTED = 32_768;
const MOST_VERDICTS = 131_072;
/** Slots of values that are known not to fit. */
const SLOTS = 1_024;
/** Verdicts that are kept for good, and beside them those of a batch. */
const [MOST_KEPT, MOST_PASSING] = [2_048, 8_192] as const;
const [KEPT_BYTES, PASSING_BYTES] = [524_288, 524_288] as const;
/** What the name of the source and that of the contract may take. */
const MOST_BEGINNING = 8_192;
const OUTPUT_BYTES = 262_144;
const SHAPES_BYTES = 4_096;
const PLACES = 2;

/** Verdicts as JSON, one behind the other: their numbers begin behind `first`. */
interface Shelf {
  readonly first: number;
  readonly most: number;
  readonly start: number;
  readonly bytes: number;
  size: number;
  used: number;
}

/** The kernel's memory as far as it is about records that do not fit. */
export class FaultMemory {
  readonly #kernel: Kernel;
  /** Where the state of faults is, and the places of rejected records, which are used by turns. */
  readonly state: number;
  readonly places: readonly number[];
  readonly #fields: number;
  readonly #table: number;
  readonly #verdicts: number;
  readonly #beginning: number;
  readonly #kept: Shelf;
  readonly #passing: readonly Shelf[];
  readonly #words: Int32Array<ArrayBuffer>;

  constructor(kernel: Kernel, fields: number) {
    this.#kernel = kernel;
    this.state = kernel.allocate(layout.FAULTS_BYTES);
    this.#fields = kernel.allocate(fields * layout.FIELD_FAULT_BYTES);
    this.#table = kernel.allocate(SLOTS * layout.FAULT_SLOT_BYTES);
    const most = MOST_KEPT + PLACES * MOST_PASSING;
    this.#verdicts = kernel.allocate((most + 1) * 2 * WORD, "anything");
    this.#beginning = kernel.allocate(MOST_BEGINNING, "anything");
    this.#kept = shelfOf(kernel, 0, MOST_KEPT, KEPT_BYTES);
    const places = Array.from({ length: PLACES }, (_, i) => i);
    this.#passing = places.map((i) =>
      shelfOf(kernel, MOST_KEPT + i * MOST_PASSING, MOST_PASSING, PASSING_BYTES),
    );
    const columns = places.map(() => allocatePlace(kernel));
    this.places = columns.map(({ place }) => place);
    const output = kernel.allocate(OUTPUT_BYTES, "anything");
    const escapes = kernel.allocate(SHAPES_BYTES, "anything");
    const literals = literalsOf(kernel);
    this.#words = new Int32Array(kernel.buffer);
    for (const { place, starts, ends, lines, unknown, firsts, list } of columns) {
      this.setAt(place + layout.MOST_REJECTED, MOST_REJECTED);
      this.setAt(place + layout.REJECTED_STARTS, starts);
      this.setAt(place + layout.REJECTED_ENDS, ends);
      this.setAt(place + layout.REJECTED_LINES, lines);
      this.setAt(place + layout.REJECTED_UNKNOWN, unknown);
      this.setAt(place + layout.FIRST_VERDICTS, firsts);
      this.setAt(place + layout.VERDICT_LIST, list);
      this.setAt(place + layout.MOST_LISTED, MOST_VERDICTS);
    }
    this.set(layout.PLACE, this.places[0] as number);
    this.set(layout.FIELD_FAULTS, this.#fields);
    this.set(layout.KNOWN_FAULTS, this.#table);
    this.set(layout.KNOWN_FAULTS_MASK, SLOTS - 1);
    this.set(layout.VERDICTS, this.#verdicts);
    this.set(layout.OUTPUT, output);
    this.set(layout.OUTPUT_END, output + OUTPUT_BYTES);
    this.set(layout.ESCAPES, escapes);
    kernel.functions.writeShapes(escapes);
    for (const { number, address, bytes } of literals) this.#setLiteral(number, address, bytes);
  }

  getAt(address: number): number {
    return this.#words[address >> 2] as number;
  }

  setAt(address: number, value: number): void {
    this.#words[address >> 2] = value;
  }

  /** A word of the state. */
  get(what: number): number {
    return this.getAt(this.state + what);
  }

  set(what: number, value: number): void {
    this.setAt(this.state + what, value);
  }

  bytesAt(address: number, length: number): Buffer {
    return Buffer.from(this.#kernel.buffer, address, length);
  }

  /** Where what is wrong with a field is. */
  fieldAt(number: number): number {
    return this.#fields + number * layout.FIELD_FAULT_BYTES;
  }

  /** Go on with the n-th place, which is empty. */
  usePlace(n: number, begins: { base: number; byteOffset: number; line: number }): void {
    const place = this.places[n] as number;
    this.set(layout.PLACE, place);
    this.setAt(place + layout.REJECTED, 0);
    this.setAt(place + layout.LISTED, 0);
    this.setAt(place + layout.PLACE_BASE, begins.base);
    const numbers = new Float64Array(this.#kernel.buffer, place + layout.PLACE_OFFSET, 2);
    numbers.set([begins.byteOffset, begins.line]);
    const passing = this.#passing[n] as Shelf;
    passing.size = 0;
    passing.used = 0;
  }

  /** Keep a verdict for good, or for the batch in the n-th place; its number, or 0 where there is no room. */
  addVerdict(json: Buffer, n: number): number {
    return this.#shelve(this.#kept, json) || this.#shelve(this.#passing[n] as Shelf, json);
  }

  #shelve(shelf: Shelf, json: Buffer): number {
    if (shelf.size === shelf.most || shelf.used + json.length > shelf.bytes) return 0;
    const address = shelf.start + shelf.used;
    json.copy(this.bytesAt(address, json.length));
    shelf.used += json.length;
    const number = shelf.first + ++shelf.size;
    this.setAt(this.#verdicts + number * 2 * WORD, address);
    this.setAt(this.#verdicts + (number * 2 + 1) * WORD, json.length);
    return number;
  }

  /** Whether a verdict's number is one for good. */
  isKept(number: number): boolean {
    return number <= MOST_KEPT;
  }

  /** Remember the verdict on the value that was asked of, by its bytes. */
  addKnown(key: number, verdict: number, field: number): void {
    const token = this.get(layout.TOKEN);
    const length = this.get(layout.TOKEN_END) - token;
    if (length > layout.LONGEST_FAULT || !this.isKept(verdict)) return;
    const slot =
      this.#table + (this.get(layout.TOKEN_HASH) & (SLOTS - 1)) * layout.FAULT_SLOT_BYTES;
    this.setAt(slot + layout.FAULT_SLOT_KEY, key);
    this.setAt(slot + layout.FAULT_SLOT_LENGTH, length);
    this.setAt(slot + layout.FAULT_SLOT_VERDICT, verdict);
    this.bytesAt(token, length).copy(this.bytesAt(slot + layout.FAULT_SLOT_TEXT, length));
    this.setAt(this.fieldAt(field) + layout.HAS_KNOWN, 1);
  }

  /** Say what all lines begin with; whether there is room for it. */
  setBeginning(beginning: Buffer): boolean {
    if (beginning.length > MOST_BEGINNING) return false;
    beginning.copy(this.bytesAt(this.#beginning, beginning.length));
    this.#setLiteral(layout.AT_BEGINNING, this.#beginning, beginning.length);
    return true;
  }

  #setLiteral(number: number, address: number, bytes: number): void {
    const at = layout.LITERALS + number * 2 * WORD;
    this.set(at, address);
    this.set(at + WORD, bytes);
  }
}

function shelfOf(kernel: Kernel, first: number, most: number, bytes: number): Shelf {
  return { first, most, start: kernel.allocate(bytes, "anything"), bytes, size: 0, used: 0 };
}

function allocatePlace(kernel: Kernel) {
  const allocate = (words: number) => kernel.allocate(words * WORD, "anything");
  return {
    place: kernel.allocate(layout.PLACE_BYTES),
    starts: allocate(MOST_REJECTED),
    ends: allocate(MOST_REJECTED),
    lines: allocate(MOST_REJECTED),
    unknown: allocate(MOST_REJECTED),
    firsts: allocate(MOST_REJECTED + 1),
    list: allocate(MOST_VERDICTS),
  };
}

function literalsOf(kernel: Kernel) {
  const texts: readonly (readonly [number: number, text: string])[] = [
    [layout.BEFORE_OFFSET, ',"byteOffset":'],
    [layout.BEFORE_LENGTH, ',"byteLength":'],
    [layout.BEFORE_RAW, ',"raw":"'],
    [layout.BEFORE_ISSUES, '","issues":'],
    [layout.AT_END, "}\n"],
  ];
  return texts.map(([number, text]) => {
    const address = kernel.allocate(text.length);
    kernel.bytesAt(address, text.length).set(Buffer.from(text));
    return { number, address, bytes: text.length };
  });
}
