import { quoteLiteral } from "@cloudapi/core/sql";
import type { ColumnSql, Step } from "./step.ts";

const DAY_MS = 86_400_000;
const [FIRST_MS, LAST_MS] = [-62_135_596_800_000, 253_402_300_799_999];
const DATE = "[0-9]{4}-[0-9]{2}-[0-9]{2}";
const TIMESTAMP = `\\A(${DATE})[Tt]([01][0-9]|2[0-3]):([0-5][0-9]):([0-5][0-9]|60)(?:\\.([0-9]++))?+(?:[Zz]|([+-])([01][0-9]|2[0-3]):([0-5][0-9]))\\z`;
const EPOCH = "TIMESTAMP '1970-01-01 00:00:00.000'";

/** Milliseconds since 1970 as a timestamp, in two steps: of what is added at once there may be as many as 32 bits hold. */
export function timestampOf(epochMs: string): string {
  const ofDay = `mod(mod(${epochMs}, ${DAY_MS}) + ${DAY_MS}, ${DAY_MS})`;
  return `date_add('millisecond', ${ofDay}, date_add('day', (${epochMs} - ${ofDay}) / ${DAY_MS}, ${EPOCH}))`;
}

/** Days of the calendar since 1970, null for none. */
function daysOf(date: string): string {
  return `IF(substr(${date}, 1, 4) <> '0000', date_diff('day', DATE '1970-01-01', TRY(CAST(${date} AS date))))`;
}

/** A day of the calendar, written as 2025-01-15. */
export function dateSql(i: number): ColumnSql {
  const isDate = `"k${i}" = 's' AND regexp_like("x${i}", ${quoteLiteral(`\\A${DATE}\\z`)})`;
  return {
    steps: [{ [`y${i}`]: `IF(${isDate}, ${daysOf(`"x${i}"`)})` }],
    codes: faults(i, `"y${i}"`),
    value: `CAST("x${i}" AS date)`,
    epochMs: `"y${i}" * ${DAY_MS}`,
  };
}

/**
 * An instant as RFC 3339 writes it, cut to milliseconds; a leap second is the last millisecond before it.
 *
 * @param isUtc whether only those in UTC fit, which end in Z
 */
export function timestampSql(i: number, isUtc: boolean): ColumnSql {
  const part = (group: number) => `regexp_extract("x${i}", ${quoteLiteral(TIMESTAMP)}, ${group})`;
  const number = (group: number) => `CAST(${part(group)} AS bigint)`;
  const isTime = `"k${i}" = 's' AND regexp_like("x${i}", ${quoteLiteral(TIMESTAMP)})`;
  const offset = `coalesce(IF(${part(6)} = '-', -1, 1) * (${number(7)} * 60 + ${number(8)}), 0)`;
  const seconds: Step = {
    [`y${i}`]: `IF(${isTime}, ${daysOf(part(1))} * ${DAY_MS} + (${number(2)} * 60 + ${number(3)} - ${offset}) * 60000)`,
    [`u${i}`]: `IF(${isTime}, ${number(4)})`,
    [`v${i}`]: `IF(${isTime}, CAST(substr(rpad(coalesce(${part(5)}, ''), 3, '0'), 1, 3) AS bigint))`,
  };
  const isLast = `mod(mod("y${i}", ${DAY_MS}) + ${DAY_MS}, ${DAY_MS}) = ${DAY_MS - 60_000}`;
  const ms = `IF("u${i}" = 60, IF(${isLast}, "y${i}" + 59999), "y${i}" + "u${i}" * 1000 + "v${i}")`;
  const instant: Step = { [`m${i}`]: ms };
  const inRange: Step = {
    [`i${i}`]: `IF("m${i}" BETWEEN ${FIRST_MS} AND ${LAST_MS}, "m${i}")`,
  };
  const spelling = isUtc
    ? `IF(lower(substr("x${i}", -1)) <> 'z', ARRAY['invalid_format'], ARRAY[])`
    : "ARRAY[]";
  return {
    steps: [seconds, instant, inRange],
    codes: `CASE WHEN "i${i}" IS NOT NULL THEN ${spelling} ELSE ${faults(i, `"i${i}"`)} END`,
    value: timestampOf(`"i${i}"`),
    epochMs: `"i${i}"`,
  };
}

function faults(i: number, read: string): string {
  return `CASE WHEN "k${i}" <> 's' THEN ARRAY['invalid_type'] WHEN ${read} IS NULL THEN ARRAY['invalid_format'] ELSE ARRAY[] END`;
}
