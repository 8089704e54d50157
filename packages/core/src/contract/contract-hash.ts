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
    partition === undefined
      ? null
      : [partition.granularity, partition.layout, partition.range.from, partition.range.to],
  ]);
  return createHash("sha256").update(canonical).digest("hex").slice(0, 32);
}
