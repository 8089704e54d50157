import type { SqlType } from "@cloudapi/athena/internal/analysis";
import { VARCHAR, varcharType, zonedType } from "@cloudapi/athena/internal/analysis";
import { castSql } from "../types/cast-sql.ts";
import { datePart } from "../types/date-part.ts";
import type { CallParts, FunctionRow } from "./function-row.ts";
import { scalar } from "./function-row.ts";

/** A part of a date or time: `year(x)`, `day_of_week(x)`, `hour(x)`. */
function part(name: string, field: string, clock = false): FunctionRow {
  const sql = {
    parts: ({ args, types }: CallParts) =>
      datePart(field, { sql: args[0] ?? "", type: types[0] ?? { kind: "date" } }) ?? "NULL",
  };
  const dated = clock ? {} : { "date -> bigint": sql };
  return scalar(name, { ...dated, "timestamp -> bigint": sql, "timestamptz -> bigint": sql });
}

/** Dates and times; the session's time zone is UTC. */
export const TIME_FUNCTIONS: readonly FunctionRow[] = [
  part("year", "year"),
  part("quarter", "quarter"),
  part("month", "month"),
  part("week", "week"),
  part("week_of_year", "week"),
  part("day", "day"),
  part("day_of_month", "day"),
  part("day_of_week", "dow"),
  part("dow", "dow"),
  part("day_of_year", "doy"),
  part("doy", "doy"),
  part("year_of_week", "yow"),
  part("yow", "yow"),
  part("hour", "hour", true),
  part("minute", "minute", true),
  part("second", "second", true),
  scalar("millisecond", {
    "timestamp -> bigint": (t) => `(CAST(date_part('millisecond', ${t}) AS BIGINT) % 1000)`,
    "timestamptz -> bigint": (t) => `(CAST(date_part('millisecond', (${t}).t) AS BIGINT) % 1000)`,
  }),
  scalar(
    "date",
    {
      "date -> date": (x) => x,
      "timestamp -> date": (t) => `CAST(${t} AS DATE)`,
      "timestamptz -> date": (t) => `CAST(trino_local(${t}) AS DATE)`,
      "varchar -> date": (s) => `(DATE '1970-01-01' + trino_text_to_days(${s}))`,
    },
    { fallible: true },
  ),
  scalar("last_day_of_month", {
    "date -> date": (d) => `last_day(${d})`,
    "timestamp -> date": (t) => `last_day(${t})`,
    "timestamptz -> date": (t) => `last_day(trino_local(${t}))`,
  }),
  scalar("current_timezone", { "-> varchar": () => "'UTC'" }),
  scalar("to_unixtime", {
    "timestamp -> double": (t) => `trino_unixtime(epoch_us(${t}))`,
    "timestamptz -> double": (t) => `trino_unixtime(epoch_us((${t}).t))`,
  }),
  scalar(
    "from_unixtime",
    {
      "double -> timestamptz(3)": (x) => `trino_zoned(${momentOf(x)}, 'UTC')`,
      "double, varchar -> timestamptz(3)": (x, zone) =>
        `trino_zoned(${momentOf(x)}, trino_zone(${zone}))`,
      "double, bigint, bigint -> timestamptz(3)": (x, hours, minutes) =>
        `trino_zoned(${momentOf(x)}, trino_zone(trino_shift_text(${hours} * 60 + ${minutes})))`,
    },
    { fallible: true },
  ),
  scalar(
    "from_iso8601_timestamp",
    { "varchar -> timestamptz(3)": (s) => `trino_unpack(trino_iso8601_timestamp(${s}))` },
    { fallible: true },
  ),
  scalar(
    "from_iso8601_date",
    { "varchar -> date": (s) => `(DATE '1970-01-01' + trino_iso8601_days(${s}))` },
    { fallible: true },
  ),
  scalar("to_iso8601", {
    "date -> varchar": {
      parts: ({ args: [d] }) => `trino_date_text(${d})`,
      result: () => varcharType(16),
    },
    "timestamp -> varchar": {
      result: ({ types: [time] }) => isoLength(22, time),
      parts: ({ args, types }) => `replace(${iso(args[0] ?? "", types[0])}, ' ', 'T')`,
    },
    "timestamptz -> varchar": {
      result: ({ types: [time] }) => isoLength(28, time),
      parts: ({ args, types }) =>
        `(replace(${iso(`trino_local(${args[0]})`, types[0])}, ' ', 'T') || trino_offset_text(trino_epoch_ms(${args[0]}), (${args[0]}).z))`,
    },
  }),
  scalar(
    "date_parse",
    {
      "varchar, varchar -> timestamp(3)": (s, format) =>
        `make_timestamp(trino_date_parse(${s}, ${format}))`,
    },
    { fallible: true },
  ),
  scalar(
    "date_format",
    {
      "timestamp, varchar -> varchar": (t, format) =>
        `trino_date_format(epoch_us(${t}), ${format})`,
      "timestamptz, varchar -> varchar": (t, format) =>
        `trino_date_format(epoch_us(trino_local(${t})), ${format})`,
    },
    { fallible: true },
  ),
  scalar(
    "format_datetime",
    {
      "timestamp, varchar -> varchar": (t, format) =>
        `trino_format_datetime(epoch_us(${t}), '', ${format})`,
      "timestamptz, varchar -> varchar": (t, format) =>
        `trino_format_datetime(epoch_us((${t}).t), (${t}).z, ${format})`,
    },
    { fallible: true },
  ),
  scalar(
    "parse_datetime",
    {
      "varchar, varchar -> timestamptz(3)": (s, format) =>
        `trino_unpack(trino_parse_datetime(${s}, ${format}))`,
    },
    { fallible: true },
  ),
  scalar(
    "at_timezone",
    {
      "timestamp, varchar -> timestamptz": {
        result: ({ types: [time] }) => zonedLike(time),
        parts: ({ args: [t, zone] }) => `trino_zoned(${t}, trino_zone(${zone}))`,
      },
      "timestamptz, varchar -> timestamptz": (t, zone) =>
        `trino_zoned((${t}).t, trino_zone(${zone}))`,
    },
    { fallible: true },
  ),
  scalar(
    "with_timezone",
    {
      "timestamp, varchar -> timestamptz": {
        result: ({ types: [time] }) => zonedLike(time),
        parts: ({ args: [t, zone] }) =>
          `trino_zoned(make_timestamp(trino_to_instant(epoch_us(${t}), trino_zone(${zone}))), trino_zone(${zone}))`,
      },
    },
    { fallible: true },
  ),
  scalar("timezone_hour", {
    "timestamptz -> bigint": (t) => `(trino_offset_minutes(trino_epoch_ms(${t}), (${t}).z) // 60)`,
  }),
  scalar("timezone_minute", {
    "timestamptz -> bigint": (t) => `(trino_offset_minutes(trino_epoch_ms(${t}), (${t}).z) % 60)`,
  }),
  scalar("to_milliseconds", { "interval day to second -> bigint": (x) => x }),
];

/** Seconds to the nearest millisecond; NaN is the first moment, as Java rounds it. */
function momentOf(seconds: string): string {
  return `make_timestamp(CAST(floor(CASE WHEN isnan(${seconds}) THEN 0 ELSE ${seconds} * 1000 + 0.5 END) AS BIGINT) * 1000)`;
}

function precisionOf(type: SqlType | undefined): number {
  return type !== undefined && "precision" in type ? type.precision : 3;
}

function zonedLike(type: SqlType | undefined): SqlType {
  return zonedType(precisionOf(type));
}

function isoLength(base: number, type: SqlType | undefined): SqlType {
  const precision = precisionOf(type);
  return varcharType(base + (precision === 0 ? 0 : precision + 1));
}

/** As CAST to varchar writes it. */
function iso(sql: string, type: SqlType | undefined): string {
  return castSql(sql, { kind: "timestamp", precision: precisionOf(type) }, VARCHAR) ?? "NULL";
}
