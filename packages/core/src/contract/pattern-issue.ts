import type * as z from "zod";
import { optionsOf } from "../types/text-limit.ts";
import { formatsIn } from "../types/type-formats.ts";

/** A repetition of nothing but a repetition, `(a+)+`: it takes exponential time where it fails. */
const NESTED = /\((?:\?:)?[^()][+*]\??\)(?:[+*]|\{\d+,)/;
/** What stands for one character and may look like more. */
const CHARACTER = /\\.|\[(?:\\.|[^\]\\])*\]/g;

/** Why a pattern of a contract's own can't be used; `undefined` when nothing speaks against any. */
export function patternIssue(leaf: z.core.$ZodType): string | undefined {
  const { keyType } = leaf._zod.def as { keyType?: z.core.$ZodType };
  const defs = optionsOf(keyType ?? leaf).flatMap(({ _zod }) => formatsIn(_zod.def));
  for (const { pattern } of defs as readonly { pattern?: RegExp }[]) {
    if (pattern !== undefined && NESTED.test(pattern.source.replaceAll(CHARACTER, "x")))
      return `its pattern ${String(pattern)} repeats a repetition, which takes exponential time; use one repetition`;
  }
  return undefined;
}
