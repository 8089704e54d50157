import * as z from "zod";

/** Text of so many characters at most, counted as JSON Schema counts them: a surrogate pair is one. */
export function textUpTo(maxCharacters: number): z.ZodString {
  return z
    .string()
    .refine((text) => !isLongerThan(text, maxCharacters), {
      error: `it has more than ${maxCharacters} characters`,
      abort: true,
    })
    .meta({ maxLength: maxCharacters });
}

function isLongerThan(text: string, max: number): boolean {
  if (text.length <= max) return false;
  if (text.length > 2 * max) return true;
  let count = 0;
  for (const _ of text) count++;
  return count > max;
}
