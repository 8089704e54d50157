import { compareUtf8 } from "@cloudapi/core/internal";
import { currentSchema, defaultSortOrder, defaultSpec } from "../metadata/current.ts";
import type { IcebergType } from "../metadata/iceberg-schema.ts";
import type { TableMetadata } from "../metadata/table-metadata.ts";
import type { TableRow } from "./row-reader.ts";

/** A column by which rows are put in order. */
export interface OrderColumn {
  readonly name: string;
  readonly fieldId: number;
  readonly isDescending: boolean;
  readonly areNullsLast: boolean;
}

const IN_ORDER = ["identity", "year", "month", "day", "hour", "truncate"];

/**
 * What rows are ordered by within a partition: the table's sort order as far as it is of columns, or else the time that it is partitioned
 * by, or its first one.
 */
export function orderColumns(metadata: TableMetadata): OrderColumn[] {
  const { fields } = currentSchema(metadata);
  const wanted = defaultSortOrder(metadata).fields;
  const columns: OrderColumn[] = [];
  for (const field of wanted) {
    const column = fields.find(({ id }) => id === field["source-id"]);
    const isOrdered = IN_ORDER.some((name) => field.transform.startsWith(name));
    // Decimals are texts here.
    if (column === undefined || !isOrdered || !isCompared(column.type)) break;
    columns.push({
      name: column.name,
      fieldId: column.id,
      isDescending: field.direction === "desc",
      areNullsLast: field["null-order"] === "nulls-last",
    });
  }
  if (wanted.length > 0) return columns;
  const times = fields.filter(({ type }) => type === "timestamp");
  const sources = new Set(defaultSpec(metadata).fields.map((field) => field["source-id"]));
  const time = times.find(({ id }) => sources.has(id)) ?? times[0];
  if (time === undefined) return [];
  return [{ name: time.name, fieldId: time.id, isDescending: false, areNullsLast: false }];
}

function isCompared(type: IcebergType): boolean {
  return typeof type === "string" && !type.startsWith("decimal");
}

/** Compares rows by columns. */
export function rowComparer(columns: readonly OrderColumn[]): (a: TableRow, b: TableRow) => number {
  return (a, b) => {
    for (const { name, isDescending, areNullsLast } of columns) {
      const [one, other] = [a[name], b[name]];
      if (one === other) continue;
      if (one === null || other === null) return (one === null) === areNullsLast ? 1 : -1;
      const order = compare(one, other);
      if (order !== 0) return isDescending ? -order : order;
    }
    return 0;
  };
}

function compare(one: unknown, other: unknown): number {
  if (typeof one === "string" && typeof other === "string") return compareUtf8(one, other);
  // What is not a number comes last.
  const [isNaN, isOtherNaN] = [Number.isNaN(one), Number.isNaN(other)];
  if (isNaN || isOtherNaN) return Number(isNaN) - Number(isOtherNaN);
  return (one as number) < (other as number) ? -1 : 1;
}
