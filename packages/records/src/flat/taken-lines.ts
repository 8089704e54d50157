import type { FramerOptions } from "../framing/framer.ts";
import { LineFramer } from "../framing/line-framer.ts";
import { type LineContext, type LineTaker, MOST_AHEAD } from "../framing/line-taker.ts";
import type { RawRecord } from "../framing/raw-record.ts";

/** JSON Lines of which somebody is asked first; what that takes is given to nobody else. */
export class TakenLines extends LineFramer {
  readonly #taker: LineTaker;
  /** Lines that another thread may be at work on. */
  readonly #ahead: LineContext[] = [];

  constructor(options: FramerOptions, taker: LineTaker) {
    super({ ...options, allocate: taker.allocate });
    this.#taker = taker;
  }

  room(bytes: number): Uint8Array {
    return this.rest.room(bytes);
  }

  override *push(chunk: Uint8Array): Iterable<readonly RawRecord[]> {
    this.rest.append(chunk);
    if (this.long === undefined && this.#taker.isAhead === true) yield* this.#takeAhead();
    else {
      yield* this.#cutAhead(0);
      yield this.cut(false);
    }
  }

  override *end(): Iterable<readonly RawRecord[]> {
    yield* this.#cutAhead(0);
    yield this.cut(true);
  }

  protected override take(context: LineContext, start: number): number {
    return this.#taker.take(context, start);
  }

  /** Let whole lines wait, if somebody begins with them. */
  *#takeAhead(): Iterable<readonly RawRecord[]> {
    const lines = this.whole(false);
    const isAhead = lines.end > 0 && this.#taker.takeAhead?.(lines) === true;
    if (isAhead) this.#ahead.push(lines);
    yield* this.#cutAhead(isAhead ? MOST_AHEAD : 0);
    if (isAhead) return;
    yield this.lines(lines);
    // A line that does not end may have become too long.
    yield this.cut(false);
  }

  /** Cut lines that wait, but for those of so many chunks. */
  *#cutAhead(left: number): Iterable<readonly RawRecord[]> {
    while (this.#ahead.length > left) yield this.lines(this.#ahead.shift() as LineContext);
  }
}
