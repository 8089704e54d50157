import * as z from "zod";
import { isoInstant } from "./iso-time.ts";
import { asText, type SqlType } from "./sql-type.ts";

/** What becomes of digits finer than a timestamp column has. */
export type Microseconds = "text" | "cut";

/** Dates and times with so many digits behind the point; `meaning` says what instant they are. */
export function timestampType(
  digits: number,
  { microseconds, meaning }: { microseconds: Microseconds; meaning: string },
): SqlType {
  const isFiner = digits > 3;
  if (isFiner && microseconds === "text")
    return {
      ...asText(
        `ISO 8601 text, since a timestamp column has milliseconds and the type ${digits} digits. ${meaning} For a timestamp, have microseconds cut (microseconds: "cut"), or the type with at most 3 digits in the source.`,
      ),
      decode: isoInstant,
      form: "instant",
    };
  return {
    verdict: isFiner ? "lossy" : "exact",
    how: isFiner
      ? `A timestamp of milliseconds: finer digits are cut. ${meaning}`
      : `A timestamp. ${meaning} ${OUTSIDE}`,
    schema: z.iso.datetime({ offset: true }),
    code: "z.iso.datetime({ offset: true })",
    decode: isoInstant,
    form: "instant",
    order: "server",
  };
}

const OUTSIDE = "Rows with what is none of the years 1 to 9999 are rejected.";

export const dateType: SqlType = {
  verdict: "exact",
  how: `A date. ${OUTSIDE}`,
  schema: z.iso.date(),
  code: "z.iso.date()",
  order: "server",
};
