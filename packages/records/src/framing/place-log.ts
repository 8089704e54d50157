import type { Problem } from "../report/problem.ts";
import { countLineFeeds } from "./blank.ts";
import type { ByteWindow } from "./byte-window.ts";

/** Counts the lines of a window's bytes, and keeps what is wrong between records: the first of each kind, with its place. */
export class PlaceLog {
  readonly #window: ByteWindow;
  readonly #problems = new Map<string, Problem | undefined>();
  #line: number;
  /** Place in the window up to which lines are counted. */
  #counted = 0;

  /** @param line the line of the window's first byte */
  constructor(window: ByteWindow, line: number) {
    this.#window = window;
    this.#line = line;
  }

  /** The line of a place; one behind all that were asked for. */
  lineAt(place: number): number {
    if (place > this.#counted) {
      this.#line += countLineFeeds(this.#window.bytes, this.#counted, place);
      this.#counted = place;
    }
    return this.#line;
  }

  problem(code: string, message: string, place: number): void {
    if (this.#problems.has(code)) return;
    const byteOffset = this.#window.offset + place;
    this.#problems.set(code, { code, message, line: this.lineAt(place), byteOffset });
  }

  /** The problems since the last call. */
  takeProblems(): readonly Problem[] {
    const taken = [...this.#problems.values()].filter((problem) => problem !== undefined);
    for (const code of this.#problems.keys()) this.#problems.set(code, undefined);
    return taken;
  }

  /** Let go of the window's first bytes, whose lines are counted by that. */
  consume(count: number): void {
    this.lineAt(count);
    this.#window.consume(count);
    this.#counted -= count;
  }
}
