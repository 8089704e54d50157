import {
  FIRST_FOUND,
  FIRST_HOLE,
  FIRST_SLOT,
  FIRST_TOLD,
  FOUND,
  HAS_SCANNED,
  HOLE_WORDS,
  HOLES,
  IS_TAKEN,
  MOST_HOLES,
  NOBODY,
  NUMBER,
  OWNER,
  SCANNER,
  SLOT_WORDS,
  SLOTS,
  STATE_AT,
  TOLD,
  USER,
  WAITS,
} from "../kernel/ahead-layout.ts";
import type { Kernel } from "../kernel/kernel.ts";
import {
  BASE,
  HAS_UNKNOWN,
  IS_DONE,
  IS_FULL,
  IS_LEFT,
  LIMIT,
  RECORD,
  SIZE,
} from "../kernel/scan-layout.ts";

const LF = 0x0a;

/** Scans lines that another thread has read, where it has not done so itself; what JavaScript would be asked for it leaves to that. */
export class ScanAside {
  readonly #kernel: Kernel;
  /** All of the memory, and those words of it that the scans are in. */
  readonly #words: Int32Array;
  readonly #bytes: Buffer;
  readonly #at: number;
  readonly #state: number;

  /** @param address where the scans are */
  constructor(kernel: Kernel, address: number) {
    kernel.refresh();
    this.#kernel = kernel;
    this.#words = new Int32Array(kernel.buffer);
    this.#bytes = Buffer.from(kernel.buffer);
    this.#at = address >> 2;
    this.#state = this.#words[this.#at + STATE_AT] as number;
  }

  /** Scan the lines that were read last of those that wait; whether there were any. */
  scanOne(): boolean {
    const words = this.#words;
    const user = this.#at + USER;
    if (Atomics.compareExchange(words, user, NOBODY, SCANNER) !== NOBODY) return false;
    try {
      const slot = this.#take();
      if (slot === undefined) return false;
      this.#scan(slot);
      Atomics.store(words, slot + OWNER, HAS_SCANNED);
      Atomics.notify(words, slot + OWNER);
      return true;
    } finally {
      Atomics.store(words, user, NOBODY);
    }
  }

  /** Those who read take the ones that were read first. */
  #take(): number | undefined {
    const words = this.#words;
    const slots = words[this.#at + SLOTS] as number;
    let last: number | undefined;
    for (let i = 0, slot = this.#at + FIRST_SLOT; i < slots; i++, slot += SLOT_WORDS) {
      if (Atomics.load(words, slot + OWNER) !== WAITS) continue;
      const isLater =
        last === undefined || wordAt(words, slot, NUMBER) > wordAt(words, last, NUMBER);
      if (isLater) last = slot;
    }
    if (last === undefined) return undefined;
    const was = Atomics.compareExchange(words, last + OWNER, WAITS, IS_TAKEN);
    return was === WAITS ? last : undefined;
  }

  #scan(slot: number): void {
    const words = this.#words;
    for (let i = 0; i < TOLD.length; i++)
      this.#set(TOLD[i] as number, wordAt(words, slot, FIRST_TOLD + i));
    this.#set(SIZE, 0);
    this.#set(HAS_UNKNOWN, 0);
    words[slot + HOLES] = 0;
    this.#scanLines(slot);
    for (let i = 0; i < FOUND.length; i++)
      words[slot + FIRST_FOUND + i] = this.#get(FOUND[i] as number);
  }

  /** Scan on behind each line that is left to the reader, as long as there are not too many. */
  #scanLines(slot: number): void {
    const words = this.#words;
    const limit = this.#get(LIMIT);
    for (let at = this.#get(BASE), holes = 0; ; ) {
      const reason = this.#scanFrom(at);
      const size = this.#get(SIZE);
      if (reason === IS_DONE || reason === IS_FULL || holes === MOST_HOLES) return;
      const line = this.#get(RECORD);
      const hole = slot + FIRST_HOLE + holes * HOLE_WORDS;
      words[hole] = size;
      words[hole + 1] = line;
      words[slot + HOLES] = ++holes;
      this.#set(SIZE, size + 1);
      at = this.#bytes.indexOf(LF, line) + 1;
      this.#set(RECORD, at);
      if (at >= limit) return;
    }
  }

  /** What traps is left to the reader. */
  #scanFrom(at: number): number {
    this.#set(RECORD, at);
    try {
      return this.#kernel.functions.scanLines(this.#state, at, 0);
    } catch {
      return IS_LEFT;
    }
  }

  #get(what: number): number {
    return this.#words[(this.#state + what) >> 2] as number;
  }

  #set(what: number, value: number): void {
    this.#words[(this.#state + what) >> 2] = value;
  }
}

function wordAt(words: Int32Array, slot: number, what: number): number {
  return words[slot + what] as number;
}
