import type { Binary } from "mongodb";
import { type BsonKind, bsonKind } from "./bson-kind.ts";
import { decimalDigits } from "./decimal128.ts";

/** Lists and documents inside one another that are looked into. */
const MOST_DEPTH = 12;
/** Different keys of a nested document that are kept; with more they are data. */
const MOST_KEYS = 400;
/** Identifiers of documents that are kept for each type of a field. */
const MOST_EXAMPLES = 3;

/** How often a type was seen at one place, and in which documents first. */
export interface KindCount {
  count: number;
  readonly examples: string[];
}

/** What was seen at one place of all documents. */
export class Observation {
  readonly kinds = new Map<BsonKind, KindCount>();
  /** Doubles that are NaN or infinite, and those that are whole. */
  notFinite = 0;
  /** Longs that a double does not hold. */
  isPastDouble = false;
  /** The most digits of decimals and integers before the point, and behind it. */
  wholeDigits = 0;
  scale = 0;
  hasSpecialDecimal = false;
  /** Dates without an ISO 8601 text of four digits for the year. */
  oddDates = 0;
  readonly binarySubtypes = new Set<number>();
  element: Observation | undefined;
  readonly fields = new Map<string, Observation>();
  hasMoreKeys = false;
  isDeeper = false;

  /** Take in a value of the document with this identifier. */
  add(value: unknown, id: string, depth = 0): void {
    const kind = bsonKind(value);
    const seen = this.kinds.get(kind) ?? { count: 0, examples: [] };
    this.kinds.set(kind, seen);
    seen.count++;
    if (seen.examples.length < MOST_EXAMPLES && !seen.examples.includes(id)) seen.examples.push(id);
    this.#look(kind, value, id, depth);
  }

  /** Take in a document's fields; `mostKeys` of them are kept. */
  addFields(value: object, id: string, depth = 0, mostKeys = Number.POSITIVE_INFINITY): void {
    for (const [name, each] of Object.entries(value)) {
      const field = this.fields.get(name) ?? this.#newField(name, mostKeys);
      field?.add(each, id, depth);
    }
  }

  count(kind: BsonKind): number {
    return this.kinds.get(kind)?.count ?? 0;
  }

  /** How often there was a value that is not null. */
  get values(): number {
    let sum = 0;
    for (const [kind, { count }] of this.kinds) if (!isNothing(kind)) sum += count;
    return sum;
  }

  #look(kind: BsonKind, value: unknown, id: string, depth: number): void {
    switch (kind) {
      case "double":
        if (!Number.isFinite(Number(value))) this.notFinite++;
        return;
      case "int":
      case "long":
        return this.#addInteger(String(value));
      case "decimal":
        return this.#addDecimal(String(value));
      case "date":
        if (!hasIsoText(value as Date)) this.oddDates++;
        return;
      case "binData":
        this.binarySubtypes.add((value as Binary).sub_type);
        return;
      case "array":
        return this.#addElements(value as readonly unknown[], id, depth + 1);
      case "object":
        if (depth >= MOST_DEPTH) this.isDeeper = true;
        else this.addFields(value as object, id, depth + 1, MOST_KEYS);
        return;
      default:
    }
  }

  #addElements(values: readonly unknown[], id: string, depth: number): void {
    if (depth > MOST_DEPTH) this.isDeeper = true;
    else
      for (const value of values) {
        this.element ??= new Observation();
        this.element.add(value, id, depth);
      }
  }

  #addInteger(text: string): void {
    if (!Number.isSafeInteger(Number(text))) this.isPastDouble = true;
    this.wholeDigits = Math.max(this.wholeDigits, text.replace("-", "").length);
  }

  #addDecimal(text: string): void {
    const digits = decimalDigits(text);
    if (digits === undefined) this.hasSpecialDecimal = true;
    this.wholeDigits = Math.max(this.wholeDigits, digits?.whole ?? 0);
    this.scale = Math.max(this.scale, digits?.scale ?? 0);
  }

  #newField(name: string, mostKeys: number): Observation | undefined {
    if (this.fields.size >= mostKeys) {
      this.hasMoreKeys = true;
      return undefined;
    }
    const field = new Observation();
    this.fields.set(name, field);
    return field;
  }
}

/** Whether a type stands for no value: what a column has null for. */
export function isNothing(kind: BsonKind): boolean {
  return kind === "null" || kind === "undefined";
}

function hasIsoText(date: Date): boolean {
  const year = date.getUTCFullYear();
  return year >= 1 && year <= 9999;
}
