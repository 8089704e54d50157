import type { Kernel } from "../kernel/kernel.ts";
import * as layout from "../kernel/scan-layout.ts";
import { ShredMemory } from "../shredding/shred-memory.ts";
import type { FlatField, FlatPlan } from "./flat-plan.ts";
import type { FlatMemory } from "./flat-rows.ts";
import type { FoundLines } from "./found-lines.ts";
import { keyHash } from "./key-hash.ts";
import { KEY_SLOTS, keyPlaces } from "./key-places.ts";
import { knownSlots } from "./known-texts.ts";
import { allocateRows, SIDE_BYTES, viewRows } from "./row-memory.ts";
import { patternBytes, type TextPlaces, writeField, writeTypedRule } from "./write-field.ts";
import { literalBits, writeQuick } from "./write-quick.ts";
import { writeState } from "./write-state.ts";

/** Bytes of a place for lines, which has room for a batch and what waits before it. */
export const WINDOW_BYTES = 393_216;
/** Lines in use, and two places with rows that are good until the batch after the next. */
const WINDOWS = 3;
const ROW_PLACES = 2;
/** Rows that a batch may have; more of the same chunk are left to others. */
const [FEWEST_ROWS, MOST_CELLS] = [1_024, 262_144] as const;
/** Keys that no field has which are passed over by their bytes. */
const MOST_UNKNOWN = 32;
/** Of a key with its quotes and the colon. */
const UNKNOWN_BYTES = 64;
/** Records of so many fields and fewer, a bit for each, are taken in any order of keys at once. */
const MOST_PLACED = 64;

/** The kernel's memory as a scanner of lines uses it. */
export class ScanMemory {
  readonly #kernel: Kernel;
  readonly #keys: number;
  readonly #unknown: number;
  readonly #unknownNames: number;
  /** Where the scanner's state is. */
  readonly state: number;
  readonly windows: number[];
  /** Places of rows with those of their texts, which are used by turns. */
  readonly rows: { readonly memory: FlatMemory; readonly side: number }[];
  /** All of the memory, by words, doubles and bytes. */
  words: Int32Array<ArrayBuffer>;
  doubles: Float64Array<ArrayBuffer>;
  bytes: Buffer<ArrayBuffer>;
  /** The tables of texts that are known to fit, one behind the other. */
  readonly #known: { readonly at: number; readonly bytes: number };
  readonly #capacity: number;
  readonly #cells: number;
  readonly #encoded: readonly Buffer[];
  readonly #shred: ShredMemory | undefined;

