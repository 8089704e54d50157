import type { FlatField, FlatPlan } from "./flat-plan.ts";
import type { NumberRule } from "./number-rule.ts";
import { isTakenAsIs, isTooLong } from "./other-reader.ts";

/** How a field's values are taken: texts that are looked at when all are there or at once, texts that may be instants, and whatever else. */
export const [AS_TEXT_LATER, AS_TEXT, AS_INSTANT, AS_OTHER] = [0, 1, 2, 3] as const;
/** Instants in the two usual spellings. */
const [WITH_SECONDS, WITH_MILLISECONDS] = [20, 24] as const;
/** Texts that are remembered of a field, and the units of the longest of them. */
const [MOST_KNOWN, LONGEST_KNOWN] = [64, 32] as const;

/** How values of each field are taken. What may be of any kind could be another one by the time when a row is left: then nothing is looked at later. */
export function waysOf({ fields }: FlatPlan): Uint8Array {
  const mayWait = fields.every(({ kind }) => kind !== "other");
  return Uint8Array.from(fields, ({ kind, textRule }) => {
    if (kind === "text") return mayWait && textRule !== undefined ? AS_TEXT_LATER : AS_TEXT;
    return mayWait && kind === "instant" ? AS_INSTANT : AS_OTHER;
  });
}

/** Whether a text fits as it is. */
export function isRightText({ checker }: FlatField, text: string): boolean {
  return !isTooLong(checker, text) && isTakenAsIs(checker, text);
}

/** Whether a text may be an instant in one of the two usual spellings, and fits if it is. */
export function mayBeInstant({ takesAll, checker }: FlatField, text: string): boolean {
  const { length } = text;
  if (length !== WITH_SECONDS && length !== WITH_MILLISECONDS) return false;
  return takesAll || checker.passes?.(text) === true;
}

/** Whether a number is surely one that a rule has. */
export function isWithin(rule: NumberRule | undefined, value: number): boolean {
  if (rule === undefined || rule.isAbove || rule.isBelow) return false;
  if (!(value >= rule.least && value <= rule.greatest)) return false;
  return !rule.isInteger || Number.isInteger(value);
}

/** Texts of a field that are known to fit: few of them are asked again and again, such as those of an enum. */
export class KnownTexts {
  readonly #field: FlatField;
  readonly #known = new Set<string>();

  constructor(field: FlatField) {
    this.#field = field;
  }

  /** Whether a text fits as it is. */
  fits(text: string): boolean {
    if (this.#known.has(text)) return true;
    if (!isRightText(this.#field, text)) return false;
    if (this.#known.size < MOST_KNOWN && text.length <= LONGEST_KNOWN) this.#known.add(text);
    return true;
  }
}
