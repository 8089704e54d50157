import type { LineContext } from "../framing/line-taker.ts";
import * as layout from "../kernel/ahead-layout.ts";
import {
  FAULTS_BYTES,
  FIELD_FAULT_BYTES,
  FIELD_FAULTS,
  PLACE,
  PLACE_BYTES,
} from "../kernel/fault-layout.ts";
import type { Kernel } from "../kernel/kernel.ts";
import type { LineHelper } from "../kernel/line-helper.ts";
import { BASE, FAULTS, LIMIT, MOST_BYTES } from "../kernel/scan-layout.ts";
import type { FlatPlan } from "./flat-plan.ts";
import { FoundLines } from "./found-lines.ts";
import type { ScanMemory } from "./scan-memory.ts";

const WORD_BYTES = 4;
/** News of texts are not kept beyond so many: the other thread leaves those that it does not know to the reader. */
const MOST_NEWS = 128;

/** What scans ahead work with. */
export interface ScanAheadParts {
  readonly kernel: Kernel;
  readonly plan: FlatPlan;
  readonly helper: LineHelper;
  /** That of the reader, which has the places of rows. */
  readonly memory: ScanMemory;
  /** That of the other thread, which has a state of its own, and all that the reader has learnt. */
  readonly aside: ScanMemory;
}

/** Lines that wait, and the number of the place that their rows go to. */
interface WaitingLines {
  readonly context: LineContext;
  readonly place: number;
}

/** Lines that another thread may scan before they are taken, as far as it keeps pace; those that it hasn't begun are scanned by whoever takes them. */
export class ScanAhead {
  readonly #helper: LineHelper;
  readonly #memory: ScanMemory;
  readonly #aside: ScanMemory;
  readonly #words: Int32Array;
  readonly #waiting: WaitingLines[] = [];
  #number = 0;
  #news: (() => void)[] = [];

  /** @throws {RangeError} if the kernel's memory can't grow */
  constructor({ kernel, plan, helper, memory, aside }: ScanAheadParts) {
    this.#helper = helper;
    this.#memory = memory;
    this.#aside = aside;
    aside.set(FAULTS, noFaults(kernel, plan.fields.length));
    const slots = memory.rows.length;
    const words = layout.FIRST_SLOT + slots * layout.SLOT_WORDS;
    const address = kernel.allocate(words * WORD_BYTES);
    this.#words = new Int32Array(kernel.buffer, address, words);
    this.#words[layout.STATE_AT] = aside.state;
    this.#words[layout.SLOTS] = slots;
    helper.open(address);
  }

  /** The place of those that wait last. */
  get lastPlace(): number | undefined {
    return this.#waiting.at(-1)?.place;
  }

  /** Have lines scanned that lie in the kernel's memory, unless they are taken before. */
  offer(context: LineContext, place: number, mostBytes: number): void {
    this.#tellNews();
    const memory = this.#memory;
    const { byteOffset: base } = context.bytes as Buffer;
    memory.useRows(place);
    memory.set(BASE, base);
    memory.set(LIMIT, base + context.end);
    memory.set(MOST_BYTES, mostBytes);
    const slot = slotOf(place);
    const words = this.#words;
    for (let i = 0; i < layout.TOLD.length; i++)
      words[slot + layout.FIRST_TOLD + i] = memory.get(layout.TOLD[i] as number);
    words[slot + layout.NUMBER] = ++this.#number;
    this.#waiting.push({ context, place });
    Atomics.store(words, slot + layout.OWNER, layout.WAITS);
    this.#helper.wake();
  }

  /** The place of lines, if they are those that have waited longest. */
  placeOf(context: LineContext): number | undefined {
    const [first] = this.#waiting;
    return first?.context === context ? first.place : undefined;
  }

  /**
   * Take the lines that have waited longest, whose rows `memory` is to use.
   *
   * @returns what was found of them; `undefined` where nobody has scanned them, and `lost` where the other thread has begun and is gone: then
   * nobody may use their place any more
   */
  take(): FoundLines | undefined | "lost" {
    const { place } = this.#waiting.shift() as WaitingLines;
    const words = this.#words;
    const slot = slotOf(place);
    const { OWNER, WAITS, IS_READERS, IS_TAKEN } = layout;
    const was = Atomics.compareExchange(words, slot + OWNER, WAITS, IS_READERS);
    if (was === WAITS) return undefined;
    if (was === IS_TAKEN && !this.#helper.waitWhile(words, slot + OWNER, IS_TAKEN)) return "lost";
    return this.#foundIn(slot);
  }

  #foundIn(slot: number): FoundLines {
    const words = this.#words;
    const found = (n: number) => words[slot + layout.FIRST_FOUND + n] as number;
    const [size, end, hasUnknown, side, unknown] = layout.FOUND.map((_, n) => found(n)) as [
      number,
      number,
      number,
      number,
      number,
    ];
    const left = Array.from({ length: words[slot + layout.HOLES] as number }, (_, n) => {
      const hole = slot + layout.FIRST_HOLE + n * layout.HOLE_WORDS;
      return { row: words[hole] as number, at: words[hole + 1] as number };
    });
    return new FoundLines({ size, end, left, hasUnknown, side, unknown });
  }

  /** The other thread is to know of a field that a text fits, unless there is too much to tell. */
  tellText(field: number, text: string, hash: number): void {
    const aside = this.#aside;
    if (this.#news.length < MOST_NEWS)
      this.#news.push(() => aside.addKnownText(aside.keyOf(field), Buffer.from(text), hash));
  }

  /** The other thread is to know of a name that no field has. It is told them all: what it has found of them is said by their numbers. */
  tellName(name: string): void {
    this.#news.push(() => this.#aside.addUnknown(name));
  }

  /** Not while the other thread scans; it is told with the next lines then. */
  #tellNews(): void {
    if (this.#news.length === 0) return;
    const words = this.#words;
    const { USER, NOBODY, READER } = layout;
    if (Atomics.compareExchange(words, USER, NOBODY, READER) !== NOBODY) return;
    for (const tell of this.#news) tell();
    this.#news = [];
    Atomics.store(words, USER, NOBODY);
  }
}

function slotOf(place: number): number {
  return layout.FIRST_SLOT + place * layout.SLOT_WORDS;
}

/** A state of faults that knows none, and has no room for any: records with one are left to the reader. */
function noFaults(kernel: Kernel, fields: number): number {
  const state = kernel.allocate(FAULTS_BYTES);
  const words = new Int32Array(kernel.buffer, state, FAULTS_BYTES / WORD_BYTES);
  words[FIELD_FAULTS / WORD_BYTES] = kernel.allocate(fields * FIELD_FAULT_BYTES);
  words[PLACE / WORD_BYTES] = kernel.allocate(PLACE_BYTES);
  return state;
}
