import { type DuplicateKey, walkJsonText } from "./json-text-walk.ts";
import { hasDigits, hasTexts, type TextPlan } from "./text-plan.ts";

/** How what `JSON.parse` loses of a record is taken from its text. */
export interface TextWalk {
  /** Whether every record is walked through, since values are kept as text. */
  readonly hasTexts: boolean;
  /** Whether digits of any number are kept. */
  readonly hasDigits: boolean;
  /** Put in place what was lost of a record, and give the keys that occur twice, as many as are asked for. */
  readonly walk: (text: string, record: object, maxDuplicates: number) => readonly DuplicateKey[];
}

/** The walk of a plan, through objects and lists at every level. */
export function nestedTextWalk(plan: TextPlan): TextWalk {
  return {
    hasTexts: hasTexts(plan),
    hasDigits: hasDigits(plan),
    walk: (text, record, maxDuplicates) => walkJsonText(text, record, plan, maxDuplicates),
  };
}
