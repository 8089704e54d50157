import type { TextRule } from "./byte-test.ts";
import type { FlatField, FlatPlan } from "./flat-plan.ts";
import { KnownTexts } from "./known-texts.ts";
import type { NumberRule } from "./number-rule.ts";

/** How the value of a field is read: as a text, a number, an instant, by its type, or one by one. */
export const [OF_TEXT, OF_NUMBER, OF_INSTANT, OF_TYPE, OF_OTHER] = [0, 1, 2, 3, 4] as const;

/** What a scanner needs of a field for each of its values, in one shape for all fields. */
export interface FieldRead {
  readonly field: FlatField;
  readonly number: number;
  readonly how: number;
  readonly mayLack: boolean;
  /** Texts of so many bytes fit, whatever is in them; others are left to the field's test. */
  readonly fewest: number;
  readonly most: number;
  /** Numbers from one to another fit; others are left to the schema. */
  readonly least: number;
  readonly greatest: number;
  readonly isInteger: boolean;
  /** Texts that are known to fit. */
  readonly known: KnownTexts;
}

const NO_TEXTS: TextRule = { fewest: 1, most: 0, prefixes: [], suffixes: [], formats: [] };

/** What is needed of the fields of a plan. */
export function fieldReads({ fields }: FlatPlan): readonly FieldRead[] {
  const texts = fields.filter(({ kind }) => kind === "text").length;
  const none = new KnownTexts(0);
  return fields.map((field, number) => ({
    field,
    number,
    how: howOf(field),
    mayLack: field.mayLack,
    ...lengthsOf(field),
    ...boundsOf(field.numberRule),
    known: field.kind === "text" ? new KnownTexts(texts) : none,
  }));
}

function howOf({ kind }: FlatField): number {
  switch (kind) {
    case "text":
      return OF_TEXT;
    case "number":
      return OF_NUMBER;
    case "instant":
      return OF_INSTANT;
    default:
      return kind === "other" ? OF_OTHER : OF_TYPE;
  }
}

/** Of texts that are asked for more than their length none has one that is right. */
function lengthsOf({ textRule }: FlatField): Pick<FieldRead, "fewest" | "most"> {
  const { fewest, most, prefixes, suffixes, formats } = textRule ?? NO_TEXTS;
  const isOfLength = prefixes.length + suffixes.length + formats.length === 0;
  return isOfLength ? { fewest, most } : { fewest: 1, most: 0 };
}

/** Without a rule no number is between them; bounds that are not among the numbers are narrowed by a little more than they need. */
export function boundsOf(
  numberRule: NumberRule | undefined,
): Pick<FieldRead, "least" | "greatest" | "isInteger"> {
  if (numberRule === undefined) return { least: 1, greatest: 0, isInteger: false };
  const { least, greatest, isAbove, isBelow, isInteger } = numberRule;
  return {
    least: isAbove ? least + stepAt(least) : least,
    greatest: isBelow ? greatest - stepAt(greatest) : greatest,
    isInteger,
  };
}

/** What makes another number of one when it is added. */
function stepAt(value: number): number {
  return Math.abs(value) * Number.EPSILON + Number.MIN_VALUE;
}
