import { isBlankByte } from "./blank.ts";

const LF = 0x0a;
const OPEN_OBJECT = 0x7b;
const OPEN_LIST = 0x5b;
const COMMA = 0x2c;
/** Of a record, so much is looked at. */
const SAMPLE_BYTES = 16_384;
const MOST_SAMPLES = 8;
/** An object is known by so many of its bytes, and by the blanks before it. */
const START_BYTES = 600;
const MOST_BLANK = 64;
/** An object's first key and, where a value without brackets lies between, its second one. */
const KEYS =
  /^\{\s*(?:\}|"((?:[^"\\]|\\.){0,200})"\s*:(?:\s*(?:"(?:[^"\\]|\\.){0,200}"|[^"[\]{},:\s]{1,40})\s*,\s*"((?:[^"\\]|\\.){0,200})"\s*:)?)/;

/** What an object that begins somewhere in an array is: one of its records, something inside one, or can't be told. */
export type ObjectPlace = "record" | "inside" | "unknown";

/** What is known of an object by its beginning. */
export interface ObjectStart {
  /** Its first key, and its first two. */
  readonly keys: readonly [first: string, both: string];
  /** The byte before it that is not blank. */
  readonly before: number;
  /** The blanks between the start of its line and it, if nothing else is there. */
  readonly indent: string | undefined;
}

/**
 * What the records of an array look like, learned from good ones: with which keys they begin and with which the objects
 * in their lists do, and how far a record that starts a line is indented. It tells records from parts of records where
 * damage has made the brackets useless.
 */
export class RecordShape {
  readonly #samples: Sample[] = [];
  #count = 0;
  #known: Known | undefined;

  /** Whether the next record should be added; the others are only counted. */
  get wantsNext(): boolean {
    return this.#count < 4 || (this.#count & (this.#count - 1)) === 0;
  }

  get isKnown(): boolean {
    return this.#samples.length > 0;
  }

  skip(): void {
    this.#count++;
  }

  /** Learn from a record that lies between two places; the blanks before it are looked at, too. */
  add(bytes: Buffer, start: number, end: number): void {
    const text = Buffer.from(bytes.subarray(start, Math.min(end, start + SAMPLE_BYTES)));
    // What separates the first record from the array's bracket says nothing of what separates the others.
    const indents = this.#count === 0 ? [] : [indentOf(bytes, start)];
    if (this.#samples.length === MOST_SAMPLES) this.#samples.shift();
    this.#samples.push({ text, indents });
    this.#known = undefined;
    this.#count++;
  }

  placeOf({ keys, indent }: ObjectStart): ObjectPlace {
    this.#known ??= learn(this.#samples);
    const { records, inside, indents } = this.#known;
    const hasLines = indents.size > 0 && !indents.has(undefined);
    if (hasLines && !indents.has(indent)) return "inside";
    for (const key of [keys[1], keys[0]]) {
      if (records.has(key) !== inside.has(key)) return records.has(key) ? "record" : "inside";
    }
    return hasLines ? "record" : "unknown";
  }
}

interface Sample {
  readonly text: Buffer;
  readonly indents: readonly (string | undefined)[];
}

interface Known {
  /** First keys, and first two keys. */
  readonly records: ReadonlySet<string>;
  readonly inside: ReadonlySet<string>;
  readonly indents: ReadonlySet<string | undefined>;
}

function learn(samples: readonly Sample[]): Known {
  const [records, inside] = [new Set<string>(), new Set<string>()];
  for (const { text } of samples) {
    for (let at = 0; at >= 0; at = text.indexOf(OPEN_OBJECT, at + 1)) {
      const start = objectStart(text, at, true);
      if (typeof start === "string") continue;
      if (at > 0 && start.before !== COMMA && start.before !== OPEN_LIST) continue;
      for (const key of start.keys) (at === 0 ? records : inside).add(key);
    }
  }
  return { records, inside, indents: new Set(samples.flatMap((sample) => sample.indents)) };
}

/** Look at the `{` at a place: whether an object begins there. */
export function objectStart(
  bytes: Buffer,
  at: number,
  isLast: boolean,
): ObjectStart | "none" | "more" {
  if (!isLast && at + START_BYTES > bytes.length) return "more";
  const found = KEYS.exec(bytes.toString("latin1", at, at + START_BYTES));
  if (found === null) return "none";
  const [, first = "", second = ""] = found;
  let before = at - 1;
  while (before >= 0 && at - before <= MOST_BLANK && isBlankByte(bytes[before])) before--;
  const keys = [first, `${first}":"${second}`] as const;
  return { keys, before: bytes[before] ?? LF, indent: indentOf(bytes, at) };
}

function indentOf(bytes: Buffer, at: number): string | undefined {
  const from = Math.max(0, at - MOST_BLANK);
  return /\n([ \t]*)$/.exec(bytes.toString("latin1", from, at))?.[1];
}
