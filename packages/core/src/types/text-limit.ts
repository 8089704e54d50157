import type * as z from "zod";
import { formatsIn } from "./type-formats.ts";

/** So many characters of a text are shown to a contract's own pattern that has no `.max()` before it. */
const UNSAID_LIMIT = 10_000;

/** What is read of a check. */
interface Check {
  readonly type?: string;
  readonly check?: string;
  readonly format?: string;
  readonly maximum?: number;
  readonly length?: number;
  readonly when?: (payload: { value: unknown; issues: [] }) => boolean;
}

/** How long a text may be before a schema's patterns look at it. */
export interface TextLimit {
  readonly length: number;
  /** Whether it is the contract's own, so that zod refuses what is longer. */
  readonly isOwn: boolean;
  /** Whether it is for this text. */
  readonly isFor: (text: string) => boolean;
}

/**
 * The limit of a text schema without wrappers; `undefined` where nothing in it can take long.
 *
 * Lengths are looked at before patterns, wherever they stand: a pattern may take the square of the text's
 * length in time, and a file may be from anyone. A check that may change the text before leaves no limit of its own.
 */
export function textLimit(schema: z.core.$ZodType): TextLimit | undefined {
  const checks = formatsIn(schema._zod.def) as readonly Check[];
  const change = checks.findIndex(mayChange);
  const own = checks.slice(0, change < 0 ? checks.length : change).find(isLimit);
  if (own !== undefined) {
    const { maximum, length = maximum ?? 0, when } = own;
    return { length, isOwn: true, isFor: (value) => when?.({ value, issues: [] }) !== false };
  }
  return optionsOf(schema).some(hasPattern)
    ? { length: UNSAID_LIMIT, isOwn: false, isFor: () => true }
    : undefined;
}

/** The options of a union and those in them, or a schema that is not a union alone. */
export function optionsOf(schema: z.core.$ZodType): readonly z.core.$ZodType[] {
  const { options } = schema._zod.def as { options?: readonly z.core.$ZodType[] };
  return options === undefined ? [schema] : [schema, ...options.flatMap(optionsOf)];
}

function hasPattern({ _zod }: z.core.$ZodType): boolean {
  return formatsIn(_zod.def).some((each) => (each as Check).format === "regex");
}

function mayChange({ type, check, format }: Check): boolean {
  return type === "union" || check === "overwrite" || check === "custom" || format === "url";
}

function isLimit({ check }: Check): boolean {
  return check === "max_length" || check === "length_equals";
}
