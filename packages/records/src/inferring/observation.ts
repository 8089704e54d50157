import { kindsOfText, type TextKind } from "./text-kinds.ts";
import { type TimeWriting, timeWritings } from "./time-formats.ts";

/** A number of a JSON text, as it is written there. */
export class NumberText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** Different texts of a field that are kept. */
const MOST_TEXTS = 40;
/** Different keys of an object that are kept; with more it is a map. */
export const MOST_KEYS = 400;
/** Lists and objects inside one another that are looked into. */
const MOST_DEPTH = 12;
/** Longer texts are no numbers of columns. */
const MOST_DIGITS = 40;
const KEPT_CHARACTERS = 60;

/** What was seen of numbers. */
export interface NumberSummary {
  count: number;
  /** How many are written without a point or exponent. */
  integers: number;
  min: number;
  max: number;
  /** Whether one is past 2^53, where a JavaScript number loses digits, and past 2^63. */
  isLong: boolean;
  isHuge: boolean;
  /** The most digits before and behind the point. */
  wholeDigits: number;
  scale: number;
  hasExponent: boolean;
}

/** What was seen of texts. */
export interface TextSummary {
  count: number;
  maxLength: number;
  /** How often each kind fits, and a text that is not of it. */
  readonly kinds: Map<TextKind, number>;
  readonly outsiders: Map<TextKind, string>;
  /** How all of them may be read as times or days. */
  times: readonly TimeWriting[];
  /** The numbers among them. */
  readonly numbers: NumberSummary;
  /** How often each text was seen; `undefined` when there are too many. */
  values: Map<string, number> | undefined;
}

/** What was seen at one place of all records. */
export class Observation {
  /** How often there was something, null or not. */
  seen = 0;
  nulls = 0;
  booleans = 0;
  readonly numbers: NumberSummary = noNumbers();
  readonly texts: TextSummary = {
    count: 0,
    maxLength: 0,
    kinds: new Map(),
    outsiders: new Map(),
    times: [],
    numbers: noNumbers(),
    values: new Map(),
  };
  lists = 0;
  /** Elements of all lists together. */
  element: Observation | undefined;
  objects = 0;
  readonly fields = new Map<string, Observation>();
  hasMoreKeys = false;
  /** Whether there was more inside than is looked into. */
  isDeeper = false;

  /** Take in a value. */
  add(value: unknown, depth = 0): void {
    this.seen++;
    if (value === null || value === undefined) this.nulls++;
    else if (typeof value === "boolean") this.booleans++;
    else if (value instanceof NumberText) addNumber(this.numbers, value.text);
    else if (typeof value === "string") addText(this.texts, value);
    else if (depth >= MOST_DEPTH) this.isDeeper = true;
    else if (Array.isArray(value)) this.#addList(value, depth + 1);
    else this.#addObject(value as object, depth + 1);
  }

  #addList(values: readonly unknown[], depth: number): void {
    this.lists++;
    for (const value of values) {
      this.element ??= new Observation();
      this.element.add(value, depth);
    }
  }

  #addObject(value: object, depth: number): void {
    this.objects++;
    for (const [name, each] of Object.entries(value)) {
      const field = this.fields.get(name) ?? this.#newField(name);
      field?.add(each, depth);
    }
  }

  #newField(name: string): Observation | undefined {
    if (this.fields.size >= MOST_KEYS) {
      this.hasMoreKeys = true;
      return undefined;
    }
    const field = new Observation();
    this.fields.set(name, field);
    return field;
  }
}

function noNumbers(): NumberSummary {
  return {
    count: 0,
    integers: 0,
    min: Number.POSITIVE_INFINITY,
    max: Number.NEGATIVE_INFINITY,
    isLong: false,
    isHuge: false,
    wholeDigits: 0,
    scale: 0,
    hasExponent: false,
  };
}

const PARTS = /^-?(\d+)(?:\.(\d+))?([eE].+)?$/;

function addNumber(numbers: NumberSummary, text: string): void {
  const [, whole = "", fraction = "", exponent] = PARTS.exec(text) ?? [];
  const value = Number(text);
  numbers.count++;
  numbers.min = Math.min(numbers.min, value);
  numbers.max = Math.max(numbers.max, value);
  numbers.wholeDigits = Math.max(numbers.wholeDigits, whole.length);
  numbers.scale = Math.max(numbers.scale, fraction.length);
  if (exponent !== undefined) numbers.hasExponent = true;
  else if (fraction === "") {
    numbers.integers++;
    if (!Number.isSafeInteger(value)) numbers.isLong = true;
    if (whole.length >= 16 && isPastInt64(BigInt(text))) numbers.isHuge = true;
  }
}

function isPastInt64(value: bigint): boolean {
  return BigInt.asIntN(64, value) !== value;
}

function addText(texts: TextSummary, text: string): void {
  texts.count++;
  texts.maxLength = Math.max(texts.maxLength, text.length);
  const kinds = kindsOfText(text);
  if (texts.count === 1) for (const kind of kinds) texts.kinds.set(kind, 0);
  for (const kind of texts.kinds.keys())
    if (!kinds.includes(kind) && !texts.outsiders.has(kind))
      texts.outsiders.set(kind, shorten(text));
  for (const kind of kinds) {
    if (!texts.kinds.has(kind) && texts.count > 1 && texts.values !== undefined) {
      const [other] = texts.values.keys();
      texts.outsiders.set(kind, other ?? "");
    }
    texts.kinds.set(kind, (texts.kinds.get(kind) ?? 0) + 1);
  }
  texts.times = texts.count === 1 ? timeWritings(text) : timeWritings(text, texts.times);
  if (kinds.includes("number") && text.length <= MOST_DIGITS) addNumber(texts.numbers, text);
  countValue(texts, shorten(text));
}

function countValue(texts: TextSummary, text: string): void {
  const { values } = texts;
  if (values === undefined) return;
  values.set(text, (values.get(text) ?? 0) + 1);
  if (values.size > MOST_TEXTS) texts.values = undefined;
}

function shorten(text: string): string {
  return text.length <= KEPT_CHARACTERS ? text : `${text.slice(0, KEPT_CHARACTERS - 1)}…`;
}
