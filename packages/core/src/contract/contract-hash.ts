import { createHash } from "node:crypto";
import type { Partition } from "../partition/partition-rule.ts";
import { formatDataType } from "../types/format-data-type.ts";
import type { Column } from "./column.ts";

/**
 * The hash of what a contract promises to those who read its data: columns (name, type, nullable, in
 * order), event time and partition rule; 32 hexadecimal digits of SHA-256. Checks that only narrow
 * values do not change it.
 */
export function contractHash(contract: {
  columns: readonly Column[];
  eventTime: string | undefined;
  partition: Partition | undefined;
}): string {
  const { columns, eventTime, partition } = contract;
  const canonical = JSON.stringify([
    columns.map(({ name, type, nullable }) => [name, formatDataType(type), nullable]),
    eventTime ?? null,
    partition === undefined ? null : ruleText(partition),
  ]);
  return createHash("sha256").update(canonical).digest("hex").slice(0, 32);
}

/** A rule without columns is what it was before there were any. */
function ruleText({ granularity, layout, range, by }: Partition): unknown[] {
  const ofTime = [granularity ?? null, layout, range.from, range.to];
  if (by === undefined) return ofTime;
  return [
    ...ofTime,
    by.map(({ column, projection, values, range: own }) => [
      column,
      projection,
      values ?? (own === undefined ? null : [own.from, own.to]),
    ]),
  ];
}
