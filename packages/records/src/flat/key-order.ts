import { tooDeepAt } from "../parsing/nesting.ts";
import type { FlatPlan } from "./flat-plan.ts";

/** Records that are not as expected before another order is looked for; twice as many after each that did not help. */
const FIRST_PATIENCE = 16;
const MOST_PATIENCE = 4_096;

/** Bytes that are expected: those before a value, of which there are four at least. */
export interface Literal {
  readonly length: number;
  /**
   * Eight bytes each, little-endian, the last of them those at the end; none where there are fewer. As doubles, of which a comparison is one of their bits,
   * since bytes of UTF-8 without control characters are neither zero nor NaN.
   */
  readonly doubles: Float64Array;
  /** The same of four bytes each. */
  readonly words: Int32Array;
}

/** The keys of a record in the order that they are expected in, as the bytes before each value. */
export interface KeyOrder {
  readonly literals: readonly Literal[];
  /** The field of each key, by its number. */
  readonly fields: readonly number[];
}

/** Guesses the order of keys by a record that was not as expected, seldom enough to cost little where there is none. */
export class KeyOrders {
  readonly #plan: FlatPlan;
  readonly #numbers: ReadonlyMap<string, number>;
  #patience = FIRST_PATIENCE;
  #missed = FIRST_PATIENCE - 1;
  /** The order that is expected next; `undefined` before the first record, and where none can be. */
  order: KeyOrder | undefined;

  constructor(plan: FlatPlan) {
    this.#plan = plan;
    this.#numbers = new Map(plan.fields.map(({ checker }, i) => [checker.name, i]));
  }

  /** A record was not as expected. */
  miss(text: () => string): void {
    this.#missed++;
    if (this.#missed < this.#patience) return;
    this.#missed = 0;
    const order = this.#orderOf(text());
    const helps = order !== undefined && !isSame(order, this.order);
    this.#patience = helps ? FIRST_PATIENCE : Math.min(MOST_PATIENCE, 2 * this.#patience);
    if (helps) this.order = order;
  }

  #orderOf(text: string): KeyOrder | undefined {
    const keys = keysOf(text);
    const fields = keys.map((key) => this.#numbers.get(key) ?? -1);
    const isWhole = this.#plan.fields.every(({ mayLack }, i) => mayLack || fields.includes(i));
    if (keys.length === 0 || !isWhole || fields.includes(-1)) return undefined;
    const literals = keys.map((key, i) =>
      literalOf(`${i === 0 ? "{" : ","}${JSON.stringify(key)}:`),
    );
    return { literals, fields };
  }
}

const WORD_BYTES = 4;
const DOUBLE_BYTES = 8;

/** A text of four bytes or more as bytes that are expected. */
export function literalOf(text: string): Literal {
  const { buffer, byteOffset, length } = Buffer.from(text);
  const view = new DataView(buffer, byteOffset, length);
  const [words, doubles] = [WORD_BYTES, DOUBLE_BYTES].map((bytes) =>
    Array.from({ length: length < bytes ? 0 : Math.ceil(length / bytes) }, (_, i) =>
      Math.min(i * bytes, length - bytes),
    ),
  ) as [number[], number[]];
  return {
    length,
    doubles: Float64Array.from(doubles, (at) => view.getFloat64(at, true)),
    words: Int32Array.from(words, (at) => view.getInt32(at, true)),
  };
}

/**
 * Where expected bytes end that begin at a place; -1 where there are others.
 *
 * @param size how many bytes there are; to ask the view each time is a call
 */
export function endOfLiteral(view: DataView, at: number, literal: Literal, size: number): number {
  const { doubles, length } = literal;
  const end = at + length;
  if (end > size) return -1;
  const last = doubles.length - 1;
  if (last < 0) return endOfShort(view, at, literal);
  if (view.getFloat64(end - DOUBLE_BYTES, true) !== doubles[last]) return -1;
  for (let i = 0; i < last; i++)
    if (view.getFloat64(at + i * DOUBLE_BYTES, true) !== doubles[i]) return -1;
  return end;
}

/** The same where there are less than eight. */
function endOfShort(view: DataView, at: number, { words, length }: Literal): number {
  const end = at + length;
  if (view.getInt32(at, true) !== words[0]) return -1;
  return view.getInt32(end - WORD_BYTES, true) === words[words.length - 1] ? end : -1;
}

/** Lists and objects in one another: a record with more is not parsed for its keys, since each takes memory. */
const MOST_DEPTH = 16;

function keysOf(text: string): readonly string[] {
  if (tooDeepAt(text, MOST_DEPTH) >= 0) return [];
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return isObject ? Object.keys(value) : [];
  } catch {
    return [];
  }
}

function isSame({ fields }: KeyOrder, other: KeyOrder | undefined): boolean {
  return other !== undefined && fields.join() === other.fields.join();
}
