import type { WaitingFramer } from "../decoding/decoding-framer.ts";
import type { RawRecord } from "../framing/raw-record.ts";
import type { Problem } from "../report/problem.ts";

/** Gives all of a framer's records but the last ones, which are no rows, and knows when the end has come. */
export class HoldBack implements WaitingFramer {
  readonly #framer: WaitingFramer;
  readonly #count: number;
  #held: RawRecord[] = [];
  /** Places of what was left out, once the end has come. */
  left: readonly RawRecord[] = [];
  isOver = false;

  constructor(framer: WaitingFramer, count: number) {
    this.#framer = framer;
    this.#count = count;
  }

  *push(chunk: Uint8Array): Iterable<readonly RawRecord[]> {
    for (const records of this.#framer.push(chunk)) yield this.#pass(records);
  }

  *end(): Iterable<readonly RawRecord[]> {
    for (const records of this.#framer.end()) yield this.#pass(records);
    this.left = this.#held;
    this.isOver = true;
  }

  takeProblems(): readonly Problem[] {
    return this.#framer.takeProblems();
  }

  get waiting(): WaitingFramer["waiting"] {
    const [first] = this.#held;
    if (first === undefined) return this.#framer.waiting;
    return { start: first.byteOffset, from: first.byteOffset };
  }

  #pass(records: readonly RawRecord[]): readonly RawRecord[] {
    const all = [...this.#held, ...records];
    const given = Math.max(0, all.length - this.#count);
    this.#held = all.slice(given);
    return all.slice(0, given);
  }
}
