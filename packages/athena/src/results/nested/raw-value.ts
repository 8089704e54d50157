/** A number as its text has it, so that no digit is lost before its type is known. */
export class Digits {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** A value inside an array, row or map before it is read as its type: JSON's, with numbers as they are written. */
export type RawValue =
  | null
  | boolean
  | string
  | Digits
  | readonly RawValue[]
  | { readonly [key: string]: RawValue };

/** JSON text with its numbers as they are written; `undefined` when it is none. */
export function readJsonText(text: string): RawValue | undefined {
  try {
    return JSON.parse(text, keepDigits) as RawValue;
  } catch {
    return undefined;
  }
}

/** The third argument is ECMAScript's "JSON.parse source text access", which every Node from 22 on has. */
function keepDigits(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  return typeof value === "number" ? new Digits(context?.source ?? String(value)) : value;
}

/** The value as plain JavaScript, for what isn't of the type that was expected. */
export function plainValue(value: RawValue): unknown {
  if (value instanceof Digits) return Number(value.text);
  if (Array.isArray(value)) return value.map((each) => plainValue(each as RawValue));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plainValue(each)]));
}
