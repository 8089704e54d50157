import { TrinoError } from "@cloudapi/athena/internal/analysis";
import type { PartitionTerm } from "@cloudapi/iceberg";

const TIMES: Readonly<Record<string, "year" | "month" | "day" | "hour">> = {
  year: "year",
  years: "year",
  month: "month",
  months: "month",
  day: "day",
  days: "day",
  hour: "hour",
  hours: "hour",
};

/**
 * What a table is partitioned by, in the words of SQL: `country`, `day(at)`, `bucket(id, 16)` or `bucket(16, id)`,
 * `truncate(name, 2)`.
 *
 * @throws {TrinoError} INVALID_TABLE_PROPERTY for what is none of these
 */
export function partitionTerm(text: string): PartitionTerm {
  const [, name = "", inside = ""] = /^\s*(\w+)\s*\(([^()]*)\)\s*$/.exec(text) ?? [];
  if (name === "") return { column: columnOf(text) };
  const args = inside.split(",").map((each) => each.trim());
  const time = Object.hasOwn(TIMES, name.toLowerCase()) ? TIMES[name.toLowerCase()] : undefined;
  if (time !== undefined && args.length === 1)
    return { column: columnOf(args[0] ?? ""), transform: time };
  const transform = name.toLowerCase();
  const number = args.findIndex((each) => /^\d+$/.test(each));
  if ((transform === "bucket" || transform === "truncate") && args.length === 2 && number >= 0)
    return { column: columnOf(args[1 - number] ?? ""), transform, n: Number(args[number]) };
  throw new TrinoError("INVALID_TABLE_PROPERTY", `Invalid partition field declaration: ${text}`);
}

/** A name, in quotes of either kind or in none. */
function columnOf(text: string): string {
  const name = text.trim();
  const quoted = /^"([^"]+)"$/.exec(name)?.[1] ?? /^`([^`]+)`$/.exec(name)?.[1];
  return (quoted ?? name).toLowerCase();
}