  /**
   * @param isKept whether rows are asked for; otherwise they are only counted
   * @param hasPlaces whether it has places of its own for lines and rows
   */
  constructor(kernel: Kernel, plan: FlatPlan, isKept: boolean, hasPlaces = true) {
    this.#kernel = kernel;
    this.#encoded = plan.fields.map(({ checker }) => literalOf(checker.name));
    const { length } = plan.fields;
    const slots = slotsFor(length + MOST_UNKNOWN);
    this.state = kernel.allocate(layout.STATE_BYTES);
    this.#keys = kernel.allocate(length * layout.KEY_BYTES);
    this.#unknown = kernel.allocate(MOST_UNKNOWN * layout.KEY_BYTES);
    this.#unknownNames = kernel.allocate(MOST_UNKNOWN * UNKNOWN_BYTES);
    const table = kernel.allocate(slots * Int32Array.BYTES_PER_ELEMENT);
    const ofText = plan.fields.filter(({ kind }) => kind === "text").length;
    const slotsOfText = knownSlots(ofText, layout.SLOT_BYTES);
    const known = ofText * slotsOfText * layout.SLOT_BYTES;
    this.#known = { at: kernel.allocate(known), bytes: known };
    let next = this.#known.at;
    const texts = plan.fields.map((field, i) => {
      const slots = field.kind === "text" ? slotsOfText : 0;
      const known = next;
      next += slots * layout.SLOT_BYTES;
      return { ...this.#allocateTexts(field, i), known, slots };
    });
    const windows = hasPlaces ? WINDOWS : 0;
    this.windows = Array.from({ length: windows }, () => kernel.allocate(WINDOW_BYTES, "anything"));
    const capacity = Math.max(FEWEST_ROWS, Math.floor(MOST_CELLS / length));
    const cells = isKept ? capacity * length : length;
    this.#capacity = capacity;
    this.#cells = cells;
    const places = Array.from({ length: hasPlaces ? ROW_PLACES : 0 }, () =>
      allocateRows(kernel, capacity, cells),
    );
    const shred = plan.nested && new ShredMemory(kernel, plan.nested, places.length);
    this.#shred = shred;
    const { buffer } = kernel;
    this.words = new Int32Array(buffer);
    this.doubles = new Float64Array(buffer);
    this.bytes = Buffer.from(buffer);
    this.rows = places.map((at, n) => ({
      memory: {
        ...viewRows(buffer, at, capacity, cells),
        entries: new Int32Array(buffer, shred?.entries[n], shred?.entryWords ?? 0),
      },
      side: at.side,
    }));
    if (length <= MOST_PLACED && plan.nested === undefined) this.#placeKeys();
    const keys = { table, slots, known: this.#keys, unknown: this.#unknown };
    writeState(this, { keys, capacity, plan, isKept });
    plan.fields.forEach((field, i) => this.#writeKey(field, i, texts[i] as TextPlaces, length));
    shred?.write(this);
  }

  #allocateTexts({ textRule }: FlatField, i: number): Omit<TextPlaces, "known" | "slots"> {
    const [prefix, suffix] = [textRule?.prefixes[0] ?? "", textRule?.suffixes[0] ?? ""];
    return {
      literal: this.#kernel.allocate((this.#encoded[i] as Buffer).length),
      prefix: this.#kernel.allocate(prefix.length),
      suffix: this.#kernel.allocate(suffix.length),
      atoms: this.#kernel.allocate(patternBytes(textRule)),
    };
  }

  /** What records are taken with whose keys come in any order. */
  #placeKeys(): void {
    const places = keyPlaces(this.#encoded.map((literal) => literal.subarray(2, -2)));
    if (places === undefined) return;
    const word = Int32Array.BYTES_PER_ELEMENT;
    const slots = this.#kernel.allocate(KEY_SLOTS);
    this.bytes.set(places.slots, slots);
    this.set(layout.KEY_SLOTS, slots);
    this.set(layout.KEY_SHIFT, places.shift);
    this.set(layout.ENDS_OF_VALUES, this.#kernel.allocate(layout.ROOM_OF_ENDS * word));
    this.set(layout.PLACES_OF_VALUES, this.#kernel.allocate(this.#encoded.length * 2 * word));
  }

  #writeKey(field: FlatField, i: number, places: TextPlaces, length: number): void {
    const key = this.#keys + i * layout.KEY_BYTES;
    const follower = this.#keys + ((i + 1) % length) * layout.KEY_BYTES;
    writeField({ memory: this, key, field, number: i, follower, places });
    if (field.typed !== undefined) writeTypedRule(this, key, field.typed);
    writeQuick(this, key, field);
    this.setOf(key, layout.NODE, this.#shred?.roots[i] ?? 0);
    this.#nameKey(key, places.literal, this.#encoded[i] as Buffer);
  }

  /** Write a key's literal and put it into the table. */
  #nameKey(key: number, place: number, literal: Buffer): void {
    literal.copy(this.bytes, place);
    this.setOf(key, layout.LITERAL, place + 1);
    this.setOf(key, layout.LITERAL_BYTES, literal.length - 1);
    this.setOf(key, layout.LITERAL_BITS, literalBits(literal));
    const mask = this.get(layout.KEY_MASK);
    const table = this.get(layout.KEY_TABLE) >> 2;
    let slot = keyHash(literal.subarray(2, -2)) & mask;
    while (this.words[table + slot] !== 0) slot = (slot + 1) & mask;
    this.words[table + slot] = key;
  }

  /**
   * Have so many more places for lines and for rows without others inside.
   *
   * @throws {RangeError} if the kernel's memory can't grow
   */
  addPlaces(count: number): void {
    const kernel = this.#kernel;
    const allocate = (bytes: number) => kernel.allocate(bytes, "anything");
    const windows = Array.from({ length: count }, () => allocate(WINDOW_BYTES));
    // Places of texts are counted from those of lines, and so are behind them all.
    const sides = this.rows.map(() => allocate(SIDE_BYTES));
    const [capacity, cells] = [this.#capacity, this.#cells];
    const places = windows.map(() => allocateRows(kernel, capacity, cells));
    const { buffer } = kernel;
    this.words = new Int32Array(buffer);
    this.doubles = new Float64Array(buffer);
    this.bytes = Buffer.from(buffer);
    this.windows.push(...windows);
    for (const [n, side] of sides.entries())
      this.rows[n] = { ...(this.rows[n] as ScanMemory["rows"][number]), side };
    const entries = new Int32Array(buffer, 0, 0);
    for (const at of places)
      this.rows.push({
        memory: { ...viewRows(buffer, at, capacity, cells), entries },
        side: at.side,
      });
  }

  /** Learn which texts fit, and which names no field has, from the memory of another state for the same plan. */
  learnFrom(other: ScanMemory, unknown: readonly string[]): void {
    this.bytes.copyWithin(this.#known.at, other.#known.at, other.#known.at + other.#known.bytes);
    for (const name of unknown) this.addUnknown(name);
  }

  /** Go on with the place of rows behind those that were found by who works with another state. */
  goOn({ size, hasUnknown, side, unknown }: FoundLines): void {
    this.set(layout.HAS_UNKNOWN, hasUnknown);
    this.set(layout.SIDE, side);
    const bits = this.get(layout.UNKNOWN_BITS) >> 2;
    // It may not have known that there are names which no field has.
    if (unknown === 0) this.words.fill(0, bits, bits + size);
  }

  /** The key of a field. */
  keyOf(field: number): number {
    return this.#keys + field * layout.KEY_BYTES;
  }

  /** A word of the state. */
  get(what: number): number {
    return this.words[(this.state + what) >> 2] as number;
  }

  set(what: number, value: number): void {
    this.words[(this.state + what) >> 2] = value;
  }

  /** A word of a key. */
  getOf(key: number, what: number): number {
    return this.words[(key + what) >> 2] as number;
  }

  setOf(key: number, what: number, value: number): void {
    this.words[(key + what) >> 2] = value;
  }

  setDouble(address: number, value: number): void {
    this.doubles[address >> 3] = value;
  }

  /** Go on with the n-th place of rows, which is empty. */
  useRows(n: number): void {
    const { memory, side } = this.rows[n] as (typeof this.rows)[number];
    this.set(layout.STARTS, memory.starts.byteOffset);
    this.set(layout.ENDS, memory.ends.byteOffset);
    this.set(layout.HASHES, memory.hashes.byteOffset);
    this.set(layout.NUMBERS, memory.numbers.byteOffset);
    this.set(layout.RECORD_STARTS, memory.recordStarts.byteOffset);
    this.set(layout.RECORD_ENDS, memory.recordEnds.byteOffset);
    this.set(layout.EVENT_TIMES, memory.eventTimes.byteOffset);
    this.set(layout.SIDE, side);
    this.set(layout.SIDE_END, side + SIDE_BYTES);
    this.set(layout.UNKNOWN_BITS, memory.unknownBits.byteOffset);
    this.set(layout.HAS_UNKNOWN, 0);
    this.set(layout.SIZE, 0);
    this.#shred?.use(this, n);
  }

  /** The place of a leaf in a column with others inside. */
  leafOf(key: number, leaf: number): number {
    return this.#shred?.leafOf(this.getOf(key, layout.NODE), leaf) ?? 0;
  }

  /** Note that a text fits. */
  addKnown(key: number, start: number, end: number, hash: number): void {
    this.addKnownText(key, this.bytes.subarray(start, end), hash);
  }

  /** The same for a text that may lie elsewhere. */
  addKnownText(key: number, text: Buffer, hash: number): void {
    const { length } = text;
    if (length === 0 || length > layout.LONGEST_KNOWN) return;
    const slot = hash & this.getOf(key, layout.KNOWN_MASK);
    const at = this.getOf(key, layout.KNOWN) + slot * layout.SLOT_BYTES;
    this.words[at >> 2] = length;
    text.copy(this.bytes, at + layout.SLOT_TEXT);
  }

  /** Pass over a key that no field has from now on; whether it was noted. */
  addUnknown(name: string): boolean {
    const count = this.get(layout.UNKNOWN_COUNT);
    const literal = literalOf(name);
    if (count === MOST_UNKNOWN || literal.length > UNKNOWN_BYTES) return false;
    const key = this.#unknown + count * layout.KEY_BYTES;
    this.setOf(key, layout.KIND, layout.OF_UNKNOWN);
    this.setOf(key, layout.FOLLOWER, this.#keys);
    this.#nameKey(key, this.#unknownNames + count * UNKNOWN_BYTES, literal);
    this.set(layout.UNKNOWN_COUNT, count + 1);
    return true;
  }
}

/** A key as it stands in a record behind another. */
function literalOf(name: string): Buffer {
  return Buffer.from(`,${JSON.stringify(name)}:`);
}

function slotsFor(keys: number): number {
  let slots = 64;
  while (slots < keys * 4) slots *= 2;
  return slots;
}
